"""My log, a page at a time, the newest first; by a key and not an offset, so that page 900 costs what page 1 does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.ids import is_id
from rs_tracker.store.tables import Entry, Person

PAGE = 30
OLDER, NEWER = "older", "newer"


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ends: the last line on it, and in which direction to go on."""

    held_on: date
    entry_id: str
    way: str = OLDER

    def __str__(self) -> str:
        return f"{self.way}_{self.held_on}_{self.entry_id}"


def read_key(text: str) -> Key | None:
    """The key written in an address, or None for anything that is none."""
    way, _, rest = text.partition("_")
    day, _, entry_id = rest.partition("_")
    try:
        held_on = date.fromisoformat(day)
    except ValueError:
        return None
    return Key(held_on, entry_id, way) if way in (OLDER, NEWER) and is_id(entry_id) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows. `state` None is everything but what was removed; the days are included."""

    state: str | None = None
    supervisor_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_narrowed(self) -> bool:
        return any((self.state, self.supervisor_id, self.first_day, self.last_day))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as it stands."""

    id: str
    held_on: date
    minutes: int
    kind: str
    format: str
    state: str
    provider_name: str
    has_untaken_correction: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first, and the keys of the pages before and after."""

    lines: list[Line]
    newer: Key | None
    older: Key | None

    @property
    def months(self) -> list[tuple[date, list[Line]]]:
        """The lines by month."""
        found: dict[date, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.held_on.replace(day=1), []).append(line)
        return list(found.items())


def listing(db: Session, actor: Actor, wanted: Wanted, key: Key | None = None, size: int = PAGE) -> Page:
    """One page of the actor's own log in the association they act in."""
    is_newer = key is not None and key.way == NEWER
    order = (Entry.held_on.asc(), Entry.id.asc()) if is_newer else (Entry.held_on.desc(), Entry.id.desc())
    rows = db.execute(
        select(
            Entry.id,
            Entry.held_on,
            Entry.minutes,
            Entry.kind,
            Entry.format,
            Entry.state,
            Entry.version,
            Entry.signed_version,
            Person.name,
        )
        .outerjoin(Person, Person.id == Entry.provider_id)
        .where(Entry.association_id == actor.association, Entry.person_id == actor.person_id)
        .where(*_narrowed(wanted), *_beyond(key))
        .order_by(*order)
        .limit(size + 1)
    ).all()
    has_more = len(rows) > size
    shown = rows[:size][::-1] if is_newer else rows[:size]
    lines = [_line(row) for row in shown]
    return Page(lines, *_keys(lines, key, has_more, is_newer))


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [Entry.state == wanted.state if wanted.state else Entry.state != lifecycle.REMOVED]
    if wanted.supervisor_id:
        asked.append(Entry.provider_id == wanted.supervisor_id)
    if wanted.first_day:
        asked.append(Entry.held_on >= wanted.first_day)
    if wanted.last_day:
        asked.append(Entry.held_on <= wanted.last_day)
    return asked


def _beyond(key: Key | None) -> list[ColumnElement[bool]]:
    """What comes after a key. The first half alone lets the index do the work; the second settles equal days."""
    if key is None:
        return []
    day, id_ = Entry.held_on, Entry.id
    if key.way == NEWER:
        return [day >= key.held_on, or_(day > key.held_on, and_(day == key.held_on, id_ > key.entry_id))]
    return [day <= key.held_on, or_(day < key.held_on, and_(day == key.held_on, id_ < key.entry_id))]


def _keys(lines: list[Line], key: Key | None, has_more: bool, is_newer: bool) -> tuple[Key | None, Key | None]:
    if not lines:
        return None, None
    first, last = lines[0], lines[-1]
    has_newer = has_more if is_newer else key is not None
    has_older = key is not None if is_newer else has_more
    newer = Key(first.held_on, first.id, NEWER) if has_newer else None
    return newer, Key(last.held_on, last.id, OLDER) if has_older else None


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    return Line(
        id=row.id,
        held_on=row.held_on,
        minutes=row.minutes,
        kind=row.kind,
        format=row.format,
        state=row.state,
        provider_name=row.name or "",
        has_untaken_correction=row.state == lifecycle.SIGNED and row.signed_version != row.version,
    )
