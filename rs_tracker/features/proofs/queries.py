"""The addresses of proof pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import qr
from rs_tracker.domain.actor import Actor
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Entry, Proof

AT_ONCE = 500  # ids in one statement
_entry, _proof = Entry.__table__.c, Proof.__table__.c


def addresses(db: Session, association_id: str, entry_ids: Sequence[str]) -> dict[str, str]:
    """The token of the open proof page of each entry's signed version: `/verify/<token>`.

    An entry whose version nobody signed in the ledger, or whose signature ended, is not in the answer.
    """
    found: dict[str, str] = {}
    for first in range(0, len(entry_ids), AT_ONCE):
        rows = asking(db).execute(
            select(_proof.entry_id, _proof.token)
            .join(
                Entry.__table__,
                (_entry.association_id == _proof.association_id)
                & (_entry.id == _proof.entry_id)
                & (_entry.signed_version == _proof.version),
            )
            .where(
                _proof.association_id == association_id,
                _proof.entry_id.in_(entry_ids[first : first + AT_ONCE]),
                _proof.revoked_at.is_(None),
            )
            .order_by(_proof.created_at, _proof.token)
        )
        found.update((row.entry_id, row.token) for row in rows)
    return found


@dataclass(frozen=True, slots=True)
class Newest:
    """What was signed last of an entry, with the address of its page while one is open."""

    version: int
    seq: int
    token: str | None


def newest(db: Session, association_id: str, entry_id: str) -> Newest | None:
    """The last signature of an entry, also one that ended since; None if nobody ever signed it."""
    rows = (
        asking(db)
        .execute(
            select(_proof.version, _proof.seq, _proof.token, _proof.revoked_at)
            .where(_proof.association_id == association_id, _proof.entry_id == entry_id)
            .order_by(_proof.seq.desc(), _proof.created_at.desc())
        )
        .all()
    )
    if not rows:
        return None
    is_open = (row.token for row in rows if row.seq == rows[0].seq and row.revoked_at is None)
    return Newest(rows[0].version, rows[0].seq, next(is_open, None))


def own(db: Session, actor: Actor, entry_id: str) -> Newest | None:
    """The same for the actor's own entry in the association they act in."""
    is_own = db.scalar(
        select(Entry.id).where(
            Entry.association_id == actor.association, Entry.id == entry_id, Entry.person_id == actor.person_id
        )
    )
    return newest(db, actor.association, entry_id) if is_own else None


def square(address: str) -> str:
    """The address as an SVG that a camera reads."""
    return qr.svg(address)
