"""Hours by person: every supervisee's goals with their stored standings, as the board and the office's file show them.

Who has not let the office see their entries is not on it. Nothing is counted here: the standings are read as they were
kept when the last entry, signature or confirmation changed them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.domain.categories import CATEGORIES
from rs_tracker.domain.standing import UNCONFIRMED
from rs_tracker.store.tables import Address, Goal, Membership, MembershipRole, Person, Standing

PAGE = 50
ALL, MISSING, MET, WAITING, NOT_CONFIRMED = "all", "missing", "met", "waiting", "not_confirmed"
SHOWS = (ALL, MISSING, MET, WAITING, NOT_CONFIRMED)
CURRENT, LAST = "current", "last"
PLACES = (CURRENT, LAST)
BY_NAME, BY_MISSING = "name", "missing"
ORDERS = (BY_NAME, BY_MISSING)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom the board shows, as it stands in the address; the file takes the same. `person_id`: this person alone."""

    search: str = ""
    category: str = ""
    show: str = ALL
    place: str = CURRENT
    order: str = BY_NAME
    person_id: str | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.category or self.show != ALL or self.place != CURRENT)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One person's goal in one window, in minutes; `kind` None is somebody who has not said what they work on."""

    person_id: str
    name: str
    email: str | None
    kind: str | None
    category: str | None
    window_from: date | None
    window_to: date | None
    required: int
    logged: int
    counted: int
    waiting: int
    missing: int
    is_met: bool
    is_exempt: bool
    certainty: str | None
    flags: tuple[str, ...]
    as_of: date | None

    @property
    def not_counted(self) -> int:
        """Minutes logged in the window that will not count even when signed."""
        return self.logged - self.counted - self.waiting


@dataclass(frozen=True, slots=True)
class Board:
    """One page of rows. `total` rows there are, `met` of them have their hours."""

    rows: list[BoardRow]
    total: int
    met: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def wanted(search: str, category: str, show: str, place: str, order: str) -> Wanted:
    """What an address asks for; what it cannot mean is left out."""
    return Wanted(
        search=" ".join(search.split())[:100],
        category=category if category in CATEGORIES else "",
        show=show if show in SHOWS else ALL,
        place=place if place in PLACES else CURRENT,
        order=order if order in ORDERS else BY_NAME,
    )


def board(db: Session, association_id: str, wanted: Wanted, page: int = 1) -> Board:
    """One page of the board; a page that is not there shows the last one."""
    is_met = func.sum(case((Standing.is_met.is_(True), 1), else_=0))
    total, met = db.execute(_narrowed(select(func.count(), is_met), association_id, wanted)).one()
    page = max(1, min(page, -(-total // PAGE)))
    statement = _ordered(_narrowed(_columns(), association_id, wanted), wanted)
    rows = db.execute(statement.limit(PAGE).offset((page - 1) * PAGE))
    return Board([_row(row) for row in rows], total, met or 0, page)


def every_row(db: Session, association_id: str, wanted: Wanted) -> Iterator[BoardRow]:
    """All rows of the board, in its order, without holding them."""
    statement = _ordered(_narrowed(_columns(), association_id, wanted), wanted)
    for row in db.execute(statement, execution_options={"yield_per": AT_ONCE}):
        yield _row(row)


def is_seen(association_id: str) -> ColumnElement[bool]:
    """The condition on a membership that the office of this association may see this person's entries."""
    return and_(
        Membership.association_id == association_id, Membership.office_sees.is_(True), Membership.ended_at.is_(None)
    )


def an_address() -> ColumnElement[str | None]:
    """The address to show for a person, as a column: their main one."""
    return (
        select(Address.email)
        .where(Address.person_id == Person.id)
        .order_by(Address.is_primary.desc(), Address.created_at, Address.email)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def named_like(search: str) -> ColumnElement[bool]:
    """The condition that a person's name or the address shown for them holds these letters."""
    has_address = select(Address.person_id).where(
        Address.is_primary, Address.email.contains(search.lower(), autoescape=True)
    )
    return or_(
        func.lower(Person.name).contains(search.lower(), autoescape=True),
        Person.name.contains(search, autoescape=True),
        Person.id.in_(has_address),
    )


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Person.id,
        Person.name,
        an_address().label("email"),
        Goal.kind,
        Goal.category,
        Standing.window_from,
        Standing.window_to,
        Standing.required,
        Standing.logged,
        Standing.counted,
        Standing.waiting,
        Standing.missing,
        Standing.is_met,
        Standing.is_exempt,
        Standing.certainty,
        Standing.detail,
        Standing.as_of,
    )


def _narrowed(columns: Select[*tuple[Any, ...]], association_id: str, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """The people of the board with their goals; a goal appears once it was measured in the wanted window."""
    place = and_(Standing.association_id == association_id, Standing.goal_id == Goal.id, Standing.place == wanted.place)
    goal = and_(Goal.association_id == association_id, Goal.person_id == Membership.person_id, Goal.closed_at.is_(None))
    role = and_(
        MembershipRole.association_id == association_id,
        MembershipRole.person_id == Membership.person_id,
        MembershipRole.role == SUPERVISEE,
    )
    return (
        columns.select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .join(MembershipRole, role)
        .outerjoin(Goal, goal)
        .outerjoin(Standing, place)
        .where(is_seen(association_id), *_conditions(wanted))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = {
        ALL: Membership.person_id.is_not(None),
        MISSING: Standing.is_met.is_(False),
        MET: Standing.is_met.is_(True),
        WAITING: Standing.waiting > 0,
        NOT_CONFIRMED: cast(Standing.detail["flags"], Text).contains(UNCONFIRMED),
    }
    found = [asked[wanted.show]]
    if wanted.place == LAST:
        found.append(Standing.goal_id.is_not(None))
    if wanted.category:
        found.append(Goal.category == wanted.category)
    if wanted.search:
        found.append(named_like(wanted.search))
    if wanted.person_id is not None:
        found.append(Membership.person_id == wanted.person_id)
    return found


def _ordered(statement: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    by_name = (func.lower(Person.name), Person.id, Goal.created_at, Goal.id)
    if wanted.order == BY_MISSING:
        return statement.order_by(func.coalesce(Standing.missing, -1).desc(), *by_name)
    return statement.order_by(*by_name)


def _row(row: Row[*tuple[Any, ...]]) -> BoardRow:
    return BoardRow(
        person_id=row.id,
        name=row.name,
        email=row.email,
        kind=row.kind,
        category=row.category,
        window_from=row.window_from,
        window_to=row.window_to,
        required=row.required or 0,
        logged=row.logged or 0,
        counted=row.counted or 0,
        waiting=row.waiting or 0,
        missing=row.missing or 0,
        is_met=bool(row.is_met),
        is_exempt=bool(row.is_exempt),
        certainty=row.certainty,
        flags=tuple(row.detail["flags"]) if row.detail else (),
        as_of=row.as_of,
    )
