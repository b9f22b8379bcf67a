"""What the guests' pages ask."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from rs_tracker.web.forms import Form, Text, choice, optional, required

REASONS = (
    ("date", _l("Wrong date")),
    ("length", _l("Wrong length")),
    ("not_reflective", _l("It was not reflective supervision")),
    ("not_there", _l("I was not there")),
    ("not_mine", _l("I do not supervise this person")),
    ("other", _l("In my own words")),
)


class CodeForm(Form):
    """The six digits."""

    code = Text(_l("Code"), [required(_l("Enter the six digits from the message.")), Length(max=40)])


class FreshForm(Form):
    """A new message. The tick is there for programs that send every form of a mail's pages: they tick nothing."""

    is_missing = BooleanField(_l("I cannot find the message, or its code does not work"))


class SendBackForm(Form):
    """Why an entry goes back."""

    version = HiddenField()
    reason = RadioField(
        _l("Reason"), [required(_l("Choose a reason."))], choices=[choice(code, words) for code, words in REASONS]
    )
    words = TextAreaField(
        _l("In your own words"), [optional(), Length(max=500, message=_l("Write at most 500 characters."))]
    )
