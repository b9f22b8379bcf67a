"""Where an entry was signed before it was brought here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.store.tables import Carried


@dataclass(frozen=True, slots=True)
class SignedThere:
    """Who signed it, when and where. `is_believed`: it stands here on that word; else the office has not answered."""

    version: int
    signer_name: str
    signed_at: datetime
    origin_name: str
    is_believed: bool


def signed_there(db: Session, actor: Actor, entry_id: str) -> SignedThere | None:
    """What is known of an own entry that was brought, or None for every other."""
    row = db.execute(
        select(
            Carried.version,
            Carried.signer_name,
            Carried.signed_at,
            Carried.origin_name,
            Carried.seq.is_not(None).label("is_believed"),
        ).where(
            Carried.association_id == actor.association,
            Carried.entry_id == entry_id,
            Carried.person_id == actor.person_id,
        )
    ).first()
    return SignedThere(*row) if row else None
