"""Reading the trail: one association's lines for those who may see them, and a person's own account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from rs_tracker.domain.actor import Actor
from rs_tracker.domain.ids import is_id
from rs_tracker.store import keyset
from rs_tracker.store.tables import AccountTrail, Membership, Person, Trail

PAGE = 50
Key = keyset.Key[datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody did. No `actor_name` means the system; `person_name` is whom it concerns."""

    id: str
    at: datetime
    action: str
    actor_name: str | None
    person_id: str | None
    person_name: str | None
    subject: str | None
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first, and the keys of the pages before and after."""

    lines: list[Line]
    newer: Key | None
    older: Key | None


def read_key(text: str) -> Key | None:
    """The key in an address, or None for the first page and for what is no key."""
    return keyset.read_key(text, _instant)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return at


def of_association(db: Session, actor: Actor, key: Key | None = None, person_id: str | None = None) -> Page:
    """What happened in the actor's association, for its coordinator, about everybody or about one person.

    What concerns somebody who has not let the office see their entries is left out, unless the actor did it.
    """
    may_see = or_(Trail.person_id.is_(None), Trail.actor_id == actor.person_id, Membership.office_sees.is_(True))
    wanted = _lines(actor.association).where(may_see)
    if person_id is not None:
        if not is_id(person_id):
            return Page([], None, None)
        wanted = wanted.where(Trail.person_id == person_id)
    return _page(db, wanted, key, Trail.at, Trail.id)


def of_person(db: Session, actor: Actor, key: Key | None = None) -> Page:
    """What the actor did in their association, and what was done there that concerns them."""
    mine = or_(Trail.person_id == actor.person_id, Trail.actor_id == actor.person_id)
    return _page(db, _lines(actor.association).where(mine), key, Trail.at, Trail.id)


def of_account(db: Session, actor: Actor, key: Key | None = None) -> Page:
    """What happened to the actor's own account, in no association."""
    wanted = (
        select(
            AccountTrail.id,
            AccountTrail.at,
            AccountTrail.action,
            Person.name.label("actor_name"),
            AccountTrail.person_id,
            Person.name.label("person_name"),
            AccountTrail.action.label("subject"),
            AccountTrail.about,
        )
        .join(Person, Person.id == AccountTrail.person_id)
        .where(AccountTrail.person_id == actor.person_id)
    )
    return _page(db, wanted, key, AccountTrail.at, AccountTrail.id)


def _lines(association_id: str) -> Select[*tuple[Any, ...]]:
    doer, concerned = aliased(Person), aliased(Person)
    return (
        select(
            Trail.id,
            Trail.at,
            Trail.action,
            doer.name.label("actor_name"),
            Trail.person_id,
            concerned.name.label("person_name"),
            Trail.subject,
            Trail.about,
        )
        .outerjoin(doer, doer.id == Trail.actor_id)
        .outerjoin(concerned, concerned.id == Trail.person_id)
        .outerjoin(
            Membership,
            and_(Membership.association_id == Trail.association_id, Membership.person_id == Trail.person_id),
        )
        .where(Trail.association_id == association_id)
    )


def _page(
    db: Session,
    wanted: Select[*tuple[Any, ...]],
    key: Key | None,
    at: InstrumentedAttribute[datetime],
    id_: InstrumentedAttribute[str],
) -> Page:
    part = keyset.part(db, wanted, at, id_, key, PAGE)
    return Page([Line(**row._asdict()) for row in part.rows], part.newer, part.older)
