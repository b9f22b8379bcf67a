"""Choosing a goal and its dates."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from rs_tracker.domain.categories import BOTH, CATEGORIES, EARN, ECMH, IMH, RENEW
from rs_tracker.web import credentials
from rs_tracker.web.forms import Day, Form, Pick, choice, optional, required

KINDS = [choice(EARN, _l("Earning it")), choice(RENEW, _l("Keeping it"))]
TRACKS = [choice(IMH, _l("Birth to 3")), choice(ECMH, _l("3 to 6")), choice(BOTH, _l("Both"))]


class GoalForm(Form):
    """What to work on; the dates may be left out and are asked again where they change a verdict."""

    kind = Pick(_l("What are you doing?"), KINDS, validators=[required(_l("Choose one of the two."))])
    category = Pick(_l("Which credential?"), validators=[required(_l("Choose a credential."))])
    track = Pick(_l("Ages of the children"), TRACKS, default=BOTH)
    applied_on = Day(_l("Applied on"), [optional()])
    endorsed_on = Day(_l("Endorsed since"), [optional()])

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        self.category.choices = [choice("", _("Choose one")), *(choice(*pair) for pair in credentials.choices())]

    def validate_applied_on(self, field: Day) -> None:
        """Nobody has applied tomorrow."""
        _not_ahead(field, self.today)

    def validate_endorsed_on(self, field: Day) -> None:
        """Nor been endorsed."""
        _not_ahead(field, self.today)

    def wanted(self) -> tuple[str, str, str | None, date | None, date | None]:
        """Kind, category, track (only where the credential leaves it open), applied on, endorsed on."""
        kind, category = str(self.kind.data), str(self.category.data)
        track = self.track.data if CATEGORIES[category].track is None else None
        return kind, category, track, self.applied_on.data, self.endorsed_on.data if kind == RENEW else None


class DatesForm(Form):
    """The two dates of a goal."""

    applied_on = Day(_l("Applied on"), [optional()])
    endorsed_on = Day(_l("Endorsed since"), [optional()])

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    validate_applied_on = GoalForm.validate_applied_on
    validate_endorsed_on = GoalForm.validate_endorsed_on


class EndorsedForm(Form):
    """The day on which the credential was granted."""

    endorsed_on = Day(_l("Endorsed on"), [required(_l("Enter the day on which you were endorsed."))])

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def validate_endorsed_on(self, field: Day) -> None:
        """It has happened."""
        _not_ahead(field, self.today)

    def day(self) -> date:
        """The day of a form that was found right."""
        return self.endorsed_on.data or self.today


def _not_ahead(field: Day, today: date) -> None:
    if field.data is not None and field.data > today:
        raise ValidationError(_("This day is still to come; enter it once it has been."))
