"""My log, a page at a time, the newest first; by a key and not an offset, so that page 900 costs what page 1 does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.store import called, keyset
from rs_tracker.store.standins import voucher
from rs_tracker.store.tables import Entry, Person

PAGE = 30
Key = keyset.Key[date]


def read_key(text: str) -> Key | None:
    """The key written in an address, or None for anything that is none."""
    return keyset.read_key(text, date.fromisoformat)


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
    vouched_as: str | None = None
    vouched_by: str | None = None


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
    wanted_rows = (
        select(
            Entry.id,
            Entry.held_on,
            Entry.minutes,
            Entry.kind,
            Entry.format,
            Entry.state,
            Entry.version,
            Entry.signed_version,
            called.provider(Entry.association_id, Entry.person_id).label("name"),
            Entry.vouched_as,
            voucher().label("vouched_by"),
        )
        .outerjoin(Person, Person.id == Entry.provider_id)
        .where(Entry.association_id == actor.association, Entry.person_id == actor.person_id)
        .where(*_narrowed(wanted))
    )
    part = keyset.part(db, wanted_rows, Entry.held_on, Entry.id, key, size)
    return Page([_line(row) for row in part.rows], part.newer, part.older)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [Entry.state == wanted.state if wanted.state else Entry.state != lifecycle.REMOVED]
    if wanted.supervisor_id:
        asked.append(Entry.provider_id == wanted.supervisor_id)
    if wanted.first_day:
        asked.append(Entry.held_on >= wanted.first_day)
    if wanted.last_day:
        asked.append(Entry.held_on <= wanted.last_day)
    return asked


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
        vouched_as=row.vouched_as,
        vouched_by=row.vouched_by,
    )
