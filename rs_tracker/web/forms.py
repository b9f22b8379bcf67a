"""The base of every form: our words for faults, dates and lengths as people type them, choices by code."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types are one release old
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import DateInput, EmailInput

from rs_tracker.domain.addresses import is_address

SHAPES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y")


class Form(FlaskForm):  # type: ignore[misc]
    """What was typed is kept in `data`, whatever is wrong with it.

    The token against forged requests is put into every form by `form_open` and checked before any view runs
    (`web/security.py`), so a form need not make and check one of its own again.
    """

    class Meta:
        """How WTForms treats these forms."""

        csrf = False


class Day(DateField):
    """A calendar date: what a date control sends, or typed as 3/14/2024 (month first) or 14 Mar 2024."""

    widget = DateInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=list(SHAPES), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        text = " ".join(valuelist).strip()
        if not text:
            self.data = None
            return
        self.data = parse_day(text)
        if self.data is None:
            raise ValueError(_("Enter the date with month, day and year, for example 3/14/2026."))


def parse_day(text: str) -> date | None:
    """The date somebody typed, or None; numbers alone are read month first."""
    for shape in SHAPES:
        try:
            found = datetime.strptime(text, shape).date()  # noqa: DTZ007  a calendar date has no zone
        except ValueError:
            continue
        return found if 1900 <= found.year <= 2200 else None
    return None


class Whole(IntegerField):
    """A whole number of something, with our words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise ValueError(_("Enter a whole number, for example 45."))
        self.data = int(text)


class Text(StringField):
    """One line of text; white space around it is not meant, and signs that nobody can see are dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        words = valuelist[0].split() if valuelist else []
        self.data = " ".join("".join(filter(str.isprintable, word)) for word in words).strip()


class Email(Text):
    """One e-mail address; how it is written, not whether it exists, is checked."""

    widget = EmailInput()

    def pre_validate(self, form: Any) -> None:
        if self.data and not is_address(self.data):
            raise ValidationError(_("Enter an email address like name@example.org."))


def choice(value: str, label: Any, group: str | None = None) -> SelectChoice:
    """One choice of a select or a radio group; those of one `group` stand together under its name."""
    return SelectChoice(value, label, optgroup=group)


class Pick(SelectField):
    """One of a closed list; a value outside it is a fault with our words."""

    def __init__(self, label: Any = None, choices: Sequence[SelectChoice] = (), **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not any(value == self.data for value, *_rest in self.iter_choices()):
            raise ValidationError(_("Choose one of the answers offered."))


def required(message: Any = None) -> InputRequired:
    """The field must be filled in; say what belongs there."""
    return InputRequired(message or _l("Fill this in."))


def optional() -> Optional:
    """The field may stay empty."""
    return Optional()
