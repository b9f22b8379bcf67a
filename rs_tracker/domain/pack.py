"""An association's published rules as dated rows, laid over the rows of the pack it inherits from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from rs_tracker.domain.dates import day_after
from rs_tracker.domain.rows import RENEWAL, Key, Renewal, Row
from rs_tracker.domain.shown import MonthDay, Shown
from rs_tracker.domain.standing import ASSUMED, CONFLICT


class NoSuchRow(LookupError):
    """A pack says nothing about a key on a day, and neither does the pack it inherits from."""

    def __init__(self, pack_id: str, key: Key, on: date) -> None:
        super().__init__(f"{pack_id} has no row {key.rule}/{key.goal}/{key.family} on {on}")


class Ruling(NamedTuple):
    """A row that decides something, with the certainty it has in this pack (a base row may be only assumed here)."""

    row: Row
    certainty: str


@dataclass(frozen=True, slots=True)
class Lens:
    """What rows are looked up with besides their key and day: when the person applied, and which readings are taken."""

    applied_on: date
    readings: Mapping[str, str] = field(default_factory=dict)

    def admits(self, row: Row) -> bool:
        if row.reading is not None and self.readings.get(row.reading.topic) != row.reading.name:
            return False
        return row.is_for_application(self.applied_on)


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one association. `year_starts` is the first day of its year; `base` the pack it inherits from."""

    id: str
    name: str
    country: str
    zone: str
    url: str
    year_starts: MonthDay
    rows: tuple[Row, ...]
    place: str = ""
    shown: tuple[Shown, ...] = ()
    base: "RulePack | None" = None
    # Made once, because counting looks things up thousands of times.
    _by_key: Mapping[Key, tuple[Row, ...]] = field(init=False, repr=False, compare=False)
    _readings: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _turns: Mapping[tuple[str, str], frozenset[date]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", self._index())
        object.__setattr__(self, "_readings", self._index_readings())
        object.__setattr__(self, "_turns", self._index_turns())

    def _index(self) -> dict[Key, tuple[Row, ...]]:
        found: dict[Key, list[Row]] = {}
        for row in self.rows:
            for key in row.found_by():
                found.setdefault(key, []).append(row)
        return {key: tuple(sorted(rows, key=lambda row: row.first_day)) for key, rows in found.items()}

    def _index_readings(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for row in self._every_row():
            if row.reading is not None:
                found.setdefault(row.reading.topic, {})[row.reading.name] = None
        return {topic: tuple(names) for topic, names in found.items()}

    def _index_turns(self) -> dict[tuple[str, str], frozenset[date]]:
        found: dict[tuple[str, str], set[date]] = {}
        for row in self._every_row():
            days = {day for day in (row.starts_on, row.applied_from) if day is not None}
            days.update(day_after(day) for day in (row.ends_on, row.applied_to) if day is not None)
            for goal in row.goals:
                for family in row.families:
                    found.setdefault((goal, family), set()).update(days)
        return {key: frozenset(days) for key, days in found.items()}

    def own_rows(self, key: Key) -> tuple[Row, ...]:
        """The association's own rows of a key, oldest first."""
        return self._by_key.get(key, ())

    def all_rows(self, key: Key) -> Iterator[Row]:
        """Own rows of a key, then the inherited ones."""
        yield from self.own_rows(key)
        if self.base is not None:
            yield from self.base.all_rows(key)

    def row(self, key: Key, on: date, lens: Lens, window: str | None = None) -> Ruling | None:
        """The row in force on a day, own rows first; with `window`, among renewal rows of that period only.

        Own rows alone are used from the first day of the earliest, a later one replacing an earlier one; before that
        day, and after the last day of an own row that ends, the inherited rows are.
        """
        own = [row for row in self.own_rows(key) if lens.admits(row) and (window is None or is_of(row, window))]
        begun = [row for row in own if row.first_day <= on]
        if begun and not begun[-1].has_ended(on):
            return Ruling(begun[-1], begun[-1].certainty)
        if self.base is None:
            return None
        inherited = self.base.row(key, on, lens, window)
        if inherited is not None and is_only_assumed(own, key, on) and inherited.certainty != CONFLICT:
            return Ruling(inherited.row, ASSUMED)
        return inherited

    def need(self, key: Key, on: date, lens: Lens) -> Ruling:
        """Like `row`, but raises NoSuchRow where there is none."""
        ruling = self.row(key, on, lens)
        if ruling is None:
            raise NoSuchRow(self.id, key, on)
        return ruling

    def readings(self) -> Mapping[str, tuple[str, ...]]:
        """Every contested rule, inherited ones included, with the names of its readings in file order."""
        return self._readings

    def topics(self, goal: str, family: str) -> dict[str, tuple[str, ...]]:
        """The contested rules that touch a goal of this family."""
        if not self._readings:
            return {}
        touched = {
            row.reading.topic
            for row in self._every_row()
            if row.reading is not None and goal in row.goals and family in row.families
        }
        return {topic: names for topic, names in self._readings.items() if topic in touched}

    def turning_days(self, goal: str, family: str) -> frozenset[date]:
        """Every day on which a row that touches such a goal begins, or is over for the first time."""
        return self._turns.get((goal, family), frozenset())

    def shown_for(self, family: str, window: str, on: date) -> tuple[Shown, ...]:
        """What is shown beside RSC on a day: per topic the association's own lines, else the inherited ones."""
        own = tuple(line for line in self.shown if line.is_for(family, window) and line.holds_on(on))
        if self.base is None:
            return own
        topics = {line.topic for line in own}
        return own + tuple(line for line in self.base.shown_for(family, window, on) if line.topic not in topics)

    def _every_row(self) -> Iterator[Row]:
        yield from self.rows
        if self.base is not None:
            yield from self.base._every_row()


def is_only_assumed(own: Sequence[Row], key: Key, on: date) -> bool:
    """Whether the base's row of a key is a guess: nobody could read what was asked before the first own renewal row."""
    return key.rule == RENEWAL and bool(own) and all(row.first_day > on for row in own)


def is_of(row: Row, window: str) -> bool:
    """Whether a renewal row belongs to that period."""
    return isinstance(row.value, Renewal) and row.value.window == window
