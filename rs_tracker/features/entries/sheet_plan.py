"""From a sheet and the choices made about it to the sessions it would add, each row with its faults. Nothing is saved.

Pure: what is known already (supervisors, sessions, keys of earlier imports) is handed in.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256

from rs_tracker.adapters.spreadsheet import Cell, Sheet
from rs_tracker.domain.facts import GROUP, INDIVIDUAL, NEVER_COUNTING_KINDS, REFLECTIVE, BadFact
from rs_tracker.features.entries import sheet_columns as columns
from rs_tracker.features.entries import sheet_values as values
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.sheet_people import Typed, typed_people
from rs_tracker.features.entries.typed_days import Written

# Faults of a row, in the order in which they are told; a row with one is not saved.
NO_DATE, BAD_DATE, WHICH_ORDER, AHEAD = "no-date", "bad-date", "which-order", "ahead"
NO_LENGTH, BAD_LENGTH, TOO_LONG = "no-length", "bad-length", "too-long"
NO_SUPERVISOR, NO_SIZE, OTHER = "no-supervisor", "no-size", "other"
# Notes on a row that is fine: seen before, like another one, its length was rounded.
KNOWN, TWIN, ROUNDED = "known", "twin", "rounded"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said about a sheet: the column of each field, who a typed name is (an id or `new`), and so on."""

    sheet: int = 0
    heading_row: int = 0
    of: Mapping[str, int] = field(default_factory=dict)
    is_day_first: bool | None = None
    format: str = INDIVIDUAL
    group_size: int | None = None
    medium: str = "in_person"
    people: Mapping[str, str] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """As kept beside the file."""
        return json.dumps(asdict(self))


def read_choices(text: str) -> Choices | None:
    """What `written` wrote, or None where nothing was chosen yet."""
    said = json.loads(text)
    return Choices(**said) if said else None


@dataclass(frozen=True, slots=True)
class Known:
    """What there is already: who may be named, sessions as (supervisor, day, format), and keys of earlier imports."""

    people: tuple[tuple[str, str, str | None], ...]
    sessions: frozenset[tuple[str | None, date, str]]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file: what it says, the session it would add (None with faults), and what to know about it."""

    number: int
    day: str
    length: str
    who: str
    draft: Draft | None
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    key: str = ""

    @property
    def is_new(self) -> bool:
        """Whether saving would add it."""
        return self.draft is not None and KNOWN not in self.notes


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole sheet, read. `is_order_open`: some dates could be read in two ways and nothing settles it."""

    choices: Choices
    rows: tuple[PlannedRow, ...]
    people: tuple[Typed, ...]
    is_order_open: bool

    @property
    def added(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if row.is_new)

    @property
    def faulty(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if row.faults)

    @property
    def known(self) -> tuple[PlannedRow, ...]:
        return tuple(row for row in self.rows if KNOWN in row.notes)

    @property
    def minutes(self) -> int:
        """Of the rows that would be added."""
        return sum(row.draft.minutes for row in self.added if row.draft)


def first_choices(sheets: list[Sheet]) -> Choices:
    """What the file itself suggests."""
    place = columns.best_sheet(sheets)
    found = columns.guess(sheets[place])
    return Choices(sheet=place, heading_row=found.heading_row, of=found.of)


def plan(sheets: list[Sheet], choices: Choices, known: Known, latest: date) -> Plan:
    """Read every row below the headings. `latest` is the last day a session can have been on."""
    sheet = sheets[choices.sheet] if 0 <= choices.sheet < len(sheets) else sheets[0]
    lines = [(number, row) for number, row in sheet.rows if number > choices.heading_row]
    reader = _Reader(sheet, choices, known, latest, _settled_order(lines, choices))
    rows = tuple(reader.rows(lines))
    return Plan(choices, rows, reader.people, any(WHICH_ORDER in row.faults for row in rows))


def _settled_order(lines: list[tuple[int, tuple[Cell, ...]]], choices: Choices) -> bool | None:
    """Whether days come first in this file: as chosen, else as the dates show that can be read in one way only."""
    if choices.is_day_first is not None:
        return choices.is_day_first
    place = choices.of.get(columns.DATE, -1)
    found = [values.date_of(row[place]) for _, row in lines if 0 <= place < len(row)]
    open_ones = [one for one in found if isinstance(one, Written)]
    shown = {one.first > 12 for one in open_ones if not one.is_ambiguous and one.first != one.second}
    return shown.pop() if len(shown) == 1 else None


