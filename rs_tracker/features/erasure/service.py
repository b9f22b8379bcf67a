"""Somebody erases themself. What they signed, and what was signed for them, stays and verifies, without a name."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.erasure import queries
from rs_tracker.features.erasure.rows import erase_in
from rs_tracker.features.erasure.scrub import erase_person
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Person


class LastOfTheOffice(ValueError):
    """Nobody else coordinates these associations: `names`."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"the last coordinator of {', '.join(names)}")
        self.names = names


def erase(db: Session, actor: Actor, now: datetime) -> None:
    """Erase the actor everywhere, in one transaction; the step-up has succeeded just before.

    Names, addresses, own words, sessions and passkeys go, and entries that nobody ever signed. Signed versions and the
    rows of the ledger stay, with ids in them and no names; each ledger they touch gets a row that says so.
    Raises LastOfTheOffice.
    """
    alone = queries.alone_in_office(db, actor)
    if alone:
        raise LastOfTheOffice(alone)
    db.flush()
    ids = sorted(
        db.scalars(select(Person.id).where(or_(Person.id == actor.person_id, Person.joined_to == actor.person_id)))
    )
    associations = queries.places(db, ids)
    for association_id in associations:
        erase_in(db, association_id, ids, now)
        trail.record(db, actor, "person.erased", actor.person_id, association_id=association_id, at=now)
    erase_person(db, ids, associations, now)
