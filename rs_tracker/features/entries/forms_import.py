"""The forms of bringing in a spreadsheet: the file, and what its columns and names mean."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from rs_tracker.domain.addresses import is_address
from rs_tracker.features.entries.draft import GROUP_MOST
from rs_tracker.features.entries.sheet_columns import FIELDS
from rs_tracker.features.entries.sheet_plan import Choices
from rs_tracker.web.forms import Form

MOST_NAMES = 200
FORMATS, MEDIA = ("individual", "group"), ("in_person", "video", "phone")


class FileForm(Form):
    """The file itself."""

    file = FileField(_l("Your spreadsheet"), validators=[FileRequired(_l("Choose a file."))])


def file_fault(code: str) -> str:
    """Why a file cannot be read, and what to do about it."""
    told: dict[str, str] = {
        "too-large": _("This file is too large. Keep only the sheet with your log, and save it again."),
        "empty": _("There is nothing in this file."),
        "old-excel": _(
            "This is an old Excel file or one with a password. Save it as .xlsx or .csv without a password."
        ),
        "too-many-rows": _("This file has more than 5,000 rows. Split it, and bring in the parts one by one."),
        "not-a-spreadsheet": _("This is not a spreadsheet. Save your log as .xlsx or .csv and choose that file."),
        "broken": _("This file cannot be read. Open it in your spreadsheet program and save it again."),
    }
    return told[code]


def column_words(field: str) -> str:
    """What the form calls a column's meaning."""
    told: dict[str, str] = {
        "date": _("Date"),
        "length": _("Length or hours"),
        "length_minutes": _("Minutes"),
        "supervisor": _("Supervisor"),
        "email": _("Supervisor's email"),
        "format": _("Individual or group"),
        "size": _("People in the group"),
        "medium": _("How you met"),
        "kind": _("What kind"),
    }
    return told[field]


def chosen(sent: Mapping[str, str], before: Choices) -> Choices:
    """What the form says about the file, on top of what was chosen before; what makes no sense is left as it was."""
    columns = {name: _whole(sent.get(f"column-{name}", ""), 40) for name in FIELDS}
    of = {name: place for name, place in columns.items() if place is not None}
    heading = _whole(sent.get("heading_row", ""), 10_000)
    sheet = _whole(sent.get("sheet", ""), 100)
    people, emails = _people(sent)
    return replace(
        before,
        sheet=before.sheet if sheet is None else sheet,
        heading_row=before.heading_row if heading is None else heading,
        of=of or before.of,
        is_day_first={"day": True, "month": False}.get(sent.get("order", ""), before.is_day_first),
        format=_one_of(sent.get("format"), FORMATS, before.format),
        group_size=_whole(sent.get("group_size", ""), GROUP_MOST),
        medium=_one_of(sent.get("medium"), MEDIA, before.medium),
        people={**before.people, **people},
        emails={**before.emails, **emails},
    )


def address_faults(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """Addresses that are none, each with the id of its field."""
    wrong = _("Enter an email address, for example name@example.org.")
    return [
        (f"email-{number}", wrong)
        for number in range(MOST_NAMES)
        if (typed := sent.get(f"email-{number}", "").strip()) and not is_address(typed)
    ]


def _people(sent: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    people, emails = {}, {}
    for number in range(MOST_NAMES):
        name = sent.get(f"name-{number}")
        if name is None:
            break
        people[name] = sent.get(f"person-{number}", "")
        typed = sent.get(f"email-{number}", "").strip().lower()
        if not typed or is_address(typed):
            emails[name] = typed
    return people, emails


def _whole(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most else None


def _one_of(text: str | None, choices: tuple[str, ...], otherwise: str) -> str:
    return text if text in choices else otherwise
