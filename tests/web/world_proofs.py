"""Proof pages of the world: alice's has an address that the table knows, and she brought something from elsewhere."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from rs_tracker.features.proofs import queries
from rs_tracker.store.tables import OriginKey, Proof
from tests.support.builders import NOW

PROOF = "where-alices-proof-is1"
ORIGIN = "ab" * 32


def add(db: Session, ids: Mapping[str, str], name: str, association_id: str) -> None:
    """The address of alice's signed session, and a key that waits for her office's answer."""
    if name != "alice":
        return
    entry_id = ids[f"{name} signed"]
    found = queries.newest(db, association_id, entry_id)
    assert found is not None
    db.add(
        Proof(
            association_id=association_id,
            token=PROOF,
            entry_id=entry_id,
            version=found.version,
            seq=found.seq,
            created_at=NOW,
        )
    )
    db.add(
        OriginKey(
            association_id=association_id,
            public=ORIGIN,
            origin="elsewhere",
            name="An association elsewhere",
            address="https://elsewhere.example/verify/",
            first_seen_at=NOW,
            first_seen_by=ids[name],
        )
    )
    db.flush()
