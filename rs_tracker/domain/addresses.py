"""E-mail addresses: how one is written; whether it exists is shown by the code that comes back."""

import re

LONGEST = 254
# Brackets, quotes, commas and colons mean something of their own to mail programs: one text, two mailboxes.
_SIGN = r'[^@\s,;:<>()\[\]\\"\x00-\x1f\x7f]'
_WHOLE = re.compile(rf"{_SIGN}+@(?:{_SIGN}(?<!\.))+(?:\.(?:{_SIGN}(?<!\.))+)*\.(?:{_SIGN}(?<!\.)){{2,}}")


def tidy(text: str) -> str:
    """An address as it is kept and counted: no white space around it, nothing invisible in it, lower case."""
    return "".join(filter(str.isprintable, text)).strip().lower()


def is_address(text: str) -> bool:
    """Whether `text` is written like one address, without white space around it."""
    return len(text.lower()) <= LONGEST and _WHOLE.fullmatch(text) is not None
