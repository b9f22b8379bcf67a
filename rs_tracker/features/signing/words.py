"""What the queue's marks and the faults of a line are called on the screen."""

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
        signing.NOT_YOURS: _("It does not name you any more."),
        signing.OWN: _("It is your own session; nobody signs their own."),
        signing.GONE: _("It is not waiting for a signature any more."),
        signing.CHANGED: _("It was changed after you opened the list. Look at the new version and sign it then."),
        signing.SIGNED: _("It had been signed already."),
        signing.FUTURE: _("Its date is in the future. Sign it once you have met."),
        signing.PASSKEY: _("This association asks for a passkey."),
    }


def reasons() -> dict[str, str]:
    """Code of a reason for sending back → how it reads after a name."""
    return {
        "date": _("wrong date"),
        "length": _("wrong length"),
        "not_reflective": _("not reflective supervision"),
        "not_there": _("you were not there"),
        "not_mine": _("you do not supervise this person"),
        "other": _("in your own words"),
    }
