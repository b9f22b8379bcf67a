"""What the room's views share: the blueprint, and one refusal."""

from flask import Blueprint
from flask_babel import gettext as _

from rs_tracker.features.signing.intents import SigningWaits
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import moment

bp = Blueprint("signing", __name__, url_prefix="/signing")


def waits(wait: SigningWaits) -> Refused:
    """For a day after a reset by mail alone, nothing is signed and nothing is cancelled."""
    return Refused(
        _(
            "Your password was reset by email only, so signing waits until %(when)s. You can read everything "
            "meanwhile. If it was not you who reset it, tell your coordinator at once.",
            when=moment(wait.until),
        )
    )
