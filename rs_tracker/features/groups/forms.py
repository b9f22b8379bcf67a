"""The forms of group sessions: the sheet with its roster, starting one, joining one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, ValidationError

from rs_tracker.domain.ids import is_id
from rs_tracker.features.groups.queries import Place, Row
from rs_tracker.features.groups.service import Meeting, Present
from rs_tracker.web.forms import Day, Email, Form, Pick, Text, Whole, choice, required

MOST_MINUTES = 24 * 60
MEDIA = (choice("in_person", _l("In person")), choice("video", _l("Video")), choice("phone", _l("Phone")))
TAKES = ("same", "back", "other")


class LengthForm(Form):
    """How long it was, in hours and minutes."""

    hours = Whole(_l("Hours"))
    minutes = Whole(_l("Minutes"))

    @property
    def length(self) -> int:
        """Whole minutes, 0 where neither field says anything."""
        return (self.hours.data or 0) * 60 + (self.minutes.data or 0)

    def fill_length(self, minutes: int) -> None:
        """Offer a length."""
        self.hours.data, self.minutes.data = divmod(minutes, 60)

    def validate_hours(self, field: Whole) -> None:
        if self.minutes.process_errors or field.process_errors:
            return
        if self.length == 0:
            raise ValidationError(_("Enter how long it was, for example 1 hour 30 minutes."))
        if self.length > MOST_MINUTES:
            raise ValidationError(_("A session cannot be longer than 24 hours."))


class DayForm(Form):
    """When it was; made first, because faults are told in the order of the fields."""

    held_on = Day(_l("Date"), [required(_l("Enter the date of the session."))])
    latest: date

    @property
    def day_before(self) -> date:
        """Yesterday, for its chip."""
        return self.latest - timedelta(days=1)

    def validate_held_on(self, field: Day) -> None:
        if field.data is not None and field.data > self.latest:
            raise ValidationError(_("This day is still to come. Write it down once the group has met."))


class MeetingForm(DayForm, LengthForm):
    """What all in the group have in common."""

    form_id = HiddenField("")
    medium = RadioField(_l("How you met"), choices=list(MEDIA), default="in_person")

    def fill(self, held_on: date, minutes: int | None, medium: str, co_name: str | None = None) -> None:
        """Offer a meeting."""
        self.held_on.data, self.medium.data = held_on, medium
        if minutes:
            self.fill_length(minutes)

    def meeting(self, co_name: str | None = None) -> Meeting:
        """What was typed, once it is valid."""
        return Meeting(cast(date, self.held_on.data), self.length, self.medium.data, co_name or None)


class SheetForm(MeetingForm):
    """A supervisor's sheet, without its roster, which is as long as there are people."""

    co_name = Text(_l("Led together with"), validators=[Length(max=200, message=_l("That name is too long."))])
    two_people = BooleanField(_l("People with the same name here are different people"))
    new_name = Text(_l("Their name"), validators=[Length(max=200, message=_l("That name is too long."))])
    new_email = Email(_l("Their email"))

    def is_somebody_new(self) -> bool:
        """Whether another person is whole enough to be put on the sheet; says at the field what is missing."""
        if not self.new_name.data:
            self.new_name.errors = [_("Enter their name.")]
        if not self.new_email.data:
            self.new_email.errors = [_("Enter their email address; an invitation goes there.")]
        return bool(self.new_name.data and self.new_email.data)

    def refuse(self, key: str) -> None:
        """Say what the service refused (somebody else's change came between)."""
        told = {
            "person": _("Somebody on this list does not work with you any more. Look at it again."),
            "twice": _("Somebody stands on this list two times. Tick each person once."),
            "on": _("A session cannot have been on this day."),
        }
        field = self.held_on if key == "on" else self.hours
        field.errors = [*field.errors, told.get(key, _("This cannot be kept as it is. Check it, please."))]


