"""What the owner of an entry can do with its proof page: close the address and have another one."""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.proofs import queries
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import changing
from rs_tracker.store.tables import Entry, Proof

TOKEN = 16
_proof = Proof.__table__.c


class NoProof(LookupError):
    """This entry is not the actor's, or nobody ever signed it."""


def renew(db: Session, actor: Actor, entry_id: str, now: datetime) -> str:
    """Close every address of the actor's entry and open a new one for what was signed last; its token.

    Whoever has an old address sees what they would see at one that never was. Raises NoProof.
    """
    locked = select(Entry.id).where(
        Entry.association_id == actor.association, Entry.id == entry_id, Entry.person_id == actor.person_id
    )
    is_own = db.execute(locked.with_for_update()).first() is not None
    newest = queries.newest(db, actor.association, entry_id) if is_own else None
    if newest is None:
        raise NoProof(entry_id)
    connection = changing(db)
    connection.execute(
        update(Proof)
        .where(_proof.association_id == actor.association, _proof.entry_id == entry_id, _proof.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    token = token_urlsafe(TOKEN)
    connection.execute(
        insert(Proof).values(
            association_id=actor.association,
            token=token,
            entry_id=entry_id,
            version=newest.version,
            seq=newest.seq,
            created_at=now,
        )
    )
    trail.record(db, actor, "proof.renewed", entry_id, association_id=actor.association, at=now)
    return token
