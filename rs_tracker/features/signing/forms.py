"""What the signing pages ask."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, ValidationError

from rs_tracker.web.forms import Form, choice, optional, required

REASONS = (
    ("date", _l("Wrong date")),
    ("length", _l("Wrong length")),
    ("not_reflective", _l("It was not reflective supervision")),
    ("not_there", _l("I was not there")),
    ("not_mine", _l("I do not supervise this person")),
    ("other", _l("In my own words")),
)
RETURN, MOST = "return-", 3000  # as many lines as six associations can show at once


def asked_back(form: MultiDict[str, str]) -> list[tuple[str, str, str]]:
    """The lines that a queue's form sends back: line, reason, own words (`return-LINE`, `words-LINE`)."""
    known = {code for code, _words in REASONS}
    lines = [(name.removeprefix(RETURN), reason) for name, reason in form.items() if name.startswith(RETURN)]
    return [(line, reason, form.get(f"words-{line}", "")) for line, reason in lines[:MOST] if reason in known]


class SendBackForm(Form):
    """Why an entry goes back."""

    version = HiddenField()
    reason = RadioField(
        _l("Reason"), [required(_l("Choose a reason."))], choices=[choice(code, words) for code, words in REASONS]
    )
    words = TextAreaField(
        _l("In your own words"), [optional(), Length(max=500, message=_l("Write at most 500 characters."))]
    )


class AskForm(Form):
    """One side's statement for the office."""

    words = TextAreaField(
        _l("What happened, in your words"),
        [
            required(_l("Write what happened; the coordinator reads both sides.")),
            Length(max=1000, message=_l("Write at most 1,000 characters.")),
        ],
    )

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Write what happened; the coordinator reads both sides."))