class _Reader:
    """Reads rows one after the other; counts alike ones, so that each has a key of its own."""

    def __init__(self, sheet: Sheet, choices: Choices, known: Known, latest: date, is_day_first: bool | None) -> None:
        self.choices, self.known, self.latest, self.is_day_first = choices, known, latest, is_day_first
        self.unit = columns.length_unit(sheet, columns.Columns(choices.heading_row, dict(choices.of)))
        self.people: tuple[Typed, ...] = ()
        self.alike: Counter[tuple[object, ...]] = Counter()

    def rows(self, lines: list[tuple[int, tuple[Cell, ...]]]) -> Iterator[PlannedRow]:
        names = [(self.said(row, columns.SUPERVISOR), self.said(row, columns.EMAIL)) for _, row in lines]
        self.people = typed_people(names, self.choices.people, self.choices.emails, self.known.people)
        ids = {one.name: one.person_id for one in self.people}
        for number, row in lines:
            if any(self.cell(row, name) is not None for name in (columns.DATE, columns.LENGTH, columns.LENGTH_MINUTES)):
                yield self.row(number, row, ids)

    def cell(self, row: tuple[Cell, ...], name: str) -> Cell:
        place = self.choices.of.get(name, -1)
        cell = row[place] if 0 <= place < len(row) else None
        return None if values.is_blank(cell) else cell

    def said(self, row: tuple[Cell, ...], name: str) -> str:
        return values.as_typed(self.cell(row, name))

    def row(self, number: int, row: tuple[Cell, ...], ids: Mapping[str, str]) -> PlannedRow:
        day, day_fault = self.day(row)
        length, length_fault = self.length(row)
        who = self.said(row, columns.SUPERVISOR)
        kind = values.kind_of(self.cell(row, columns.KIND)) or REFLECTIVE
        format_, size, size_fault = self.format(row)
        faults = [fault for fault in (day_fault, length_fault, size_fault) if fault]
        provider_id = ids.get(who, "")
        if not provider_id and kind not in NEVER_COUNTING_KINDS:
            faults.append(NO_SUPERVISOR)
        told = PlannedRow(number, self.said(row, columns.DATE), self.typed_length(row), who, None, tuple(faults), ())
        if faults or day is None or length is None:
            return told
        medium = values.medium_of(self.cell(row, columns.MEDIUM)) or self.choices.medium
        draft = Draft(day, length.minutes, provider_id or None, kind, format_, size, medium).tidied()
        return self.judged(replace(told, draft=draft), length.is_rounded)

    def judged(self, row: PlannedRow, is_rounded: bool) -> PlannedRow:
        """A row that could be read, with its key and what is to be known about it."""
        draft = row.draft
        if draft is None:
            return row
        try:
            draft.check(self.latest)
        except BadFact:
            return replace(row, draft=None, faults=(OTHER,))
        alike = (draft.held_on, draft.minutes, " ".join(row.who.casefold().split()), draft.kind, draft.format)
        self.alike[alike] += 1
        key = sha256(json.dumps([*map(str, alike), self.alike[alike]]).encode()).hexdigest()
        is_twin = (draft.provider_id, draft.held_on, draft.format) in self.known.sessions or self.alike[alike] > 1
        seen = (KNOWN,) if key in self.known.keys else (TWIN,) if is_twin else ()
        return replace(row, key=key, notes=(*seen, ROUNDED) if is_rounded else seen)

    def day(self, row: tuple[Cell, ...]) -> tuple[date | None, str | None]:
        cell = self.cell(row, columns.DATE)
        if cell is None:
            return None, NO_DATE
        found = values.date_of(cell)
        if isinstance(found, Written):
            if found.is_ambiguous and self.is_day_first is None:
                return None, WHICH_ORDER
            found = found.day(is_day_first=bool(self.is_day_first))
        if found is None or found.year < 1970:
            return None, BAD_DATE
        return (None, AHEAD) if found > self.latest else (found, None)

    def length(self, row: tuple[Cell, ...]) -> tuple[values.Length | None, str | None]:
        whole, part = self.cell(row, columns.LENGTH), self.cell(row, columns.LENGTH_MINUTES)
        if whole is None and part is None:
            return None, NO_LENGTH
        both = whole is not None and part is not None
        found = (
            values.length_of(whole, values.HOURS if both else self.unit)
            if whole is not None
            else values.Length(0, False)
        )
        more = values.length_of(part, values.MINUTES) if part is not None else values.Length(0, False)
        if found is None or more is None:
            return None, BAD_LENGTH
        total = values.Length(found.minutes + more.minutes, found.is_rounded or more.is_rounded)
        if total.minutes < 1:
            return None, NO_LENGTH
        return (None, TOO_LONG) if total.minutes > 24 * 60 else (total, None)

    def typed_length(self, row: tuple[Cell, ...]) -> str:
        parts = (self.said(row, columns.LENGTH), self.said(row, columns.LENGTH_MINUTES))
        return " + ".join(part for part in parts if part)

    def format(self, row: tuple[Cell, ...]) -> tuple[str, int | None, str | None]:
        found, size = values.format_of(self.cell(row, columns.FORMAT))
        format_ = found or self.choices.format
        if format_ != GROUP:
            return format_, None, None
        size = values.size_of(self.cell(row, columns.SIZE)) or size or self.choices.group_size
        return format_, size, None if size else NO_SIZE
