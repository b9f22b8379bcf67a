"""What was brought, and the keys it stands on: when the office believes a key, all that came with it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger, lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Carried, Entry, EntryVersion, OriginKey


@dataclass(frozen=True, slots=True)
class Origin:
    """A key from elsewhere, for the office: what it says of itself, and how many sessions stand on it."""

    public: str
    origin: str
    name: str
    address: str
    first_seen_at: datetime
    confirmed_at: datetime | None
    refused_at: datetime | None
    sessions: int
    waiting: int


class Answered(RuntimeError):
    """There is no such key here, or the office has answered about it already."""


def known(db: Session, actor: Actor) -> set[tuple[str, str]]:
    """The origins and entries that came into this association before; whose they are does not matter."""
    rows = db.execute(
        select(Carried.origin_key, Carried.origin_entry).where(Carried.association_id == actor.association)
    )
    return {(row.origin_key, row.origin_entry) for row in rows}


def believe(db: Session, association_id: str, entry_ids: Sequence[str], now: datetime) -> list[str]:
    """Let these brought entries stand as signed, where nothing else became of them; their owners.

    An entry that was corrected, signed here, sent back or removed meanwhile is left as it is.
    """
    brought = db.execute(
        select(Carried, Entry.person_id, EntryVersion.sha256, EntryVersion.provider_id, Entry.held_on, Entry.minutes)
        .join(Entry, (Entry.association_id == Carried.association_id) & (Entry.id == Carried.entry_id))
        .join(
            EntryVersion,
            (EntryVersion.association_id == Carried.association_id)
            & (EntryVersion.entry_id == Carried.entry_id)
            & (EntryVersion.version == Carried.version),
        )
        .where(
            Carried.association_id == association_id,
            Carried.entry_id.in_(entry_ids),
            Carried.seq.is_(None),
            Entry.state == lifecycle.WAITING,
            Entry.version == Carried.version,
        )
        .order_by(Carried.entry_id)
        .with_for_update(of=Entry),
        execution_options={"populate_existing": True},
    ).all()
    records = [
        ledgers.Record(ledger.CARRY, _about(one, owner, sha256, provider, on.isoformat(), minutes))
        for one, owner, sha256, provider, on, minutes in brought
    ]
    for (one, *_rest), sealed in zip(brought, ledgers.append(db, association_id, records, now), strict=True):
        one.seq = sealed.seq
    db.flush()
    db.execute(
        update(Entry)
        .where(Entry.association_id == association_id, Entry.id.in_([row[0].entry_id for row in brought]))
        .values(state=lifecycle.move(lifecycle.WAITING, lifecycle.CARRY), signed_version=Entry.version, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    return sorted({row[1] for row in brought})


def _about(one: Carried, owner: str, sha256: str, provider: str | None, on: str, minutes: int) -> dict[str, object]:
    return {
        "entry": one.entry_id,
        "version": one.version,
        "version_sha256": sha256,
        "date": on,
        "minutes": minutes,
        "supervisee": owner,
        "provider": provider,
        "bundle_sha256": one.bundle_sha256,
        "origin": one.origin,
        "origin_key": one.origin_key,
        "origin_seq": one.origin_seq,
        "origin_hash": one.origin_hash,
    }


def origins(db: Session, actor: Actor) -> list[Origin]:
    """The keys from elsewhere that came into the office's association, those without an answer first."""
    count = (
        select(
            Carried.origin_key,
            func.count().label("sessions"),
            func.count().filter(Carried.seq.is_(None)).label("waiting"),
        )
        .where(Carried.association_id == actor.association)
        .group_by(Carried.origin_key)
        .subquery()
    )
    rows = db.execute(
        select(
            OriginKey.public,
            OriginKey.origin,
            OriginKey.name,
            OriginKey.address,
            OriginKey.first_seen_at,
            OriginKey.confirmed_at,
            OriginKey.refused_at,
            func.coalesce(count.c.sessions, 0),
            func.coalesce(count.c.waiting, 0),
        )
        .outerjoin(count, count.c.origin_key == OriginKey.public)
        .where(OriginKey.association_id == actor.association)
        .order_by(OriginKey.confirmed_at.is_not(None), OriginKey.refused_at.is_not(None), OriginKey.first_seen_at)
    )
    return [Origin(*tuple(row)) for row in rows]


def confirm(db: Session, actor: Actor, public: str, now: datetime) -> int:
    """The office says that this key is that association's; how many sessions stand as signed now. Raises Answered."""
    row = _unanswered(db, actor, public)
    row.confirmed_at, row.confirmed_by = now, actor.person_id
    trail.record(db, actor, "origin.confirmed", row.origin, association_id=actor.association, at=now)
    db.flush()
    waiting = select(Carried.entry_id).where(
        Carried.association_id == actor.association, Carried.origin_key == public, Carried.seq.is_(None)
    )
    entry_ids = list(db.scalars(waiting))
    for owner_id in believe(db, actor.association, entry_ids, now):
        progress.refresh(db, actor.association, owner_id, now)
    stands = (
        select(func.count())
        .select_from(Carried)
        .where(Carried.association_id == actor.association, Carried.entry_id.in_(entry_ids), Carried.seq.is_not(None))
    )
    return db.scalar(stands) or 0


def refuse(db: Session, actor: Actor, public: str, now: datetime) -> None:
    """The office does not know this key; what came with it waits for a signature here. Raises Answered."""
    row = _unanswered(db, actor, public)
    row.refused_at, row.refused_by = now, actor.person_id
    trail.record(db, actor, "origin.refused", row.origin, association_id=actor.association, at=now)
    db.flush()


def _unanswered(db: Session, actor: Actor, public: str) -> OriginKey:
    row = db.scalars(
        select(OriginKey)
        .where(
            OriginKey.association_id == actor.association,
            OriginKey.public == public,
            OriginKey.confirmed_at.is_(None),
            OriginKey.refused_at.is_(None),
        )
        .with_for_update()
    ).first()
    if row is None:
        raise Answered(public)
    return row
