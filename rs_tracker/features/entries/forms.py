"""The forms of the log: one session, and many dates of alike ones."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Email, Length, ValidationError

from rs_tracker.features.entries.choices import Offer
from rs_tracker.features.entries.draft import GROUP_MOST, NEVER_COUNTING_KINDS, Draft, Named, form_id, is_id
from rs_tracker.features.entries.typed_days import TypedDays, typed_days
from rs_tracker.web.filters import short_day
from rs_tracker.web.forms import Day, Form, Pick, Text, Whole, choice, optional, required

NEW = "new"
MOST_DAYS = 60
MOST_TYPED = 4000
MEDIA = (choice("in_person", _l("In person")), choice("video", _l("Video")), choice("phone", _l("Phone")))
FORMATS = (choice("individual", _l("Individual")), choice("group", _l("Group")))
AGES = (choice("IMH", _l("Birth to 3")), choice("ECMH", _l("3 to 6")), choice("both", _l("Both")))
KINDS = (
    choice("reflective", _l("Reflective supervision")),
    choice("peer", _l("Peer")),
    choice("administrative", _l("Administrative")),
    choice("clinical", _l("Clinical")),
    choice("training", _l("Training")),
)


class Somebody(Pick):
    """A person's id, NEW or nothing. Who may be named is decided when saving, so that a save asks only once."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in ("", NEW) and not is_id(self.data):
            raise ValidationError(_("Choose one of the answers offered."))


class OneDayForm(Form):
    """One date, `latest` at most. Made before the other fields, because faults are told in the order of the fields."""

    held_on = Day(_l("Date"), [required(_l("Enter the date of the session."))])

    latest: date

    @property
    def day_before(self) -> date:
        """Yesterday, for its chip."""
        return self.latest - timedelta(days=1)

    def validate_held_on(self, field: Day) -> None:
        if field.data is not None and field.data > self.latest:
            raise ValidationError(_("This day is still to come. Log the session once it has been held."))


class ManyDaysForm(Form):
    """Many dates, `latest` at most."""

    days = TextAreaField(
        _l("Dates"),
        [
            required(_l("Enter at least one date.")),
            Length(max=MOST_TYPED, message=_l("That is too much at once. Enter the dates alone.")),
        ],
    )

    latest: date

    def understood(self) -> TypedDays:
        """The dates typed so far."""
        return typed_days((self.days.data or "")[:MOST_TYPED], self.latest)

    def validate_days(self, field: TextAreaField) -> None:
        found = self.understood()
        if found.unreadable:
            raise ValidationError(_("This is not a date: %(text)s", text=", ".join(found.unreadable[:3])))
        if found.ahead:
            raise ValidationError(_("This day is still to come: %(text)s", text=", ".join(found.ahead[:3])))
        if found.twice:
            days = ", ".join(short_day(day) for day in found.twice[:3])
            raise ValidationError(_("This date is there twice: %(text)s", text=days))
        if len(found.days) > MOST_DAYS:
            raise ValidationError(_("At most %(most)s dates at once, please.", most=MOST_DAYS))


