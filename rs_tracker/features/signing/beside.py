"""What stands beside the queue: sessions somebody was named for as a stand-in, and those confirmed without them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.store.tables import Entry, Person, StandIn

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One session of somebody: never ticked here, each is looked at on its own page."""

    association_name: str
    entry_id: str
    person_name: str
    held_on: date
    minutes: int
    value: str


@dataclass(frozen=True, slots=True)
class Beside:
    """`named`: the actor was there and is asked to say so. `without`: a confirmation their signature would replace."""

    named: list[Line]
    without: list[Line]


def beside(db: Session, actor: Actor) -> Beside:
    """Both, over all the actor's associations, oldest first, at most MOST of each in one association."""
    asked = (Entry.state == lifecycle.WAITING, StandIn.person_id == actor.person_id, StandIn.declined_at.is_(None))
    mine = (Entry.state == lifecycle.VOUCHED, Entry.provider_id == actor.person_id)
    return Beside(_lines(db, actor, asked), _lines(db, actor, mine))


def _lines(db: Session, actor: Actor, asked: Iterable[ColumnElement[bool]]) -> list[Line]:
    wanted = tuple(asked)
    found: list[Line] = []
    for hats in actor.memberships:
        rows = db.execute(
            select(Entry.id, Entry.version, Entry.held_on, Entry.minutes, Person.name)
            .join(Person, Person.id == Entry.person_id)
            .outerjoin(StandIn, and_(StandIn.association_id == Entry.association_id, StandIn.entry_id == Entry.id))
            .where(Entry.association_id == hats.association_id, *wanted)
            .order_by(Entry.held_on, Entry.id)
            .limit(MOST)
        )
        for row in rows:
            value = f"{hats.association_id}/{row.id}/{row.version}"
            found.append(Line(hats.association_name, row.id, row.name, row.held_on, row.minutes, value))
    return found
