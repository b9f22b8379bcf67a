"""What the pages about a supervisor who is gone ask."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from rs_tracker.domain.standins import (
    CO_FACILITATOR,
    DIED,
    GROUP_MEMBER,
    LEFT,
    REFUSES,
    RETIRED,
    SECOND_SUPERVISOR,
)
from rs_tracker.web.forms import Day, Email, Form, Text, choice, optional, required

REASONS = (
    (DIED, _l("They have died")),
    (RETIRED, _l("They have retired")),
    (LEFT, _l("They left and cannot be reached")),
    (REFUSES, _l("They refuse to sign")),
)
RELATIONS = (
    (GROUP_MEMBER, _l("Member of the same group")),
    (CO_FACILITATOR, _l("Led the session together with the supervisor")),
    (SECOND_SUPERVISOR, _l("Another supervisor who was there")),
)
ACCEPT = ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"


class GoneForm(Form):
    """Why somebody will not sign any more."""

    reason = RadioField(
        _l("What happened?"),
        [required(_l("Choose what happened."))],
        choices=[choice(code, words) for code, words in REASONS],
    )
    since = Day(_l("Since when"), [optional()])


class TellForm(GoneForm):
    """The same by a supervisee, with a photo of the paper log if there is one."""

    photo = FileField(_l("Photo or scan of the paper log"), [optional()])


class NameForm(Form):
    """Who was there."""

    name = Text(_l("Name"), [required(_l("Enter their name.")), Length(max=200, message=_l("Enter a shorter name."))])
    email = Email(_l("Email"), [required(_l("Enter their email address."))])
    relation = RadioField(
        _l("How were they there?"),
        [required(_l("Choose how they were there."))],
        choices=[choice(code, words) for code, words in RELATIONS],
    )


class EvidenceForm(Form):
    """What the office's own confirmation rests on."""

    shown = HiddenField()
    words = TextAreaField(
        _l("What it rests on"),
        [
            required(_l("Write what the confirmation rests on.")),
            Length(max=500, message=_l("Write at most 500 characters.")),
        ],
    )
    file = FileField(_l("Evidence"), [FileRequired(_l("Choose the file that shows it."))])


def sent(storage: FileStorage | None) -> tuple[str, bytes] | None:
    """Name and bytes of a file that was sent, or None where none was chosen."""
    if storage is None or not storage.filename:
        return None
    content = storage.read()
    storage.close()
    return storage.filename, content


def file_fault(problem: str) -> str:
    """Why a file is not taken, and what to do about it."""
    told: dict[str, str] = {
        "empty": _("There is nothing in this file. Choose it again."),
        "too-large": _("This file is larger than 8 MB. Take the photo with less detail, or send fewer pages."),
        "bad-name": _(
            "This file has a name that cannot be. Give it a plain name, such as log.jpg, and choose it again."
        ),
        "unknown": _("This is neither a photo (JPEG, PNG) nor a PDF, whatever its name says."),
        "heic": _(
            "This is an HEIC photo, which many offices cannot open. Save or share it as JPEG and choose that file."
        ),
        "misnamed": _("The file's name says something else than what is in it. Save it again as JPEG, PNG or PDF."),
        "broken": _("This file cannot be read to its end. Save it again, or take the photo anew."),
        "locked": _("This PDF is locked with a password. Save it without one."),
        "active": _("This PDF holds more than pages, such as scripts or other files. Print it to PDF and choose that."),
        "too-many": _("There are as many files here as one person may have. Ask your association."),
    }
    return told[problem]


def ticked(values: Iterable[str], known: Iterable[str]) -> set[str]:
    """Which of the known lines were ticked."""
    return set(values) & set(known)
