"""What an association publishes of its ledger: checkpoints, keys, and the plain list of hashes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.bundle import Key
from rs_tracker.features.proofs.lookup import Root, keys_of
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Association, Checkpoint, LedgerHead, LedgerRow

AT_ONCE = 1000
ON_A_PAGE = 20
_kept, _row = Checkpoint.__table__.c, LedgerRow.__table__.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it was made."""

    size: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Published:
    """The newest checkpoints below `before`, the keys, and how long the ledger is now."""

    association_id: str
    name: str
    zone: str
    size: int
    notes: list[Kept]
    has_older: bool
    keys: tuple[Key, ...]
    roots: tuple[Root, ...]


def published(db: Session, association_id: str, before: int | None = None) -> Published | None:
    """The page of one association, or None if there is none of that name."""
    office = (
        asking(db).execute(select(Association.name, Association.zone).where(Association.id == association_id)).first()
    )
    if office is None:
        return None
    wanted = select(_kept.size, _kept.at, _kept.note).where(_kept.association_id == association_id)
    if before is not None:
        wanted = wanted.where(_kept.size < before)
    rows = asking(db).execute(wanted.order_by(_kept.size.desc()).limit(ON_A_PAGE + 1)).all()
    size = asking(db).execute(select(LedgerHead.size).where(LedgerHead.association_id == association_id)).scalar()
    keys, roots = keys_of(db, association_id)
    notes = [Kept(row.size, row.at, row.note) for row in rows[:ON_A_PAGE]]
    return Published(association_id, office.name, office.zone, size or 0, notes, len(rows) > ON_A_PAGE, keys, roots)


def hashes(db: Session, association_id: str) -> Iterator[bytes]:
    """Every row's hash on a line of its own, in the order of the rows; nothing about anybody."""
    wanted = select(_row.entry_hash).where(_row.association_id == association_id).order_by(_row.seq)
    found = db.execute(wanted, execution_options={"yield_per": AT_ONCE})
    for some in found.partitions(AT_ONCE):
        yield "".join(f"{row.entry_hash}\n" for row in some).encode()
