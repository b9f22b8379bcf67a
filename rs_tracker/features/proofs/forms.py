"""The form of bringing a log: one file or many."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from rs_tracker.web.forms import Form

MOST_SENT = 20 * 1024 * 1024


class BringForm(Form):
    """The proofs themselves."""

    files = MultipleFileField(_l("Your proofs"))

    def sent(self) -> list[tuple[str, bytes]]:
        """Name and bytes of each file that was chosen; an empty list with a fault beside the field where none was."""
        found = [(one.filename or "", one.read()) for one in self.files.data or [] if one and one.filename]
        if not found:
            self.files.errors = [_("Choose a file.")]
        return found