class StartForm(MeetingForm):
    """A supervisee's sheet: who is going to sign it."""

    supervisor = Pick(_l("Supervisor"))

    def offer(self, supervisors: Sequence[tuple[str, str]]) -> None:
        """Whom the sheet may be for."""
        first = [] if len(supervisors) == 1 else [choice("", _("Choose…"))]
        self.supervisor.choices = [*first, *(choice(id_, name) for id_, name in supervisors)]


class CodeForm(Form):
    """The six letters."""

    code = Text(_l("Code"), validators=[required(_l("Enter the six letters."))])


class JoinForm(LengthForm):
    """One's own length of it, and where it is logged."""

    place = Pick(_l("Where it is logged"))

    def offer(self, places: Sequence[Place]) -> None:
        """The associations in which one keeps a log."""
        self.place.choices = [choice(place.id, place.name) for place in places]


class NotRightForm(Form):
    """What one side says about a line that its owner did not write."""

    words = TextAreaField(
        _l("What is not right, in your words"),
        [
            required(_l("Write what is not right.")),
            Length(max=1000, message=_l("Write at most 1,000 characters.")),
        ],
    )

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Write what is not right."))


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster as it came back: rows with what was typed, and faults with the id of their field.

    `decided` are those of whom the form showed what they have logged by now.
    """

    rows: list[Row]
    faults: list[tuple[str, str]]
    decided: frozenset[str]

    @property
    def present(self) -> list[Present]:
        """Those who were ticked."""
        return [
            Present(
                person_id=row.person_id,
                association_id=row.place,
                minutes=row.minutes,
                known=(row.known.entry_id, row.known.version) if row.known and row.person_id in self.decided else None,
                take=row.take if row.known and row.person_id in self.decided else None,
            )
            for row in self.rows
            if row.is_present
        ]


def read_roster(form: MultiDict[str, str], rows: Sequence[Row], *, may_share_names: bool) -> Roster:
    """What the form says about each person whom the page may show."""
    here, found, faults, decided = set(form.getlist("here")), [], [], set()
    for row in rows:
        minutes, fault = _minutes(form.get(f"minutes-{row.person_id}", ""))
        is_present = row.person_id in here
        if fault and is_present:
            faults.append((f"minutes-{row.person_id}", _("%(name)s: %(fault)s", name=row.name, fault=fault)))
        places = [place.id for place in row.places]
        place, take = form.get(f"place-{row.person_id}", ""), form.get(f"take-{row.person_id}", "")
        if row.known is not None and form.get(f"known-{row.person_id}") == row.known_value:
            decided.add(row.person_id)
        found.append(
            replace(
                row,
                is_present=is_present,
                minutes=minutes,
                place=place if place in places else row.place,
                take=take if take in TAKES and row.person_id in decided else "same",
            )
        )
    if not may_share_names:
        faults += _same_names([row for row in found if row.is_present])
    return Roster(found, faults, frozenset(decided))


def _minutes(text: str) -> tuple[int | None, str | None]:
    """Somebody's own minutes; None for as long as the session."""
    text = text.strip()
    if not text:
        return None, None
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 0 < int(text) <= MOST_MINUTES:
        return None, _("Enter whole minutes, from 1 to 1440.")
    return int(text), None


def _same_names(rows: Sequence[Row]) -> list[tuple[str, str]]:
    seen: set[str] = set()
    faults = []
    for row in rows:
        if row.name.casefold() in seen:
            said = _("%(name)s stands here twice. If it is one person, untick one line.", name=row.name)
            faults.append(("two_people", said))
        seen.add(row.name.casefold())
    return faults


def read_instant(text: str) -> datetime | None:
    """An instant as a phone writes it (ISO 8601 with its zone), or None for anything else."""
    try:
        found = datetime.fromisoformat(text.strip()[:40])
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def sheet_id_of(typed: str | None) -> str:
    """The id a sheet will have: the one that came with its form, so that pressing twice writes one, else a new one."""
    return typed if typed is not None and is_id(typed) else str(uuid4())
