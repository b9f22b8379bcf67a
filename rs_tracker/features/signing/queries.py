"""What waits for somebody's signature, over all their associations: one tenant at a time, never one query over all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle, signing
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.signing import sheets
from rs_tracker.features.signing.statement import Item
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, Person

MOST = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `before` is the signed length and day that a correction would replace."""

    association_id: str
    entry_id: str
    version: int
    sha256: str
    person_id: str
    person_name: str
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    returns: int
    marks: tuple[str, ...] = ()
    before: tuple[date, int] | None = None

    @property
    def value(self) -> str:
        """What its check box sends: exactly the version that was shown."""
        return f"{self.association_id}/{self.entry_id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest version of an entry as it stands, with its owner and whom it names.

    `said_of_id` is whose entry the version says it is: after two records were joined, the id of the day of writing.
    """

    id: str
    person_id: str
    provider_id: str | None
    state: str
    version: int
    signed_version: int | None
    returns: int
    name: str
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    sha256: str
    said_of_id: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one person in one month, in one association."""

    association_name: str
    person_name: str
    month: date
    lines: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Queue:
    """Odd lines first, by themselves; the others by association, person and month."""

    odd: list[Waiting]
    groups: list[Group]

    @property
    def count(self) -> int:
        return len(self.odd) + sum(len(group.lines) for group in self.groups)


def waiting_for(db: Session, actor: Actor, now: datetime) -> Queue:
    """Everything that names the actor and is not signed, oldest first."""
    odd: list[Waiting] = []
    groups: dict[tuple[str, str, date], Group] = {}
    for hats in actor.memberships:
        for line in waiting_in(db, actor, hats, now):
            if line.marks:
                odd.append(line)
                continue
            key = (hats.association_id, line.person_id, line.held_on.replace(day=1))
            if key not in groups:
                groups[key] = Group(hats.association_name, line.person_name, key[2])
            groups[key].lines.append(line)
    ordered = sorted(groups.values(), key=lambda group: (group.association_name, group.person_name, group.month))
    return Queue(odd=odd, groups=ordered)


def count_for(db: Session, actor: Actor) -> int:
    """How many lines wait for the actor in all their associations."""
    total = 0
    for hats in actor.memberships:
        total += (
            db.scalar(
                select(func.count())
                .select_from(Entry)
                .where(
                    Entry.association_id == hats.association_id,
                    Entry.provider_id == actor.person_id,
                    Entry.state.in_(signing.SIGNABLE),
                )
            )
            or 0
        )
    return total


def waiting_in(db: Session, actor: Actor, hats: Hats, now: datetime) -> list[Waiting]:
    """The lines of one association that wait for the actor, oldest first, at most MOST of them."""
    statement = _lines(hats.association_id).where(
        Entry.provider_id == actor.person_id, Entry.state.in_(signing.SIGNABLE)
    )
    rows = [Shown(*row) for row in db.execute(statement.order_by(Entry.held_on, Entry.id).limit(MOST))]
    if not rows:
        return []
    twins = _twins(db, hats.association_id, actor.person_id, {row.person_id for row in rows})
    before = _signed_before(db, hats.association_id, [row.id for row in rows if row.signed_version])
    today = hats.today(now)
    return [_waiting(row, hats.association_id, twins, before, today) for row in rows]


def shown(db: Session, association_id: str, entry_ids: Iterable[str], *, for_update: bool = False) -> list[Shown]:
    """The newest versions of these entries as they stand, for the statement and for the signing transaction.

    `for_update` locks the entries first and reads then, so that a version written meanwhile is the one that is seen.
    """
    wanted = list(entry_ids)
    if for_update:
        locked = select(Entry.id).where(Entry.association_id == association_id, Entry.id.in_(wanted))
        db.execute(locked.order_by(Entry.id).with_for_update())
    rows = db.execute(_lines(association_id).where(Entry.id.in_(wanted)).order_by(Entry.held_on, Entry.id))
    return [Shown(*row) for row in rows]


