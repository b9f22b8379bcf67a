"""Forms of the people room."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, ValidationError
from wtforms.widgets import URLInput

from rs_tracker.domain.categories import EARN, RENEW
from rs_tracker.web import credentials
from rs_tracker.web.forms import Day, Email, Form, Pick, Text, choice, optional, required

ZONES = (
    "America/New_York",
    "America/Detroit",
    "America/Indiana/Indianapolis",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Edmonton",
    "America/Vancouver",
    "Europe/Dublin",
    "Europe/London",
    "Australia/Perth",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
)
DEGREES = [
    choice("none", _l("No degree")),
    choice("associate", _l("Associate")),
    choice("bachelor", _l("Bachelor")),
    choice("master", _l("Master")),
    choice("doctorate", _l("Doctorate")),
]
STATUSES = [
    choice("endorsed", _l("Endorsed")),
    choice("emerging", _l("Emerging reflective supervisor")),
    choice("vetted", _l("Vetted by the association")),
]


class Link(Text):
    """An address on the web."""

    widget = URLInput()

    def pre_validate(self, form: Any) -> None:
        if self.data and not re.fullmatch(r"https?://[^\s<>\"]+", self.data):
            raise ValidationError(_("Enter the whole address of the page, beginning with https://."))


class ProfileForm(Form):
    name = Text(_l("Your name"), [required(_l("Enter your name as others know it.")), Length(max=200)])
    zone = Pick(_l("Time zone"))
    language = Pick(_l("Language of our mail"))

    def offer(self, zone: str, languages: list[tuple[str, str]]) -> None:
        """Fill the two lists; a zone that is not among the usual ones stays choosable for who has it."""
        zones = (*ZONES, *(() if zone in ZONES else (zone,)))
        self.zone.choices = [choice(one, one.replace("_", " ")) for one in zones]
        self.language.choices = [choice(code, own_name) for code, own_name in languages]


class Told(Form):
    """A form whose dates may not lie ahead of `today`."""

    today: date = date.max

    def validate_from_on(self, field: Day) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("This day has not come yet."))


class DegreeForm(Told):
    value = Pick(_l("Highest degree"), DEGREES)
    from_on = Day(_l("Since"), [optional()])


class GivesForm(Told):
    value = Pick(_l("Do you give reflective supervision yourself?"), [choice("yes", _l("Yes")), choice("no", _l("No"))])
    from_on = Day(_l("Since"), [optional()])


class EndorsementForm(Form):
    category = Pick(_l("Which one?"), validators=[required(_l("Choose one."))])
    status = Pick(_l("As what?"), STATUSES, default="endorsed")
    degree = Pick(_l("Your highest degree then"), [choice("", _l("I would rather not say")), *DEGREES], default="")
    starts_on = Day(_l("From"), [required(_l("Enter the first day it holds."))])
    ends_on = Day(_l("Until"), [optional()])
    issuer = Pick(_l("Given by"))
    registry_url = Link(_l("Page where it can be checked"), [optional(), Length(max=300)])

    def offer(self, associations: list[tuple[str, str]]) -> None:
        """Fill the lists of credentials and of associations."""
        self.category.choices = [choice("", _("Choose one")), *(choice(*pair) for pair in credentials.choices())]
        self.issuer.choices = [choice("", _("Another one")), *(choice(*pair) for pair in associations)]

    def validate_ends_on(self, field: Day) -> None:
        if field.data is not None and self.starts_on.data is not None and field.data < self.starts_on.data:
            raise ValidationError(_("The last day lies before the first one."))


class SupervisorForm(Form):
    """Somebody the association confirmed, or anybody by name and address."""

    known = Pick(_l("Confirmed by your association"), default="")
    name = Text(_l("Name"), [Length(max=200)])
    email = Email(_l("Email"), [optional()])

    def offer(self, providers: list[tuple[str, str]]) -> None:
        """Fill the list of confirmed supervisors; without any the field goes."""
        if not providers:
            del self.known
            return
        self.known.choices = [choice("", _("Somebody else")), *(choice(*pair) for pair in providers)]

    def chosen(self) -> str:
        """The id of the confirmed supervisor, or empty."""
        return str(self.known.data or "") if "known" in self else ""

    def validate_name(self, field: Text) -> None:
        if not field.data and not self.chosen():
            raise ValidationError(_("Enter your supervisor's name."))


class SuperviseeForm(Form):
    name = Text(_l("Name"), [required(_l("Enter the person's name.")), Length(max=200)])
    email = Email(_l("Email"), [required(_l("Enter the person's email address."))])


class AddressForm(Form):
    email = Email(_l("Email"), [required(_l("Enter an email address."))])


class WhereForm(Form):
    to = Pick(_l("Association"))
    association_code = Text(_l("Your association's code"))


class GoalForm(Form):
    """What somebody works on; the endorsed date matters only to who keeps one."""

    kind = Pick(_l("What are you doing?"), [choice(EARN, _l("Earning it")), choice(RENEW, _l("Keeping it"))])
    category = Pick(_l("Which credential?"), validators=[required(_l("Choose a credential."))])
    endorsed_on = Day(_l("Endorsed since"), [optional()])

    today: date = date.max

    def offer(self) -> None:
        """Fill the list of credentials."""
        self.category.choices = [choice("", _("Choose one")), *(choice(*pair) for pair in credentials.choices())]

    def validate_endorsed_on(self, field: Day) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("This day has not come yet."))
