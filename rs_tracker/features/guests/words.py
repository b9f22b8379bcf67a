"""What the codes of a guest's pages read as."""

from flask_babel import gettext as _

from rs_tracker.domain import signing


def marks() -> dict[str, str]:
    """Code of a mark → its sentence."""
    return {
        signing.CORRECTION: _("A correction of something you signed before"),
        signing.DUPLICATE: _("The same person, day and format stands here more than once"),
        signing.LONG: _("Longer than four hours"),
        signing.AHEAD: _("The date is in the future, so it cannot be signed yet"),
    }


def faults() -> dict[str, str]:
    """Code of a fault → why this line was left out."""
    return {
        signing.NOT_YOURS: _("It does not name you any more, or its association takes no codes from emails."),
        signing.OWN: _("It is your own session; nobody signs their own."),
        signing.GONE: _("It is not waiting for a signature any more."),
        signing.CHANGED: _("It was changed after you opened the list. Look at the new version and sign it then."),
        signing.SIGNED: _("It had been signed already."),
        signing.FUTURE: _("Its date is in the future. Sign it once you have met."),
    }


def refusals() -> dict[str, str]:
    """Why an association takes no typed codes → what one can do."""
    return {
        "off": _("takes signatures from people with an account only"),
        "passkey": _("takes signatures with a passkey only, and that needs an account"),
    }
