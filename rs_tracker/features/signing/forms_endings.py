"""What is asked when a signature is cancelled or struck."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from rs_tracker.web.forms import Form, choice, optional, required

WHY_WITHDRAWN = (
    ("date", _l("The date is wrong")),
    ("length", _l("The length is wrong")),
    ("not_reflective", _l("It was not reflective supervision")),
    ("not_there", _l("I was not there")),
    ("by_mistake", _l("I signed it by mistake")),
    ("other", _l("In my own words")),
)
WHY_STRUCK = (
    ("not_held", _l("The meeting did not take place")),
    ("wrong_person", _l("It was signed for the wrong person")),
    ("duplicate", _l("The same meeting is signed twice")),
    ("by_mistake", _l("It was signed by mistake")),
    ("other", _l("In our own words")),
)
AT_MOST_500 = Length(max=500, message=_l("Write at most 500 characters."))


class WithdrawForm(Form):
    """Why a signature is cancelled."""

    version = HiddenField()
    reason = RadioField(
        _l("Reason"), [required(_l("Choose a reason."))], choices=[choice(code, text) for code, text in WHY_WITHDRAWN]
    )
    words = TextAreaField(_l("In your own words"), [optional(), AT_MOST_500])


class StrikeForm(Form):
    """Why the office wants a signature struck."""

    version = HiddenField()
    reason = RadioField(
        _l("Reason"), [required(_l("Choose a reason."))], choices=[choice(code, text) for code, text in WHY_STRUCK]
    )
    words = TextAreaField(_l("In your own words"), [optional(), AT_MOST_500])


class AnswerStrikeForm(Form):
    """Agreeing, or objecting with a word on why."""

    words = TextAreaField(_l("Why not, in your words"), [optional(), AT_MOST_500])
