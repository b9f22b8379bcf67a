"""What is said about a standing as a whole: how sure its rule is, what its marks mean, what its checks ask for."""

from flask import Flask
from flask_babel import gettext as _

from rs_tracker.domain.standing import (
    ABOUT_RSC,
    CONFLICT,
    INDIVIDUAL_SHARE,
    RSC,
    SOURCES,
    SPAN,
    SPREAD,
    UNCONFIRMED,
)


def certainty(code: str) -> str:
    """How sure the rule behind a number is."""
    texts: dict[str, str] = {
        "read": _("This number stands on your association's own pages."),
        "inferred": _("This number follows from the published pages, though none says it in so many words."),
        "assumed": _("Your association has not confirmed this number."),
        "conflict": _("The published pages contradict one another about this number."),
    }
    return texts[code]


def flag(code: str, *, certainty: str = "", is_date_known: bool = True) -> str:
    """What a mark on a standing means. For `unconfirmed` it depends on what is not confirmed."""
    if code == SOURCES:
        return str(_("Associations expect most hours from one supervisor and the rest from at most one more."))
    if code == UNCONFIRMED and not is_date_known:
        return str(_("Not confirmed: we do not know since when you hold it. Add the date of your endorsement."))
    if code == UNCONFIRMED and certainty == "assumed":
        return str(_("Not confirmed by your association: it has not told us this number."))
    if code == UNCONFIRMED:
        return str(_("Not confirmed by your association: a supervisor's credential still has to be confirmed."))
    return str(_("The published pages contradict one another; the stricter reading is shown. Ask your association."))


def flag_label(code: str) -> str:
    """The same mark in a few words, where its sentence is one tap away."""
    texts: dict[str, str] = {
        SOURCES: _("From more than two supervisors"),
        UNCONFIRMED: _("Not confirmed by your association"),
        CONFLICT: _("The published pages disagree"),
    }
    return texts[code]


def check(name: str) -> str:
    """What one of the checks asks for."""
    texts: dict[str, str] = {
        RSC: _("Hours of reflective supervision"),
        SPAN: _("Calendar months from the first to the last session"),
        SPREAD: _("Calendar months with a session"),
        ABOUT_RSC: _("Hours about the supervision you give"),
        INDIVIDUAL_SHARE: _("Hours in individual sessions"),
        SOURCES: _("Hours with your two main supervisors"),
    }
    return texts[name]


def install(app: Flask) -> None:
    """Make the sentences about standings known to templates."""
    app.jinja_env.globals["flag_sentence"] = flag
    app.jinja_env.globals["flag_label"] = flag_label
    app.jinja_env.globals["certainty_sentence"] = certainty
