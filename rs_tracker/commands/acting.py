"""The person a command acts for: looked up as the web does it, without a web session."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.store.tables import Person
from rs_tracker.web.visitor import memberships_of

NO_SESSION = "command"


def actor_of(db: Session, person_id: str, association_id: str) -> Actor:
    """That person, acting in that association; `hats` is None if they do not belong to it."""
    row = db.scalars(select(Person).where(Person.id == person_id)).one()
    return Actor(
        person_id=person_id,
        name=row.name,
        zone=row.zone,
        language=row.language,
        session_id=NO_SESSION,
        memberships=memberships_of(db, person_id),
        association_id=association_id,
    )
