"""For whom without an account somebody's sessions wait, since when, and when they may be asked again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.people.asks import AGAIN
from rs_tracker.store import called
from rs_tracker.store.tables import Address, Entry, GuestRequest, Person


@dataclass(frozen=True, slots=True)
class Wait:
    """A supervisor without an account for whom sessions wait. `again_on` is None when they can be asked now.

    `days` are whole days since the longest waiting session was sent to them; `asked_on` is None before any message.
    """

    person_id: str
    name: str
    sessions: int
    days: int
    has_email: bool
    asked_on: date | None
    again_on: date | None


def waits(db: Session, actor: Actor, now: datetime, person_id: str | None = None) -> list[Wait]:
    """The actor's own, where they act, the longest first; with a person, only what waits for them."""
    name = called.provider(Entry.association_id, Entry.person_id)
    since = func.min(Entry.changed_at)
    wanted = (
        select(Person.id, name.label("name"), func.count().label("sessions"), since.label("since"))
        .join(Person, Person.id == Entry.provider_id)
        .where(
            Entry.association_id == actor.association,
            Entry.person_id == actor.person_id,
            Entry.state.in_(sorted(lifecycle.ASKS_FOR_SIGNATURE)),
            Person.joined_at.is_(None),
        )
        .group_by(Person.id, Person.name, Person.joined_at, Entry.association_id, Entry.person_id)
        .order_by(since)
    )
    rows = db.execute(wanted.where(Person.id == person_id) if person_id else wanted).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    asked = _asked(db, ids)
    reachable = set(db.scalars(select(Address.person_id).where(Address.person_id.in_(ids))))
    return [
        Wait(
            person_id=row.id,
            name=row.name,
            sessions=row.sessions,
            days=max((now - row.since).days, 0),
            has_email=row.id in reachable,
            asked_on=actor.today(asked[row.id]) if row.id in asked else None,
            again_on=actor.today(asked[row.id] + AGAIN) if row.id in asked and now < asked[row.id] + AGAIN else None,
        )
        for row in rows
    ]


def wait_for(db: Session, actor: Actor, person_id: str | None, now: datetime) -> Wait | None:
    """What waits for one person, if they have no account and anything does."""
    found = waits(db, actor, now, person_id) if person_id else []
    return found[0] if found else None


def _asked(db: Session, person_ids: list[str]) -> dict[str, datetime]:
    """When the last message went to each of them, by whoever's asking."""
    wanted = select(GuestRequest.person_id, func.max(GuestRequest.mailed_at).label("at"))
    wanted = wanted.where(GuestRequest.person_id.in_(person_ids)).group_by(GuestRequest.person_id)
    return {row.person_id: row.at for row in db.execute(wanted)}
