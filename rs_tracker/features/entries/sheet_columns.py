"""Which column of a kept log says what, by its heading. A guess that a person can change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rs_tracker.adapters.spreadsheet import Row, Sheet
from rs_tracker.features.entries.sheet_values import HOURS, MINUTES, as_typed

DATE, LENGTH, LENGTH_MINUTES, SUPERVISOR, EMAIL = "date", "length", "length_minutes", "supervisor", "email"
FORMAT, SIZE, MEDIUM, KIND = "format", "size", "medium", "kind"
FIELDS = (DATE, LENGTH, LENGTH_MINUTES, SUPERVISOR, EMAIL, FORMAT, SIZE, MEDIUM, KIND)
HEADINGS_WITHIN = 20

# In this order: what is told apart by a rarer word comes first. A heading belongs to the first field it speaks of.
WORDS = (
    (EMAIL, r"\be ?mails?\b|\bcorreo"),
    (
        SIZE,
        r"group size|size of group|(number|#|how many).*(people|members|group)|participants",
    ),
    (DATE, r"\bdates?\b|\bfecha|\bday\b|\bwhen\b"),
    (LENGTH_MINUTES, r"\bmin(ute)?s?\b|\bminutos?\b"),
    (LENGTH, r"\bhours?\b|\bhrs?\b|\bhoras?\b|\bduration|\blength|\bduraci"),
    (FORMAT, r"\bformat|individual|\bgroup\b|\bgrupo|\bgrp\b"),
    (SUPERVISOR, r"supervisor|\bprovider|consultant|facilitator|\bwith whom|\bwith\b|supervised by|\bmentor"),
    (MEDIUM, r"in person|virtual|\bmethod|\bmedium|\bmode\b|modality|\blocation|\bhow\b|\bvenue|\bplatform"),
    (KIND, r"\bkind|\btype|\btipo|\bcategory"),
)
# Only where no better heading was found: a column of times may also hold when a session began.
WEAK_WORDS = (
    (LENGTH, r"\btime\b(?!.*\b(start|end|began|of day)\b)(?<!start time)(?<!end time)"),
    (SUPERVISOR, r"\bname\b"),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the headings stand (the row's number in the file, 0 if there are none) and the column of each field."""

    heading_row: int
    of: dict[str, int]

    @property
    def unit(self) -> str | None:
        """In what bare numbers are, if the headings tell. Both columns together are whole hours and minutes."""
        return MINUTES if LENGTH_MINUTES in self.of and LENGTH not in self.of else None

    @property
    def is_enough(self) -> bool:
        """Whether there is a day and a length to read."""
        return DATE in self.of and (LENGTH in self.of or LENGTH_MINUTES in self.of)


def best_sheet(sheets: Sequence[Sheet]) -> int:
    """The place of the sheet whose headings speak most like a log's; the first, if none does."""
    return max(range(len(sheets)), key=lambda place: (len(guess(sheets[place]).of), -place))


def guess(sheet: Sheet) -> Columns:
    """The row among the first that knows most headings, and what each column is."""
    rows = sheet.rows[:HEADINGS_WITHIN]
    best = max(rows, key=lambda row: (len(_fields(row[1])), -row[0]), default=None)
    fields = _fields(best[1]) if best else {}
    return Columns(best[0], fields) if best and len(fields) >= 2 else Columns(0, {})


def headings(sheet: Sheet, columns: Columns) -> list[str]:
    """What each column is called: its heading, else the beginning of what it holds, else its letter."""
    width = max((len(row) for _, row in sheet.rows), default=0)
    head = next((row for number, row in sheet.rows if number == columns.heading_row), ())
    first = next((row for number, row in sheet.rows if number > columns.heading_row), ())
    names = [_said(head, place) or _said(first, place) for place in range(width)]
    return [f"{_letter(place)} · {name[:40]}" if name else _letter(place) for place, name in enumerate(names)]


def length_unit(sheet: Sheet, columns: Columns) -> str | None:
    """The unit that the heading of the length names."""
    if columns.unit:
        return columns.unit
    head = next((row for number, row in sheet.rows if number == columns.heading_row), ())
    place = columns.of.get(LENGTH)
    return HOURS if place is not None and re.search(r"\bhours?\b|\bhrs?\b|\bhoras?\b", _words(head, place)) else None


def _fields(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in (WORDS, WEAK_WORDS):
        for place, said in enumerate(row):
            if not isinstance(said, str) or not said or len(said) > 80 or place in found.values():
                continue
            words = _words(row, place)
            field = next((field for field, pattern in table if re.search(pattern, words)), None)
            if field is not None and field not in found:
                found[field] = place
    return found


def _words(row: Row, place: int) -> str:
    text = as_typed(row[place]) if place < len(row) else ""
    return " ".join(re.sub(r"[^\w#]+|_", " ", text.casefold()).split())


def _said(row: Row, place: int) -> str:
    return as_typed(row[place]) if place < len(row) else ""


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"
