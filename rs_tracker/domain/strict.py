"""Reading canonical JSON back, and nothing else: what is spelled in any other way is refused.

Restricted JSON as in `canonical.py`. Whatever a lenient reader would forgive (a second key of the same name, a float, a
space, an escaped letter) is a second spelling of the same record, and so a byte that could change unnoticed.
"""

import json
import re
from collections.abc import Iterator
from typing import NoReturn
from unicodedata import is_normalized

from rs_tracker.domain import canonical

MOST_BYTES = 4_000_000
MOST_NUMBER = 2**53
KEY = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)


class NotCanonical(ValueError):
    """These bytes are not the one spelling of a record."""


def read(data: bytes) -> dict[str, object]:
    """The record whose canonical text these bytes are. Raises NotCanonical for everything else."""
    if len(data) > MOST_BYTES:
        raise NotCanonical("too long")
    try:
        found = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        if not isinstance(found, dict):
            raise NotCanonical("not an object")
        for value in _values(found):
            _check(value)
        spelled = canonical.text(found).encode("utf-8")
    except (UnicodeError, json.JSONDecodeError, RecursionError, ValueError) as fault:
        raise NotCanonical(str(fault)[:100]) from None
    if spelled != data:
        raise NotCanonical("another spelling")
    return found


def read_text(text: str) -> dict[str, object]:
    """The same for a text inside another record."""
    try:
        return read(text.encode("utf-8"))
    except UnicodeError:
        raise NotCanonical("not Unicode") from None


def _refuse(text: str) -> NoReturn:
    raise NotCanonical(f"{text[:20]} is no whole number")


def _values(found: object) -> Iterator[object]:
    """Everything inside, without recursion; keys are looked at on the way."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            for key in value:
                if not KEY.fullmatch(key):
                    raise NotCanonical(f"a key is called {key[:20]!r}")
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _check(value: object) -> None:
    if isinstance(value, int) and abs(value) >= MOST_NUMBER:
        raise NotCanonical("a number is too large")
    if isinstance(value, str) and (not is_normalized("NFC", value) or "\0" in value):
        raise NotCanonical("a text is not in Unicode's composed form, or has a NUL in it")
