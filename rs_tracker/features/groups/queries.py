"""A sheet and the people who may stand on it, as its supervisor and its starter see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.people import queries as people
from rs_tracker.features.signing.sheets import Known, known
from rs_tracker.store.groups import OPEN, SAME, SIGNED
from rs_tracker.store.tables import Entry, GroupLine, GroupSheet, Person


@dataclass(frozen=True, slots=True)
class Place:
    """An association that an entry may be logged in."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody the actor supervises, in one or several associations."""

    person_id: str
    name: str
    email: str | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One meeting of a group. `is_mine`: the actor gave it and signs; else they started it."""

    id: str
    provider_id: str
    provider_name: str
    starter_id: str
    starter_name: str
    held_on: date
    minutes: int
    medium: str
    co_name: str | None
    state: str
    code: str | None
    code_until: datetime | None
    joined: int
    signed_at: datetime | None
    is_mine: bool

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_started_by_member(self) -> bool:
        return self.starter_id != self.provider_id


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the roster shows them; `minutes` None: as long as the session.

    `known` is what they logged of it already, `take` what becomes of that, `has_entry` whether the line was signed.
    """

    person_id: str
    name: str
    email: str | None
    places: tuple[Place, ...]
    place: str
    is_present: bool
    minutes: int | None = None
    said_minutes: int | None = None
    known: Known | None = None
    take: str = SAME

    @property
    def known_value(self) -> str:
        """What was shown as logged already, as the form sends it back."""
        return f"{self.known.entry_id}/{self.known.version}" if self.known else ""


def candidates(db: Session, actor: Actor) -> dict[str, Candidate]:
    """Everybody the actor supervises, by id; pairs that ended are left out."""
    found: dict[str, Candidate] = {}
    for hats in actor.memberships:
        if SUPERVISOR not in hats.roles:
            continue
        place = Place(hats.association_id, hats.association_name)
        for row in people.supervisees_of(db, hats.association_id, actor.person_id):
            before = found.get(row.person_id)
            places = (*before.places, place) if before else (place,)
            email = (before.email if before else None) or row.email
            found[row.person_id] = Candidate(row.person_id, row.name, email, places)
    return found


def sheet(db: Session, actor: Actor, sheet_id: str) -> Sheet | None:
    """A sheet that the actor signs or started, or None."""
    provider, starter = aliased(Person), aliased(Person)
    row = db.execute(
        select(GroupSheet, provider.name.label("provider_name"), starter.name.label("starter_name"))
        .join(provider, provider.id == GroupSheet.provider_id)
        .join(starter, starter.id == GroupSheet.started_by)
        .where(
            GroupSheet.id == sheet_id,
            or_(GroupSheet.provider_id == actor.person_id, GroupSheet.started_by == actor.person_id),
        )
    ).first()
    if row is None:
        return None
    found: GroupSheet = row[0]
    same = ("id", "provider_id", "held_on", "minutes", "medium", "co_name", "state", "code", "code_until", "joined")
    return Sheet(
        **{name: getattr(found, name) for name in (*same, "signed_at")},
        provider_name=row.provider_name,
        starter_id=found.started_by,
        starter_name=row.starter_name,
        is_mine=found.provider_id == actor.person_id,
    )


def lines(db: Session, actor: Actor, sheet_id: str) -> list[GroupLine]:
    """The lines of a sheet in the actor's own associations."""
    found: list[GroupLine] = []
    for hats in actor.memberships:
        wanted = select(GroupLine).where(
            GroupLine.association_id == hats.association_id, GroupLine.sheet_id == sheet_id
        )
        found += db.scalars(wanted.order_by(GroupLine.id), execution_options={"populate_existing": True})
    return found


def last_sheet(db: Session, actor: Actor) -> GroupSheet | None:
    """The group session that the actor signed last."""
    mine = (GroupSheet.provider_id == actor.person_id, GroupSheet.state == SIGNED)
    wanted = select(GroupSheet).where(*mine).order_by(GroupSheet.held_on.desc(), GroupSheet.signed_at.desc())
    return db.scalars(wanted.limit(1)).first()


