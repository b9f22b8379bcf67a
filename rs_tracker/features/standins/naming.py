"""Naming somebody who was there, and what they can do beside confirming: say that they were not."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.domain.standins import RELATIONS
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import invitations
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as persons
from rs_tracker.features.standins import queries
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Entry, Person, StandIn


class NotOpen(ValueError):
    """None of these sessions can be confirmed by a stand-in now."""


class NotAnother(ValueError):
    """A stand-in is somebody else than the owner of the session and its supervisor."""


def name(
    db: Session,
    actor: Actor,
    entry_id: str,
    chosen: Iterable[str],
    called: str,
    email: str,
    relation: str,
    now: datetime,
) -> int:
    """Name who was there, by name and address, for the chosen sessions of the pair that `entry_id` belongs to.

    They become a member here if they are none, and are told by one message. Whoever was named for such a session
    before is replaced. How many sessions it is about. Raises NotOpen and NotAnother.
    """
    if relation not in RELATIONS:
        raise ValueError(f"no such relation: {relation[:20]}")
    found = queries.own(db, actor, entry_id, now)
    if found is None or found.row.state != lifecycle.WAITING:
        raise NotOpen(entry_id)
    wanted = set(chosen)
    lines = [line.row for line in queries.like(db, actor, found.row, now) if line.ways.stand_in]
    lines = [row for row in lines if row.id in wanted]
    if not lines:
        raise NotOpen(entry_id)
    known = people.by_email(db, email)
    if known in (actor.person_id, found.row.provider_id):
        raise NotAnother(email)
    person_id = known or persons.new_person(db, called, email, now)
    if not queries.is_member(db, actor.association, person_id):
        # The hat of somebody who visits to sign; it shows them nothing but what names them.
        persons.add_member(db, actor.association, person_id, SUPERVISOR, now=now, by=actor.person_id)
    _write(db, actor, [row.id for row in lines], person_id, called, relation, now)
    _invite(db, actor, person_id, email, len(lines), now)
    return len(lines)


def _write(
    db: Session, actor: Actor, entry_ids: list[str], person_id: str, called: str, relation: str, now: datetime
) -> None:
    here = StandIn.association_id == actor.association
    db.execute(delete(StandIn).where(here, StandIn.entry_id.in_(entry_ids)))
    said = {
        "association_id": actor.association,
        "person_id": person_id,
        "named_as": " ".join(called.split())[:200],
        "relation": relation,
        "named_by": actor.person_id,
        "named_at": now,
    }
    db.execute(insert(StandIn), [said | {"entry_id": entry_id} for entry_id in entry_ids])
    for entry_id in entry_ids:
        trail.record(
            db, actor, "stand_in.named", entry_id, association_id=actor.association, at=now, person_id=person_id
        )


def _invite(db: Session, actor: Actor, person_id: str, email: str, count: int, now: datetime) -> None:
    """Tell them what it is about, once a day; who has no account gets the code to make one as well."""
    who = db.execute(select(Person.language, Person.joined_at).where(Person.id == person_id)).one()
    if who.joined_at is None:
        invitations.invite(db, actor.person_id, actor.association, person_id, email, SUPERVISOR, now)
    outbox.queue(
        db,
        "stand_in_asked",
        people.tidy_email(email),
        f"stand-in-asked:{actor.association}:{person_id}:{actor.person_id}:{now.date()}",
        now=now,
        person_id=person_id,
        association_id=actor.association,
        params={"by": actor.name, "count": count, "has_account": who.joined_at is not None},
        language=who.language,
    )


def decline(db: Session, actor: Actor, entry_id: str, now: datetime) -> bool:
    """The actor was not there; the owner is told. False if nobody asked them about that session."""
    for hats in actor.memberships:
        asked = (
            StandIn.association_id == hats.association_id,
            StandIn.entry_id == entry_id,
            StandIn.person_id == actor.person_id,
            StandIn.declined_at.is_(None),
        )
        done = db.scalar(update(StandIn).where(*asked).values(declined_at=now).returning(StandIn.named_by))
        if done is not None:
            _tell_owner(db, actor, hats.association_id, entry_id, now)
            return True
    return False


def _tell_owner(db: Session, actor: Actor, association_id: str, entry_id: str, now: datetime) -> None:
    row = db.execute(
        select(Entry.person_id, Entry.held_on, Person.language)
        .join(Person, Person.id == Entry.person_id)
        .where(Entry.association_id == association_id, Entry.id == entry_id)
    ).one()
    trail.record(
        db, actor, "stand_in.declined", entry_id, association_id=association_id, at=now, person_id=row.person_id
    )
    address = people.primary_email(db, row.person_id)
    if address is not None:
        outbox.queue(
            db,
            "stand_in_declined",
            address,
            f"stand-in-declined:{entry_id}:{actor.person_id}",
            now=now,
            person_id=row.person_id,
            association_id=association_id,
            params={"entry_id": entry_id, "on": row.held_on.isoformat()},
            language=row.language,
        )
