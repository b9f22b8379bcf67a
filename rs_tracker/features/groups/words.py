"""What the codes of this room are called on the screen."""

from flask_babel import gettext as _


def signing_waits(until: str) -> str:
    """Why nothing can be signed yet after a reset by mail alone."""
    words = _(
        "Your password was reset by email only, so signing waits until %(when)s. The sheet is kept until then. "
        "If it was not you who reset it, tell your coordinator at once.",
        when=until,
    )
    return str(words)


def may_not_join(why: str) -> str:
    """Why this person cannot join, or not there."""
    told: dict[str, str] = {
        "own": _("This is a sheet for you to sign. It waits for you under Sign."),
        "ended": _("You and this supervisor do not work together here any more. Ask them to put you on the sheet."),
        "place": _("You keep no log in an association that this could be logged in."),
    }
    return told[why]


def known_states() -> dict[str, str]:
    """Code of an entry's state → how it reads after “Logged: 90 min,”."""
    return {
        "waiting": _("waiting"),
        "changed": _("corrected, waiting"),
        "returned": _("sent back"),
        "signed": _("signed already"),
        "vouched": _("confirmed already"),
    }