def came_last(db: Session, actor: Actor) -> dict[str, str]:
    """Who stood on that sheet, and in which association."""
    last = last_sheet(db, actor)
    if last is None:
        return {}
    return {line.person_id: line.association_id for line in lines(db, actor, last.id) if line.is_present}


def known_by(db: Session, actor: Actor, held_on: date, person_ids: Iterable[str]) -> dict[str, list[Known]]:
    """What these people logged of a group with the actor on that day, in any of the actor's associations."""
    wanted, found = set(person_ids), dict[str, list[Known]]()
    for hats in actor.memberships:
        for person_id, rows in known(db, hats.association_id, actor.person_id, held_on, wanted).items():
            found[person_id] = [*found.get(person_id, []), *rows]
    return found


def pick(logged: Sequence[Known], minutes: int, shown: str | None = None) -> Known | None:
    """Which of somebody's sessions of that day is this meeting: the one shown before, else one that waits and fits."""
    ranks = sorted(
        logged,
        key=lambda one: (
            one.entry_id != shown,
            not one.is_signable,
            one.minutes != minutes,
            one.state == lifecycle.RETURNED,
        ),
    )
    return ranks[0] if ranks else None


def roster(db: Session, actor: Actor, found: Sheet | None, held_on: date, minutes: int) -> list[Row]:
    """Everybody who may be ticked, those who are ticked first; on a new sheet, those of the last group."""
    known_people = candidates(db, actor)
    on_sheet = {line.person_id: line for line in lines(db, actor, found.id)} if found else {}
    last = {} if found else came_last(db, actor)
    logged = known_by(db, actor, held_on, known_people)
    rows = []
    for one in known_people.values():
        line = on_sheet.get(one.person_id)
        is_other = line is not None and line.minutes != minutes
        mine = pick(logged.get(one.person_id, []), line.minutes if line else minutes, line.known_id if line else None)
        is_new_here = found is None and (one.person_id in last or (mine is not None and mine.is_signable))
        rows.append(
            Row(
                person_id=one.person_id,
                name=one.name,
                email=one.email,
                places=one.places,
                place=line.association_id if line else _place(actor, one, last.get(one.person_id)),
                is_present=line.is_present if line else is_new_here,
                minutes=line.minutes if line and is_other else None,
                said_minutes=line.said_minutes if line else None,
                known=mine,
                take=(line.take if line else None) or SAME,
            )
        )
    return sorted(rows, key=lambda row: (not row.is_present, row.name.casefold(), row.person_id))


def _place(actor: Actor, one: Candidate, last: str | None) -> str:
    """Where it was logged last time, else where the actor is now, else the first."""
    ids = [place.id for place in one.places]
    return next((id_ for id_ in (last, actor.association_id) if id_ in ids), ids[0])


def states(db: Session, actor: Actor, found: Sheet) -> list[tuple[str, GroupLine, str | None]]:
    """Who stands on a sheet by name, with what has become of each line's entry (None: there is none)."""
    here = [line for line in lines(db, actor, found.id) if line.is_present]
    told = []
    for hats in actor.memberships:
        own = [line for line in here if line.association_id == hats.association_id]
        ids = {line.id for line in own} | {line.known_id for line in own if line.known_id}
        wanted = select(Entry.id, Entry.state).where(
            Entry.association_id == hats.association_id, Entry.id.in_(sorted(ids))
        )
        state = {row.id: row.state for row in db.execute(wanted)}
        names = named(db, [one.person_id for one in own])
        told += [(names.get(one.person_id, ""), one, state.get(one.id) or state.get(one.known_id or "")) for one in own]
    return sorted(told, key=lambda one: one[0].casefold())


def named(db: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """These people's names by id."""
    rows = db.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def good_code(found: Sheet, now: datetime) -> str | None:
    """The code that others can join by now, or None."""
    is_good = found.is_open and found.code_until is not None and now < found.code_until
    return found.code if is_good else None
