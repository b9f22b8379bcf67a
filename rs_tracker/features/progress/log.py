"""The lines under a goal, a page at a time: every session with what it brings and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.categories import RENEW
from rs_tracker.domain.facts import Fact, Goal
from rs_tracker.features.progress import facts as told
from rs_tracker.features.progress.previews import Frame, Preview, brought
from rs_tracker.features.progress.rows import StandingRow
from rs_tracker.store import called
from rs_tracker.store.entries import told_version
from rs_tracker.store.standins import voucher
from rs_tracker.store.tables import AttestationEnd, Entry, EntryVersion, Person

PAGE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the log begins: before this session, newest first."""

    held_on: date
    entry_id: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One session under one goal. `who` is empty where no supervisor is named; amounts are minutes; `ended_at` is when
    its signature was cancelled or struck.
    """

    entry_id: str
    held_on: date
    minutes: int
    who: str
    kind: str
    format: str
    group_size: int | None
    medium: str
    state: str
    ended_at: datetime | None
    brings: Preview
    vouched_as: str | None = None
    vouched_by: str | None = None

    @property
    def is_sent_back(self) -> bool:
        return self.state == lifecycle.RETURNED

    @property
    def shown_state(self) -> str:
        """The entry's state, or `not_counted` for one that is signed and still adds nothing."""
        is_settled = self.state == lifecycle.SIGNED and not self.brings.counted
        return "not_counted" if is_settled else self.state


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of lines, and where the older ones begin."""

    lines: tuple[LineRow, ...]
    older: Place | None


def lines(db: Session, actor: Actor, row: StandingRow, now: datetime, before: Place | None = None) -> LinePage:
    """The sessions a standing is made of, newest first; while earning also those outside the chosen stretch."""
    statement = _entries(actor)
    if row.kind == RENEW and row.window is not None:
        statement = statement.where(EntryVersion.held_on.between(row.window.starts_on, row.window.ends_on))
    if before is not None:
        # The first half alone lets the index do the work; the second settles sessions of the same day.
        is_same_day = and_(Entry.held_on == before.held_on, Entry.id < before.entry_id)
        statement = statement.where(Entry.held_on <= before.held_on, or_(Entry.held_on < before.held_on, is_same_day))
    found = db.execute(statement.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    older = Place(shown[-1].held_on, shown[-1].id) if len(found) > PAGE else None
    if not shown:
        return LinePage((), None)
    rules = told.rules_of(db, actor.association, now)
    who = told.person(db, actor.person_id)
    facts = {fact.entry_id: fact for fact in told.facts(db, actor.association, actor.person_id, None, _ids(shown))}
    ordered = [facts[entry.id] for entry in shown]
    brings = brought(rules, who, _frame(row), ordered)
    return LinePage(tuple(map(_line, shown, ordered, brings)), older)


def _ids(rows: list[Row[*tuple[Any, ...]]] | Any) -> list[str]:
    return [row.id for row in rows]


def _frame(row: StandingRow) -> Frame:
    goal = Goal(row.kind, row.category, row.track, row.applied_on, row.endorsed_on)
    return Frame(row.goal_id, goal, row.window, None) if row.is_current else Frame(row.goal_id, goal, None, row.window)


def _line(entry: Row[*tuple[Any, ...]], fact: Fact, brings: Preview) -> LineRow:
    return LineRow(
        entry_id=entry.id,
        held_on=fact.on,
        minutes=fact.minutes,
        who=entry.who or "",
        kind=fact.kind,
        format=fact.format,
        group_size=fact.group_size,
        medium=fact.medium,
        state=entry.state,
        ended_at=entry.ended_at,
        brings=brings,
        vouched_as=entry.vouched_as,
        vouched_by=entry.vouched_by,
    )


def _entries(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The actor's living entries, newest first, with the name of the supervisor whom the counting version names."""
    named, current = aliased(Person), aliased(Person)
    return (
        select(
            Entry.id,
            Entry.held_on,
            Entry.state,
            AttestationEnd.at.label("ended_at"),
            Entry.vouched_as,
            voucher().label("vouched_by"),
            called.provider(Entry.association_id, Entry.person_id, called.joined(named, current)).label("who"),
        )
        .join(
            EntryVersion,
            (EntryVersion.association_id == Entry.association_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == told_version(Entry)),
        )
        .outerjoin(
            AttestationEnd,
            (AttestationEnd.association_id == Entry.association_id)
            & (AttestationEnd.entry_id == Entry.id)
            & (AttestationEnd.version == Entry.ended_version),
        )
        .outerjoin(named, named.id == EntryVersion.provider_id)
        .outerjoin(current, current.id == named.joined_to)
        .where(
            Entry.association_id == actor.association,
            Entry.person_id == actor.person_id,
            Entry.state != lifecycle.REMOVED,
        )
        .order_by(Entry.held_on.desc(), Entry.id.desc())
    )
