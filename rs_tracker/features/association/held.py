"""What people hold that lets them give supervision here: declared, waiting for the office, and confirmed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, null, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.domain.ids import is_id
from rs_tracker.domain.lifecycle import REMOVED
from rs_tracker.features.association.board import an_address, named_like
from rs_tracker.store.tables import Entry, Membership, MembershipRole, Person, Qualification

MOST = 200
PAGE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """One thing somebody holds, as it stands. `sessions` that the office may see name them as supervisor; None where
    nobody asked.
    """

    id: str
    person_id: str
    name: str
    email: str | None
    category: str
    status: str
    degree: str | None
    starts_on: date
    ends_on: date | None
    issuer: str | None
    registry_url: str | None
    evidence: str | None
    declared_at: datetime
    declared_by: str | None
    confirmed_at: datetime | None
    confirmed_by: str | None
    refused_at: datetime | None
    sessions: int | None

    @property
    def state(self) -> str:
        """declared, confirmed or refused."""
        if self.refused_at is not None:
            return "refused"
        return "confirmed" if self.confirmed_at is not None else "declared"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody whom entries name as supervisor and who has told nothing about what they hold."""

    person_id: str
    name: str
    email: str | None
    has_account: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One page of what the office has confirmed, by name."""

    rows: list[Held]
    has_more: bool
    page: int


def to_confirm(db: Session, association_id: str) -> list[Held]:
    """What was declared and the office has not looked at, the most used first; at most MOST."""
    waits = (Qualification.confirmed_at.is_(None), Qualification.refused_at.is_(None))
    statement = _held(association_id, is_counted=True).where(*waits)
    rows = db.execute(statement.order_by(_sessions(association_id).desc(), Person.name, Qualification.id).limit(MOST))
    return [_row(row) for row in rows]


def count_to_confirm(db: Session, association_id: str) -> int:
    """How much waits to be confirmed."""
    return (
        db.scalar(
            select(func.count())
            .select_from(Qualification)
            .where(
                Qualification.association_id == association_id,
                Qualification.confirmed_at.is_(None),
                Qualification.refused_at.is_(None),
            )
        )
        or 0
    )


def confirmed(db: Session, association_id: str, search: str = "", page: int = 1) -> Confirmed:
    """What the office has confirmed, by name."""
    page = max(1, page)
    statement = _held(association_id).where(Qualification.confirmed_at.is_not(None), Qualification.refused_at.is_(None))
    if search:
        statement = statement.where(named_like(search))
    statement = statement.order_by(func.lower(Person.name), Person.id, Qualification.starts_on, Qualification.id)
    rows = db.execute(statement.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return Confirmed([_row(row) for row in rows[:PAGE]], len(rows) > PAGE, page)


def one(db: Session, association_id: str, qualification_id: str) -> Held | None:
    """One of them, refused ones too, or None if this association has none of that id."""
    row = db.execute(_held(association_id, is_counted=True).where(Qualification.id == qualification_id)).first()
    return _row(row) if row else None


def of_person(db: Session, association_id: str, person_id: str) -> list[Held]:
    """Everything one person holds here, the newest first."""
    statement = _held(association_id).where(Qualification.person_id == person_id)
    rows = db.execute(statement.order_by(Qualification.starts_on.desc(), Qualification.id))
    return [_row(row) for row in rows]


def told_nothing(db: Session, association_id: str) -> list[Unknown]:
    """Supervisors here of whom nothing is recorded, the most used first; at most MOST."""
    sessions = _sessions(association_id)
    holds = select(Qualification.person_id).where(Qualification.association_id == association_id)
    role = and_(
        MembershipRole.association_id == association_id,
        MembershipRole.person_id == Membership.person_id,
        MembershipRole.role == SUPERVISOR,
    )
    rows = db.execute(
        select(Person.id, Person.name, an_address().label("email"), Person.joined_at, sessions.label("sessions"))
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, role)
        .where(
            Membership.association_id == association_id,
            Membership.ended_at.is_(None),
            Membership.person_id.not_in(holds),
        )
        .order_by(sessions.desc(), func.lower(Person.name), Person.id)
        .limit(MOST)
    )
    return [Unknown(row.id, row.name, row.email, row.joined_at is not None, row.sessions) for row in rows]


def still_waiting(db: Session, actor: Actor, ids: list[str]) -> dict[str, str]:
    """Of these, the ones that wait to be confirmed in the actor's association, each with whose it is."""
    rows = db.execute(
        select(Qualification.id, Qualification.person_id).where(
            Qualification.association_id == actor.association,
            Qualification.id.in_([one for one in ids if is_id(one)]),
            Qualification.confirmed_at.is_(None),
            Qualification.refused_at.is_(None),
        )
    )
    return {row.id: row.person_id for row in rows}


def _sessions(association_id: str) -> ColumnElement[int]:
    """How many living entries that the office may see name the person of the row as supervisor."""
    owner = aliased(Membership)
    is_owner = (
        (owner.association_id == association_id) & (owner.person_id == Entry.person_id) & owner.office_sees.is_(True)
    )
    return (
        select(func.count())
        .select_from(Entry)
        .join(owner, is_owner)
        .where(Entry.association_id == association_id, Entry.provider_id == Person.id, Entry.state != REMOVED)
        .correlate(Person)
        .scalar_subquery()
    )


def _held(association_id: str, *, is_counted: bool = False) -> Select[*tuple[Any, ...]]:
    declarer, confirmer = aliased(Person), aliased(Person)
    return (
        select(
            Qualification.id,
            Qualification.person_id,
            Person.name,
            an_address().label("email"),
            Qualification.category,
            Qualification.status,
            Qualification.degree,
            Qualification.starts_on,
            Qualification.ends_on,
            Qualification.issuer,
            Qualification.registry_url,
            Qualification.evidence,
            Qualification.declared_at,
            declarer.name.label("declared_by"),
            Qualification.confirmed_at,
            confirmer.name.label("confirmed_by"),
            Qualification.refused_at,
            (_sessions(association_id) if is_counted else null()).label("sessions"),
        )
        .join(Person, Person.id == Qualification.person_id)
        .outerjoin(declarer, declarer.id == Qualification.declared_by)
        .outerjoin(confirmer, confirmer.id == Qualification.confirmed_by)
        .where(Qualification.association_id == association_id)
    )


def _row(row: Row[*tuple[Any, ...]]) -> Held:
    return Held(**row._asdict())