class MeetingForm(Form):
    """What one session and many alike ones have in common: how long, how, with whom."""

    form_id = HiddenField("")
    hours = Whole(_l("Hours"))
    minutes = Whole(_l("Minutes"))
    medium = RadioField(_l("How you met"), choices=list(MEDIA), default="in_person")
    format = RadioField(_l("Format"), choices=list(FORMATS), default="individual")
    group_size = Whole(_l("People in the group"))
    supervisor = Somebody(_l("Supervisor"), [])
    new_name = Text(_l("Their name"), validators=[Length(max=200, message=_l("That name is too long."))])
    new_email = Text(
        _l("Their email"),
        validators=[optional(), Email(message=_l("Enter an email address, for example name@example.org."))],
    )
    kind = Pick(_l("What kind"), list(KINDS), default="reflective")
    track = RadioField(_l("Ages of the children"), choices=list(AGES), default="both")

    asks_about_rsc = asks_ages = False
    names: Mapping[str, str] = MappingProxyType({})

    def ask(self, offer: Offer, keeps: tuple[str, str] | None = None) -> None:
        """Ask what concerns this person; `keeps` is the id and name of the supervisor the entry names already."""
        self.asks_about_rsc, self.asks_ages = offer.asks_about_rsc, offer.asks_ages
        mine = [(one.id, one.name) for one in offer.mine]
        if keeps is not None and keeps[0] and keeps[0] not in offer.ids:
            mine.append(keeps)
        others = [(one.id, one.name) for one in offer.others]
        self.names = dict([*mine, *others])
        self.supervisor.choices = _choices(mine, others)
        if self.supervisor.data is None:
            self.supervisor.data = mine[0][0] if len(mine) == 1 else ""
        self.form_id.data = self.id

    @property
    def id(self) -> str:
        """What the entry will be called: it came with the form, so that pressing twice saves once."""
        return form_id(self.form_id.data)

    @property
    def length(self) -> int:
        """Whole minutes, 0 where neither field says anything."""
        return (self.hours.data or 0) * 60 + (self.minutes.data or 0)

    def validate_hours(self, field: Whole) -> None:
        if self.minutes.process_errors or field.process_errors:
            return
        if self.length == 0:
            raise ValidationError(_("Enter how long it was, for example 1 hour 30 minutes."))
        if self.length > 24 * 60:
            raise ValidationError(_("A session cannot be longer than 24 hours."))

    def validate_group_size(self, field: Whole) -> None:
        if self.format.data != "group" or field.process_errors:
            return
        if not field.data or field.data > GROUP_MOST:
            raise ValidationError(_("Enter how many people were supervised in the group, you included."))

    def validate_supervisor(self, field: Pick) -> None:
        if field.data == "" and self.kind.data not in NEVER_COUNTING_KINDS:
            raise ValidationError(_("Choose your supervisor, or “Somebody else” to add one."))

    def validate_new_name(self, field: Text) -> None:
        if self.supervisor.data == NEW and not field.data:
            raise ValidationError(_("Enter your supervisor's name."))

    @property
    def is_meeting_whole(self) -> bool:
        """Whether what is in the form is enough to say what a session would bring; marks nothing as wrong."""
        picked, size = self.supervisor.data, self.group_size.data
        return (
            0 < self.length <= 24 * 60
            and (picked == NEW or picked in self.names or self.kind.data in NEVER_COUNTING_KINDS)
            and any(self.kind.data == value for value, *_rest in self.kind.iter_choices())
            and self.format.data in ("individual", "group")
            and (self.format.data != "group" or (size is not None and 0 < size <= GROUP_MOST))
        )

    @property
    def supervisor_name(self) -> str:
        """How the supervisor in the form is called."""
        if self.supervisor.data == NEW:
            return self.new_name.data or ""
        return self.names.get(self.supervisor.data or "", "")

    def named(self) -> Named | None:
        """The supervisor typed in, if one was."""
        if self.supervisor.data != NEW:
            return None
        return Named(self.new_name.data or "", self.new_email.data or None)

    def refuse(self, key: str) -> None:
        """Say at the right field what the service refused (somebody else's change came between)."""
        field = {"provider": self.supervisor, "group_size": self.group_size}.get(key, self.hours)
        told = {
            "provider": _("This person cannot be named as your supervisor here. Choose another one."),
            "on": _("A session cannot have been on this day."),
        }
        field.errors = [*field.errors, told.get(key, _("This cannot be saved as it is. Check it, please."))]

    def draft(self, held_on: date, about_rsc: int = 0) -> Draft:
        """One session of this form, on that day."""
        picked = self.supervisor.data
        return Draft(
            held_on=held_on,
            minutes=self.length,
            provider_id=picked if picked and picked != NEW else None,
            kind=self.kind.data,
            format=self.format.data,
            group_size=self.group_size.data,
            medium=self.medium.data,
            about_rsc=about_rsc,
            track=self.track.data or "both",
        ).tidied()


class SessionForm(OneDayForm, MeetingForm):
    """One session."""

    about_rsc = Whole(_l("Minutes about the supervision you give"))
    base_version = HiddenField("")

    def validate_about_rsc(self, field: Whole) -> None:
        if field.data is not None and field.data > self.length > 0:
            raise ValidationError(_("This cannot be more than the session's own length."))

    @property
    def base(self) -> int:
        """The version that was on the screen, 0 if the form does not say."""
        text = self.base_version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0

    def is_whole(self) -> bool:
        """Whether a session can be read off the form as it stands, asked without marking anything as wrong."""
        day = self.held_on.data
        is_day_known = day is not None and day <= self.latest
        return self.is_meeting_whole and is_day_known and (self.about_rsc.data or 0) <= self.length

    def entry(self) -> Draft:
        """What was typed, once it is valid."""
        return self.draft(cast(date, self.held_on.data), self.about_rsc.data or 0)


class SeveralForm(ManyDaysForm, MeetingForm):
    """Many sessions that differ by their date only."""

    def entries(self) -> list[Draft]:
        """One session for each date, oldest first, once the form is valid."""
        return [self.draft(day) for day in sorted(self.understood().days)]


def fill(form: SessionForm, draft: Draft | None, held_on: date | None) -> None:
    """Offer what a session was like, with a date of its own or none."""
    form.held_on.data = held_on
    fill_meeting(form, draft)
    if draft is not None:
        form.about_rsc.data = draft.about_rsc or None


def fill_meeting(form: MeetingForm, draft: Draft | None) -> None:
    """Offer what a session was like; a supervisor who is not offered any more is left open."""
    if draft is None:
        return
    form.hours.data, form.minutes.data = divmod(draft.minutes, 60)
    form.group_size.data = draft.group_size
    form.supervisor.data = draft.provider_id if draft.provider_id in form.names else ""
    for name in ("medium", "format", "kind", "track"):
        form[name].data = getattr(draft, name)


def ages_words(track: str) -> str:
    """What the form calls these ages."""
    return next(str(one.label) for one in AGES if one.value == track)


def _choices(mine: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]) -> list[Any]:
    """The supervisors as one list, or in two groups where the office has confirmed further ones."""
    own, confirmed = (_("Your supervisors"), _("Confirmed here")) if others else (None, None)
    return [
        choice("", _("Choose…")),
        *(choice(id_, name, own) for id_, name in mine),
        *(choice(id_, name, confirmed) for id_, name in others),
        choice(NEW, _("Somebody else…")),
    ]
