"""Whose supervisor may be gone: the owner's own sessions, those somebody was named for, those the office may see."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle, standins
from rs_tracker.domain.actor import COORDINATOR, Actor, Hats
from rs_tracker.domain.standins import OFFICE, OFFICE_WORD, OWN_WORD, STAND_IN, Ways
from rs_tracker.features.standins import rows
from rs_tracker.features.standins.rows import Stuck
from rs_tracker.store.tables import Entry, EntryVersion, Membership, Person, StandIn, SupervisorGone

MOST = 500
PAGE = 50
_WAITS = (lifecycle.WAITING,)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session that waits, how long, and what may be done about it."""

    row: Stuck
    days: int
    ways: Ways


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word that a supervisor is gone."""

    reason: str
    since_on: date | None
    told_at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the office's list."""

    lines: list[Waiting]
    page: int
    has_more: bool


def own(db: Session, actor: Actor, entry_id: str, now: datetime) -> Waiting | None:
    """The actor's own entry, in the association they act in, if it names a supervisor."""
    mine = (Entry.id == entry_id, Entry.person_id == actor.person_id)
    return _first(db, actor.hats, now, *mine)


def like(db: Session, actor: Actor, row: Stuck, now: datetime) -> list[Waiting]:
    """All sessions of the same owner with the same supervisor that wait there, by day."""
    hats = actor.hats_in(row.association_id)
    pair = (Entry.person_id == row.person_id, Entry.provider_id == row.provider_id, Entry.state.in_(_WAITS))
    found = _waiting(db, hats, now, *pair, limit=MOST) if hats is not None else []
    return sorted(found, key=lambda line: (line.row.held_on, line.row.id))


def named_for(db: Session, actor: Actor, now: datetime) -> list[tuple[Hats, list[Waiting]]]:
    """What waits for the actor because they were there, in each of their associations."""
    found = []
    for hats in actor.memberships:
        mine = (StandIn.person_id == actor.person_id, StandIn.declined_at.is_(None), Entry.state.in_(_WAITS))
        lines = [line for line in _waiting(db, hats, now, *mine, limit=MOST) if line.ways.stand_in]
        if lines:
            found.append((hats, lines))
    return found


def count_named_for(db: Session, actor: Actor, now: datetime) -> int:
    """How many sessions wait for the actor because they were there."""
    return sum(len(lines) for _, lines in named_for(db, actor, now))


def for_office(db: Session, actor: Actor, now: datetime, page: int = 1) -> Page:
    """Sessions the office may see that have waited long or whose supervisor is gone, the longest waiting first."""
    hats = _office(actor)
    if hats is None:
        return Page([], 1, has_more=False)
    page = max(1, page)
    day = hats.today(now)
    long_ago = datetime.fromordinal(day.toordinal() - standins.REMIND_AFTER + 1).astimezone(now.tzinfo)
    told = exists().where(
        SupervisorGone.association_id == hats.association_id,
        SupervisorGone.provider_id == Entry.provider_id,
        SupervisorGone.ended_at.is_(None),
        or_(SupervisorGone.scope == OFFICE_WORD, SupervisorGone.told_by == Entry.person_id),
    )
    asked = (Entry.state.in_(_WAITS), _is_seen(hats), or_(told, EntryVersion.created_at < long_ago))
    found = _waiting(db, hats, now, *asked, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return Page(found[:PAGE], page, has_more=len(found) > PAGE)


def count_for_office(db: Session, actor: Actor, now: datetime) -> int:
    """How many sessions the office could confirm now (of the first page: the board says "50 or more" beyond)."""
    return sum(1 for line in for_office(db, actor, now).lines if line.ways.office)


def seen_by_office(db: Session, actor: Actor, entry_id: str, now: datetime) -> Waiting | None:
    """An entry that the actor, a coordinator, may see in the association they act in."""
    hats = _office(actor)
    return _first(db, hats, now, Entry.id == entry_id, _is_seen(hats)) if hats is not None else None


def words_about(
    db: Session, association_id: str, provider_id: str, scope: str, told_by: str | None = None
) -> list[Word]:
    """What holds of a supervisor: the office's word, or what one supervisee said."""
    wanted = (
        select(SupervisorGone.reason, SupervisorGone.since_on, SupervisorGone.told_at, Person.name)
        .join(Person, Person.id == SupervisorGone.told_by)
        .where(
            SupervisorGone.association_id == association_id,
            SupervisorGone.provider_id == provider_id,
            SupervisorGone.scope == scope,
            SupervisorGone.ended_at.is_(None),
        )
        .order_by(SupervisorGone.told_at.desc())
    )
    if told_by is not None:
        wanted = wanted.where(SupervisorGone.told_by == told_by)
    return [Word(row.reason, row.since_on, row.told_at, row.name) for row in db.execute(wanted)]


def own_word(db: Session, actor: Actor, provider_id: str) -> Word | None:
    """What the actor said of their supervisor, if it still holds."""
    found = words_about(db, actor.association, provider_id, OWN_WORD, actor.person_id)
    return found[0] if found else None


def office_word(db: Session, association_id: str, provider_id: str) -> Word | None:
    """What the office said of a supervisor, if it still holds."""
    found = words_about(db, association_id, provider_id, OFFICE_WORD)
    return found[0] if found else None


def is_member(db: Session, association_id: str, person_id: str) -> bool:
    """Whether somebody belongs to the association now, under whatever hat."""
    here = (Membership.association_id == association_id, Membership.person_id == person_id)
    return db.scalar(select(Membership.person_id).where(*here, Membership.ended_at.is_(None))) is not None


def member_name(db: Session, association_id: str, person_id: str) -> str | None:
    """The name of a member of the association."""
    wanted = select(Person.name).join(Membership, Membership.person_id == Person.id)
    return db.scalar(wanted.where(Membership.association_id == association_id, Membership.person_id == person_id))


def _office(actor: Actor) -> Hats | None:
    hats = actor.hats
    return hats if hats is not None and hats.is_office_run and COORDINATOR in hats.roles else None


def _is_seen(hats: Hats) -> ColumnElement[bool]:
    """The office sees an entry when its owner said so (the statement joins the owner's membership)."""
    return and_(Membership.association_id == hats.association_id, Membership.office_sees.is_(True))


def _first(db: Session, hats: Hats | None, now: datetime, *asked: ColumnElement[bool]) -> Waiting | None:
    found = _waiting(db, hats, now, *asked, limit=1) if hats is not None else []
    return found[0] if found else None


def _waiting(
    db: Session, hats: Hats, now: datetime, *asked: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Waiting]:
    found = rows.stuck(db, hats.association_id, *asked, limit=limit, offset=offset)
    return [Waiting(row, row.days(hats, now), row.ways(hats, now)) for row in found]


def opens_on(actor: Actor, row: Stuck) -> date | None:
    """The day on which a stand-in may confirm without anybody's word, in the association's calendar."""
    return _opens_on(actor, row, STAND_IN)


def opens_for_office_on(actor: Actor, row: Stuck) -> date | None:
    """The day on which the office may."""
    return _opens_on(actor, row, OFFICE)


def _opens_on(actor: Actor, row: Stuck, by_as: str) -> date | None:
    hats = actor.hats_in(row.association_id)
    return standins.opens_on(hats.today(row.asked_at), by_as) if hats is not None else None
