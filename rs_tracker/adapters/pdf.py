"""Paper as PDF: what is printed comes as data, the look of it stands beside this file in `paper.typ`.

Data is handed over as JSON, so that no name is ever read as markup; nothing is fetched. The file is tagged (PDF/UA-1)
and carries its fonts. A letter that no font here has is printed as an empty square, because a file that hides it would
be no PDF/UA.
"""

import json
import re
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from rs_tracker.domain.paper import Cell, Paper

STANDARD = "ua-1"
UNPRINTABLE = "□"
BREAK = "\\g<0>\u200b"
ROUNDS = 4
# Controls, and the marks that turn the direction of everything after them: in a name they only mislead.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# A word of which nobody knows where it may be broken, such as a name without a space in 200 letters.
_LONG = re.compile(r"[^\s\u200b-]{16}(?=[^\s\u200b-])")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNUSUAL = re.compile("[^\t\n\x20-\x7e\xa0-\xff]")


def pdf(paper: Paper) -> bytes:
    """The document as a PDF. Raises ValueError for what cannot be set."""
    data = _data(paper)
    for _round in range(ROUNDS):
        try:
            return _set(data, paper)
        except _typst().TypstError as fault:
            missing = _missing(fault)
            if not missing:
                raise ValueError(f"cannot be printed: {fault}") from fault
            data = _without(data, missing)
    return _set(_UNUSUAL.sub(UNPRINTABLE, json.dumps(json.loads(data), ensure_ascii=False)), paper)


def _set(data: str, paper: Paper) -> bytes:
    return bytes(
        _typst().compile(
            _look(),
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(paper.made_at.timestamp()),
            sys_inputs={"data": data},
        )
    )


def _data(paper: Paper) -> str:
    plain: dict[str, Any] = {name: _plain(getattr(paper, name)) for name in paper.__slots__}
    return json.dumps(plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Dataclasses as mappings; cells without small print and link as bare text, which is most of them."""
    if isinstance(value, str):
        return HIDDEN.sub("", value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Cell) and not value.url:
        text, small = (_LONG.sub(BREAK, HIDDEN.sub("", one)) for one in (value.text, value.small))
        return {"text": text, "small": small, "url": ""} if small else text
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, datetime):
        return value.isoformat()
    return {name: _plain(getattr(value, name)) for name in value.__slots__} if hasattr(value, "__slots__") else value


def _missing(fault: Any) -> set[str]:
    """The letters that no font has, from what the typesetter says about all of them."""
    told = str(getattr(fault, "diagnostic", fault))
    found = {letter for text in _MISSING.findall(told) for letter in _ESCAPE.sub(_letter, text)}
    return {letter for letter in found if not letter.isascii()}


def _letter(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _without(data: str, letters: set[str]) -> str:
    return data.translate({ord(letter): UNPRINTABLE for letter in letters})


def _typst() -> Any:
    """Loaded when the first PDF is made: it is large, and most processes never make one."""
    return import_module("typst")


@lru_cache(maxsize=1)
def _look() -> bytes:
    return Path(__file__).with_name("paper.typ").read_bytes()
