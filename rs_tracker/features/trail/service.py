"""One line for everything that somebody did. Codes and ids only: names live where they can be erased."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.store.engine import changing
from rs_tracker.store.tables import AccountTrail, Trail

_LINE = insert(Trail)  # built once: every save writes one


def record(
    db: Session,
    actor: Actor | None,
    action: str,
    subject: str | None = None,
    *,
    association_id: str,
    at: datetime,
    person_id: str | None = None,
    **about: object,
) -> None:
    """Write who did `action` (`room.verb`) to `subject` (an id); `person_id` is whom it concerns, if not the actor.

    No actor means the system itself or a command on the server. `about` holds codes and numbers, never a name.
    """
    actor_id = actor.person_id if actor else None
    changing(db).execute(
        _LINE,
        {
            "association_id": association_id,
            "id": str(uuid4()),
            "at": at,
            "actor_id": actor_id,
            "person_id": person_id or actor_id,
            "action": action,
            "subject": subject,
            "about": about,
        },
    )


def record_account(db: Session, person_id: str, action: str, *, at: datetime, **about: object) -> None:
    """Write what happened to an account itself (sign-ins, resets, addresses); only its owner reads it."""
    db.execute(insert(AccountTrail).values(id=str(uuid4()), person_id=person_id, at=at, action=action, about=about))
