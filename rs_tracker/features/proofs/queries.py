"""The addresses of proof pages."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

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
