"""Who belongs to the association, and what the office may see of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.lifecycle import REMOVED
from rs_tracker.features.association.board import an_address, is_seen, named_like
from rs_tracker.store.memberships import ROLES
from rs_tracker.store.standins import voucher
from rs_tracker.store.tables import Entry, Membership, MembershipRole, Person

PAGE = 50
SESSIONS = 30


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster. `joined_at` None: named or invited, but no account yet; `office_sees` None: not asked
    or not answered yet.
    """

    person_id: str
    name: str
    email: str | None
    roles: tuple[str, ...]
    joined_at: datetime | None
    since: datetime
    office_sees: bool | None


@dataclass(frozen=True, slots=True)
class Roster:
    """One page of members by name."""

    rows: list[Member]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class GivenHours:
    """What one supervisor gave one person, in minutes; `signed` of them are signed."""

    name: str
    sessions: int
    minutes: int
    signed: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One entry as it stands."""

    entry_id: str
    held_on: date
    minutes: int
    kind: str
    format: str
    state: str
    provider_name: str | None
    has_untaken_correction: bool
    is_signed: bool
    vouched_as: str | None = None
    vouched_by: str | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """One page of a person's sessions, the newest first."""

    rows: list[SessionRow]
    has_more: bool
    page: int


def roster(db: Session, association_id: str, search: str = "", role: str = "", page: int = 1) -> Roster:
    """One page of the living members, by name; a page that is not there shows the last one."""
    total = db.scalar(_members(select(func.count()), association_id, search, role)) or 0
    page = max(1, min(page, -(-total // PAGE)))
    statement = _members(_columns(), association_id, search, role).order_by(func.lower(Person.name), Person.id)
    found = db.execute(statement.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Roster(_with_roles(db, association_id, found), total, page)


def member(db: Session, association_id: str, person_id: str) -> Member | None:
    """One living member, or None for a stranger to this association."""
    found = db.execute(_members(_columns(), association_id, "", "").where(Person.id == person_id)).all()
    rows = _with_roles(db, association_id, found)
    return rows[0] if rows else None


def hours_by_supervisor(db: Session, association_id: str, person_id: str) -> list[GivenHours]:
    """Who gave this person how much here, the most first; nothing where the office may not see it."""
    minutes = func.sum(Entry.minutes)
    rows = db.execute(
        _seen_entries(
            select(
                Person.name,
                func.count(),
                minutes,
                func.sum(Entry.minutes).filter(Entry.signed_version.is_not(None)),
            ),
            association_id,
            person_id,
        )
        .where(Entry.provider_id.is_not(None))
        .group_by(Person.id, Person.name)
        .order_by(minutes.desc(), Person.name)
    )
    return [GivenHours(name, sessions, int(total), int(signed or 0)) for name, sessions, total, signed in rows]


def sessions(db: Session, association_id: str, person_id: str, page: int = 1) -> Sessions:
    """One page of a person's sessions; nothing where the office may not see them."""
    page = max(1, page)
    rows = db.execute(
        _seen_entries(
            select(
                Entry.id,
                Entry.held_on,
                Entry.minutes,
                Entry.kind,
                Entry.format,
                Entry.state,
                Entry.version,
                Entry.signed_version,
                Person.name,
                Entry.vouched_as,
                voucher().label("vouched_by"),
            ),
            association_id,
            person_id,
        )
        .order_by(Entry.held_on.desc(), Entry.id.desc())
        .limit(SESSIONS + 1)
        .offset((page - 1) * SESSIONS)
    ).all()
    return Sessions([_session(row) for row in rows[:SESSIONS]], len(rows) > SESSIONS, page)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Person.id,
        Person.name,
        an_address().label("email"),
        Membership.joined_at,
        Membership.created_at,
        Membership.office_sees,
    )


def _members(
    columns: Select[*tuple[Any, ...]], association_id: str, search: str, role: str
) -> Select[*tuple[Any, ...]]:
    statement = (
        columns.select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.association_id == association_id, Membership.ended_at.is_(None))
    )
    if search:
        statement = statement.where(named_like(search))
    if role:
        wears = select(MembershipRole.person_id).where(
            MembershipRole.association_id == association_id, MembershipRole.role == role
        )
        statement = statement.where(Membership.person_id.in_(wears))
    return statement


def _with_roles(db: Session, association_id: str, found: Sequence[Row[*tuple[Any, ...]]]) -> list[Member]:
    worn: dict[str, set[str]] = {row.id: set() for row in found}
    for person_id, role in db.execute(
        select(MembershipRole.person_id, MembershipRole.role).where(
            MembershipRole.association_id == association_id, MembershipRole.person_id.in_(worn)
        )
    ):
        worn[person_id].add(role)
    return [
        Member(
            person_id=row.id,
            name=row.name,
            email=row.email,
            roles=tuple(role for role in ROLES if role in worn[row.id]),
            joined_at=row.joined_at,
            since=row.created_at,
            office_sees=row.office_sees,
        )
        for row in found
    ]


def _seen_entries(columns: Select[*tuple[Any, ...]], association_id: str, person_id: str) -> Select[*tuple[Any, ...]]:
    """One person's living entries with their supervisors, where the office may see them."""
    owner = and_(Membership.person_id == Entry.person_id, is_seen(association_id))
    return (
        columns.select_from(Entry)
        .join(Membership, owner)
        .outerjoin(Person, Person.id == Entry.provider_id)
        .where(Entry.association_id == association_id, Entry.person_id == person_id, Entry.state != REMOVED)
    )


def _session(row: Row[*tuple[Any, ...]]) -> SessionRow:
    return SessionRow(
        entry_id=row.id,
        held_on=row.held_on,
        minutes=row.minutes,
        kind=row.kind,
        format=row.format,
        state=row.state,
        provider_name=row.name,
        has_untaken_correction=row.state == "signed" and row.signed_version != row.version,
        vouched_as=row.vouched_as,
        vouched_by=row.vouched_by,
        is_signed=row.signed_version is not None,
    )
