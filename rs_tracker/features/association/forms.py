"""The forms of the office."""

from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, ValidationError

from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR
from rs_tracker.features.association.confirming import Terms
from rs_tracker.web import credentials
from rs_tracker.web.forms import Day, Email, Form, Pick, Text, choice, optional, required

ROLES = {SUPERVISEE: _l("Supervisee"), SUPERVISOR: _l("Supervisor"), COORDINATOR: _l("Coordinator")}
STATUSES = (
    choice("endorsed", _l("Endorsed")),
    choice("emerging", _l("Emerging (on the way to the endorsement)")),
    choice("vetted", _l("Approved by the office without an endorsement")),
)
DEGREES = (
    choice("", _l("Not known")),
    choice("none", _l("No degree")),
    choice("associate", _l("Associate")),
    choice("bachelor", _l("Bachelor's")),
    choice("master", _l("Master's")),
    choice("doctorate", _l("Doctorate")),
)
TOO_LONG = _l("That is too long.")


class PersonForm(Form):
    """Somebody to add."""

    name = Text(_l("Name"), [required(_l("Enter the person's name.")), Length(max=200, message=TOO_LONG)])
    email = Email(_l("Email"), [required(_l("Enter their email address."))])
    role = Pick(_l("Role"), [], default=SUPERVISEE)

    def offer(self, roles: tuple[str, ...]) -> None:
        """The hats that may be given."""
        self.role.choices = [choice(role, ROLES[role]) for role in roles]


class TermsForm(Form):
    """What somebody holds, and since when."""

    category = Pick(_l("Credential"), [])
    status = Pick(_l("Status"), list(STATUSES), default="endorsed")
    degree = Pick(_l("Highest degree"), list(DEGREES), default="")
    starts_on = Day(_l("From"), [required(_l("Enter the first day on which it held."))])
    ends_on = Day(_l("To"), [optional()])
    evidence = Text(_l("What it rests on"), [optional(), Length(max=300, message=TOO_LONG)])

    def offer(self) -> None:
        """Every credential by its full name."""
        self.category.choices = [
            choice("", _("Choose…")),
            *(choice(code, words) for code, words in credentials.choices()),
        ]
        if self.category.data is None:
            self.category.data = ""

    def validate_category(self, field: Pick) -> None:
        if field.data == "":
            raise ValidationError(_("Choose the credential."))

    def validate_ends_on(self, field: Day) -> None:
        if field.data is not None and self.starts_on.data is not None and field.data < self.starts_on.data:
            raise ValidationError(_("The last day cannot come before the first."))

    def terms(self) -> Terms:
        """What was typed, once it is valid."""
        return Terms(
            category=cast(str, self.category.data),
            status=self.status.data,
            degree=self.degree.data or None,
            starts_on=self.starts_on.data,  # type: ignore[arg-type]  # required
            ends_on=self.ends_on.data,
            evidence=self.evidence.data or "",
        )

    def ask_for_evidence(self) -> None:
        """What one holds oneself is confirmed with what it rests on."""
        self.evidence.errors = [_("This is your own credential: say what it rests on, such as the registry's page.")]


class SupervisorForm(TermsForm):
    """Somebody who is not a member yet, with what they hold."""

    name = Text(_l("Name"), [required(_l("Enter the person's name.")), Length(max=200, message=TOO_LONG)])
    email = Email(_l("Email"), [required(_l("Enter their email address."))])


class AnswerForm(Form):
    """The office's answer to both sides."""

    words = TextAreaField(
        _l("Answer"), [required(_l("Write the answer.")), Length(max=1000, message=_l("At most 1,000 characters."))]
    )

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Write the answer."))


class SettingsForm(Form):
    """Whom people ask, and how they sign."""

    contact = Email(_l("Email for questions"), [optional()])
    takes_codes = BooleanField(_l("Let supervisors sign without an account"))
    asks_for_passkeys = BooleanField(_l("Ask for a passkey when somebody signs"))