def _lines(association_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Entry.id,
            Entry.person_id,
            Entry.provider_id,
            Entry.state,
            Entry.version,
            Entry.signed_version,
            Entry.returns,
            Person.name,
            EntryVersion.held_on,
            EntryVersion.minutes,
            EntryVersion.kind,
            EntryVersion.format,
            EntryVersion.group_size,
            EntryVersion.medium,
            EntryVersion.sha256,
            EntryVersion.person_id.label("said_of_id"),
        )
        .join(
            EntryVersion,
            and_(
                EntryVersion.association_id == Entry.association_id,
                EntryVersion.entry_id == Entry.id,
                EntryVersion.version == Entry.version,
            ),
        )
        .join(Person, Person.id == Entry.person_id)
        .where(Entry.association_id == association_id)
    )


def _twins(db: Session, association_id: str, provider_id: str, person_ids: set[str]) -> Counter[tuple[str, date, str]]:
    """How often the same person, day and format stand in what this provider was named in (removed ones left out)."""
    rows = db.execute(
        select(Entry.person_id, Entry.held_on, Entry.format, func.count().label("times"))
        .where(
            Entry.association_id == association_id,
            Entry.provider_id == provider_id,
            Entry.person_id.in_(person_ids),
            Entry.state.not_in(sorted(lifecycle.NO_RECORD)),
        )
        .group_by(Entry.person_id, Entry.held_on, Entry.format)
        .having(func.count() > 1)
    ).all()
    return Counter({(row.person_id, row.held_on, row.format): row.times for row in rows})


def _signed_before(db: Session, association_id: str, entry_ids: list[str]) -> dict[str, tuple[date, int]]:
    if not entry_ids:
        return {}
    rows = db.execute(
        select(EntryVersion.entry_id, EntryVersion.held_on, EntryVersion.minutes)
        .join(
            Entry,
            and_(
                Entry.association_id == EntryVersion.association_id,
                Entry.id == EntryVersion.entry_id,
                Entry.signed_version == EntryVersion.version,
            ),
        )
        .where(EntryVersion.association_id == association_id, EntryVersion.entry_id.in_(entry_ids))
    ).all()
    return {row.entry_id: (row.held_on, row.minutes) for row in rows}


def _waiting(
    row: Shown,
    association_id: str,
    twins: Counter[tuple[str, date, str]],
    before: dict[str, tuple[date, int]],
    today: date,
) -> Waiting:
    is_twin = twins[(row.person_id, row.held_on, row.format)] > 1
    return Waiting(
        association_id=association_id,
        entry_id=row.id,
        version=row.version,
        sha256=row.sha256,
        person_id=row.person_id,
        person_name=row.name,
        held_on=row.held_on,
        minutes=row.minutes,
        kind=row.kind,
        format=row.format,
        group_size=row.group_size,
        medium=row.medium,
        returns=row.returns,
        marks=signing.marks(row.state, row.minutes, row.held_on, today, is_twin),
        before=before.get(row.id),
    )


def parts(db: Session, actor: Actor, items: Iterable[Item]) -> list[tuple[str, list[tuple[str, Item]]]]:
    """A statement's lines under the name of each association, each with its supervisee's name."""
    found = []
    wanted = list(items)
    for hats in actor.memberships:
        own = [item for item in wanted if item.association_id == hats.association_id]
        if not own:
            continue
        names = {row.id: row.name for row in shown(db, hats.association_id, [item.entry_id for item in own])}
        unwritten = [item.entry_id for item in own if item.entry_id not in names]
        if unwritten:
            names |= sheets.names(db, hats.association_id, unwritten)
        found.append((hats.association_name, [(names.get(item.entry_id, ""), item) for item in own]))
    return found


def names(db: Session, actor: Actor, lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Entry → name of its person, for pairs of association and entry in the actor's own associations."""
    wanted: dict[str, set[str]] = {}
    for association_id, entry_id in lines:
        wanted.setdefault(association_id, set()).add(entry_id)
    found: dict[str, str] = {}
    for association_id in wanted.keys() & {hats.association_id for hats in actor.memberships}:
        found |= {row.id: row.name for row in shown(db, association_id, wanted[association_id])}
    return found


def signed_with(db: Session, association_id: str, intent_id: str) -> set[str]:
    """Ids of the entries of one association that were signed by this statement."""
    rows = db.scalars(
        select(Attestation.entry_id).where(
            Attestation.association_id == association_id, Attestation.intent_id == intent_id
        )
    )
    return set(rows)
