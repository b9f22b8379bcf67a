"""What is stored between showing a statement and the step-up over it: five minutes, one person, one use."""

from datetime import datetime, timedelta
from typing import TypeGuard, cast
from uuid import uuid4

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import statement
from rs_tracker.store.tables import SignIntent

VALID = timedelta(minutes=5)


class IntentEnded(ValueError):
    """The statement is unknown, somebody else's, or older than five minutes; nothing was signed."""


class SigningWaits(ValueError):
    """After a reset by mail code alone, signing is possible from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"signing is possible from {until.isoformat()}")
        self.until = until


def check_may_sign_now(actor: Actor, now: datetime) -> None:
    """Raises SigningWaits for the day after a reset by mail alone."""
    if actor.may_sign_from is not None and now < actor.may_sign_from:
        raise SigningWaits(actor.may_sign_from)


def store(db: Session, actor: Actor, body: str, now: datetime) -> str:
    """Keep a statement for its five minutes; its id."""
    intent_id = str(uuid4())
    db.execute(
        insert(SignIntent).values(
            id=intent_id,
            person_id=actor.person_id,
            body=body,
            sha256=statement.digest(body),
            created_at=now,
            expires_at=now + VALID,
        )
    )
    return intent_id


def own(db: Session, actor: Actor, intent_id: str, kind: str = statement.SIGNS) -> SignIntent | None:
    """The actor's own statement of this kind, or None."""
    mine = (SignIntent.id == intent_id, SignIntent.person_id == actor.person_id)
    found = db.scalars(select(SignIntent).where(*mine)).first()
    return found if found is not None and statement.kind_of(found.body) == kind else None


def holds(intent: SignIntent | None, kind: str = statement.SIGNS) -> TypeGuard[SignIntent]:
    """Whether there is a statement, of this kind, whose bytes are the ones that were hashed when it was made."""
    return (
        intent is not None and statement.kind_of(intent.body) == kind and statement.digest(intent.body) == intent.sha256
    )


def take(db: Session, actor: Actor, intent_id: str, now: datetime) -> bool:
    """Mark the statement used, if it is fresh and unused: whoever gets the row gets to sign."""
    result = cast(
        "CursorResult[tuple[()]]",
        db.execute(
            update(SignIntent)
            .where(
                SignIntent.id == intent_id,
                SignIntent.person_id == actor.person_id,
                SignIntent.used_at.is_(None),
                SignIntent.expires_at > now,
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        ),
    )
    return result.rowcount == 1


def is_used(db: Session, actor: Actor, intent_id: str) -> bool:
    """Whether the actor's statement has been signed, as of now and not as it was read before."""
    mine = (SignIntent.id == intent_id, SignIntent.person_id == actor.person_id)
    return db.scalar(select(SignIntent.used_at).where(*mine)) is not None
