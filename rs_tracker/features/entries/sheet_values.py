"""What the cells of a kept log mean: days, lengths, words for how and with how many. Pure, no clock, no database."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rs_tracker.adapters.spreadsheet import Cell
from rs_tracker.features.entries.typed_days import Written, written

HOURS, MINUTES = "hours", "minutes"
FIRST_SERIAL = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".3333", "⅔": ".6667"}

CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)(?::\d{2})?")
NUMBER = re.compile(r"\d*[.,]?\d+|\d+[.,]")
PARTS = re.compile(
    r"(?:(?P<h>\d*[.,]?\d+|\d+[.,]) ?(?:h|hr|hrs|hour|hours|hora|horas)\.?)?"
    r"(?: ?(?:and|y|,)? ?(?P<m>\d*[.,]?\d+) ?(?:m|min|mins|minute|minutes|minuto|minutos)?\.?)?",
    re.IGNORECASE,
)
TIME_OF_DAY = re.compile(r"(?<=\d)(?:[ T]|, )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?$", re.IGNORECASE)

FORMAT_WORDS = (
    ("group", ("group", "grp", "grupo", "grupal")),
    ("individual", ("individual", "indiv", "ind", "one on one", "1 1", "1 on 1", "solo", "dyad")),
)
MEDIUM_WORDS = (
    ("video", ("video", "virtual", "zoom", "teams", "online", "telehealth", "remote", "meet", "webex", "web")),
    ("phone", ("phone", "telephone", "tel", "call", "teléfono", "telefono")),
    ("in_person", ("person", "face", "office", "onsite", "on site", "presencial", "live")),
)
KIND_WORDS = (
    ("peer", ("peer", "pares")),
    ("administrative", ("administrative", "admin")),
    ("clinical", ("clinical", "clínica", "clinica")),
    ("training", ("training", "workshop", "webinar", "class", "taller")),
    ("reflective", ("reflective", "rsc", "rs", "reflexiva", "rs c")),
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length in whole minutes; `is_rounded` when the cell said a fraction of one."""

    minutes: int
    is_rounded: bool


NOTHING = Length(0, is_rounded=False)


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip() in ("", "-", "–", "n/a", "N/A"))


def as_typed(cell: Cell) -> str:
    """A cell as the preview shows it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return f"{cell:.4f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)


def date_of(cell: Cell) -> date | Written | None:
    """The day a cell names; `Written` while month and day could change places; None if it is no day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return FIRST_SERIAL + timedelta(days=int(cell)) if int(cell) in SERIALS else None
    found = written(TIME_OF_DAY.sub("", cell)) if isinstance(cell, str) else None
    if found is None or found.year is None:
        return None
    return found if found.order is None else found.day(is_day_first=False)


def length_of(cell: Cell, unit: str | None = None) -> Length | None:
    """The length a cell names, or None; a bare number is in `unit`, else in hours up to 12 and in minutes above."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, timedelta):
        return _rounded(cell.total_seconds() / 60)
    if isinstance(cell, datetime):  # Excel shows a length over 24 hours, or a bare time, as a day of 1899 or 1900
        return _rounded((cell - datetime(1899, 12, 31)).total_seconds() / 60) if cell.year < 1901 else None  # noqa: DTZ001
    if isinstance(cell, time):
        return _rounded(cell.hour * 60 + cell.minute + cell.second / 60)
    if isinstance(cell, date):
        return None
    return _typed_length(cell, unit) if isinstance(cell, str) else _number(float(cell), unit)


def format_of(cell: Cell) -> tuple[str | None, int | None]:
    """Individual or group, and the size if the cell tells it ("Group of 6")."""
    text = _plain(cell)
    found = _first(text, FORMAT_WORDS)
    sizes = re.findall(r"\d+", text) if found == "group" else []
    return found, int(sizes[0]) if sizes and 0 < int(sizes[0][:4]) <= 500 else None


def medium_of(cell: Cell) -> str | None:
    """In person, video or phone."""
    return _first(_plain(cell), MEDIUM_WORDS)


def kind_of(cell: Cell) -> str | None:
    """Which kind of meeting, if the cell knows."""
    return _first(_plain(cell), KIND_WORDS)


def size_of(cell: Cell) -> int | None:
    """How many were in the group."""
    found = re.search(r"\d{1,3}", as_typed(cell))
    return int(found[0]) if found and 0 < int(found[0]) <= 500 else None


def _typed_length(text: str, unit: str | None) -> Length | None:
    for sign, decimals in FRACTIONS.items():
        text = re.sub(rf" ?{sign}", decimals, text)
    text = re.sub(r"(\d+) (\d)/(\d)\b", _mixed, text.strip()).lower()
    clock = CLOCK.fullmatch(text)
    if clock:
        return Length(int(clock[1]) * 60 + int(clock[2]), is_rounded=False)
    if NUMBER.fullmatch(text):
        return _number(_float(text), unit)
    parts = PARTS.fullmatch(text)
    if not parts or not (parts["h"] or parts["m"]):
        return None
    return _rounded(_float(parts["h"]) * 60 + _float(parts["m"]))


def _mixed(found: re.Match[str]) -> str:
    """1 1/2 is 1.5."""
    return str(int(found[1]) + int(found[2]) / int(found[3])) if int(found[3]) else found[0]


def _float(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0


def _number(value: float, unit: str | None) -> Length | None:
    if value != value or value < 0 or value > 10_000:
        return None
    is_hours = unit == HOURS or (unit is None and value <= 12)
    return _rounded(value * 60 if is_hours else value)


def _rounded(minutes: float) -> Length:
    """To the nearest minute, halves up. A thousandth is the noise of binary fractions, not something somebody wrote."""
    whole = int(minutes + 0.5)
    return Length(whole, is_rounded=abs(minutes - whole) > 0.001)


def _plain(cell: Cell) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", as_typed(cell).casefold()).split())


def _first(text: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    return next((code for code, words in table if any(re.search(rf"\b{word}", text) for word in words)), None)
