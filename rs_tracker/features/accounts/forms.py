"""Forms of the accounts room."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import Length, ValidationError

from rs_tracker.features.accounts import passwords
from rs_tracker.web.forms import Email, Form, Pick, Text, optional, required


class SignInForm(Form):
    email = Email(_l("Email"), [required(_l("Enter your email address."))])
    password = PasswordField(_l("Password"), [required(_l("Enter your password."))])
    is_own_device = BooleanField(_l("This is my own device; keep me signed in"))
    assertion = HiddenField()


class EmailForm(Form):
    email = Email(_l("Email"), [required(_l("Enter your email address."))])


class JoinForm(EmailForm):
    association_code = Text(_l("Your association's code"), [optional()])


class CodeForm(Form):
    email = Email(_l("Email"), [required(_l("Enter the address that the code was sent to."))])
    code = Text(_l("Code"), [required(_l("Enter the six digits from the mail."))])


class NewPasswordForm(Form):
    """A new password; `own_words` are what it may not be made of."""

    name = Text(_l("Your name"), [required(_l("Enter your name as others know it.")), Length(max=200)])
    current = PasswordField(_l("Your password now"), [required(_l("Enter the password you have now."))])
    password = PasswordField(_l("New password"), [required(_l("Choose a password."))])
    is_own_device = BooleanField(_l("This is my own device; keep me signed in"))

    own_words: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        name = self.name.data if "name" in self else ""
        words = {
            passwords.SHORT: _("Use at least 10 characters; a few words together work well."),
            passwords.LONG: _("Use at most 200 characters."),
            passwords.EASY: _("This password is among the first that anybody would try. Choose another one."),
            passwords.OWN: _("Your own name or address is the first thing somebody would try. Choose another one."),
        }
        found = passwords.fault(field.data or "", [word for word in (*self.own_words, name or "") if word])
        if found:
            raise ValidationError(words[found])


class ComeBackForm(NewPasswordForm):
    """The same after a lost password; what beside the mailbox shows that it is them may be given with it."""

    recovery_code = Text(_l("A printed recovery code"), [optional()])
    assertion = HiddenField()


class PasskeyForm(Form):
    """A new passkey: what its owner calls it, and what the browser made."""

    name = Text(
        _l("Name of this passkey"),
        [required(_l("Give it a name you will recognise.")), Length(max=60, message=_l("Use at most 60 letters."))],
    )
    made = HiddenField()


class JoinAssociationForm(Form):
    """Only one of the two is asked for, as sign-up is set; the service finds it missing."""

    to = Pick(_l("Association"), default="")
    association_code = Text(_l("Your association's code"))


class ConsentForm(Form):
    answer = Pick(_l("May the office see your sessions?"))
