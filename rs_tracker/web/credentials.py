"""What credentials are called on screens: the full name, the acronym, and the level of the years before names."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rs_tracker.domain.categories import BOTH, CATEGORIES, EARN, ECMH, IMH

NAMES = {
    "IFA": _l("Infant Family Associate"),
    "ECFA": _l("Early Childhood Family Associate"),
    "IFS": _l("Infant Family Specialist"),
    "ECFS": _l("Early Childhood Family Specialist"),
    "IFRS": _l("Infant Family Reflective Supervisor"),
    "ECFRS": _l("Early Childhood Family Reflective Supervisor"),
    "IMHS": _l("Infant Mental Health Specialist"),
    "ECMHS": _l("Early Childhood Mental Health Specialist"),
    "IMHM-C": _l("Infant Mental Health Mentor, Clinical"),
    "ECMHM-C": _l("Early Childhood Mental Health Mentor, Clinical"),
    "IMHM-P": _l("Infant Mental Health Mentor, Policy"),
    "ECMHM-P": _l("Early Childhood Mental Health Mentor, Policy"),
    "IMHM-RF": _l("Infant Mental Health Mentor, Research and Faculty"),
    "ECMHM-RF": _l("Early Childhood Mental Health Mentor, Research and Faculty"),
    "ERS": _l("Endorsed Reflective Supervisor"),
}
LEVELS = {"FA": "I", "FS": "II", "MHS": "III", "MHM-C": "IV", "MHM-P": "IV", "MHM-RF": "IV"}
AGES = {IMH: _l("birth to 3"), ECMH: _l("3 to 6"), BOTH: _l("birth to 6")}


def name(category: str) -> str:
    """Infant Family Specialist."""
    return str(NAMES[category])


def full_name(category: str) -> str:
    """Infant Family Specialist (IFS, formerly level II)."""
    level = LEVELS.get(CATEGORIES[category].family)
    if level is None:
        return f"{name(category)} ({category})"
    return str(_("%(name)s (%(code)s, formerly level %(level)s)", name=name(category), code=category, level=level))


def goal_title(kind: str, category: str) -> str:
    """Earn IFS, or Renew IFS."""
    return str(_("Earn %(code)s", code=category) if kind == EARN else _("Renew %(code)s", code=category))


def ages(track: str) -> str:
    """Birth to 3, 3 to 6, or both."""
    return str(AGES[track])


def choices() -> list[tuple[str, str]]:
    """Every category with its full name, in the order in which people know them."""
    return [(code, full_name(code)) for code in CATEGORIES]


def install(app: Flask) -> None:
    """Make the names known to templates."""
    app.jinja_env.filters["credential"] = full_name
    app.jinja_env.globals["goal_title"] = goal_title
