"""What the first page asks: a handful of rows, whatever the length of the log, and never the log itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor, Hats
from rs_tracker.features.people import waits
from rs_tracker.features.people.waits import Wait
from rs_tracker.features.progress import queries as progress
from rs_tracker.features.progress.queries import StandingRow
from rs_tracker.features.signing import sheets as group_sheets
from rs_tracker.store import called
from rs_tracker.store.tables import Association, Entry, OfficeQuestion, Person, Qualification

OPEN = (lifecycle.CHANGED, lifecycle.RETURNED, lifecycle.WAITING)
# Enough to say what waits; who has more open sessions than this is told "more than".
MOST_OPEN = 40
MOST_WAITING = 200


# Made once, of plain columns: building a statement costs more than asking it.
_entry, _person = Entry.__table__, Person.__table__
_mine = (_entry.c.association_id == bindparam("here"), _entry.c.person_id == bindparam("person"))
_with_supervisor = _entry.outerjoin(_person, _person.c.id == _entry.c.provider_id)
_name = called.provider(_entry.c.association_id, _entry.c.person_id).label("name")
_has_no_account = and_(_person.c.id.is_not(None), _person.c.joined_at.is_(None)).label("has_no_account")
_LATEST = (
    select(_entry.c.held_on, _entry.c.minutes, _entry.c.format, _name)
    .select_from(_with_supervisor)
    .where(*_mine, _entry.c.state != lifecycle.REMOVED)
    .order_by(_entry.c.held_on.desc(), _entry.c.minutes.desc())
    .limit(1)
)
_OPEN_LINES = (
    select(_entry.c.id, _entry.c.held_on, _entry.c.minutes, _entry.c.state, _name, _has_no_account)
    .select_from(_with_supervisor)
    .where(*_mine, _entry.c.state.in_(OPEN))
    .order_by(_entry.c.state, _entry.c.held_on)
    .limit(MOST_OPEN)
)


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest session, for *Same as last time*. `who` is empty where no supervisor is named."""

    held_on: date
    minutes: int
    format: str
    who: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A session that is not settled: waiting for somebody, or sent back."""

    entry_id: str
    held_on: date
    minutes: int
    state: str
    who: str
    has_no_account: bool = False


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """How many sessions wait for one supervisor, and their minutes."""

    who: str
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Log:
    """What a supervisee needs to know: where they stand, the newest session, what came back, what waits for whom."""

    standings: Sequence[StandingRow]
    latest: Latest | None
    sent_back: Sequence[OpenLine]
    waiting: Sequence[WaitingFor]
    without_account: Sequence[Wait]
    is_more: bool

    @property
    def is_new(self) -> bool:
        """Whether nothing has been said and logged yet."""
        return not self.standings and self.latest is None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many sessions wait for the person's own signature in one association."""

    association_id: str
    association_name: str
    sessions: int
    people: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Office:
    """What a coordinator has to decide: declared supervisors, questions."""

    to_confirm: int
    questions: int


@dataclass(frozen=True, slots=True)
class Now:
    """Everything the first page shows. None or empty where the person does not wear the hat."""

    log: Log | None
    queues: Sequence[Queue]
    office: Office | None
    is_asked_for_consent: bool
    sheets: Sequence[group_sheets.Waiting] = ()


def does_answer(db: Session) -> bool:
    """Whether the database answers at all."""
    try:
        return db.execute(text("SELECT 1")).scalar() == 1
    except DBAPIError:
        return False


def contact(db: Session, association_id: str) -> str | None:
    """The address that the association's office gave for questions."""
    return db.scalar(select(Association.contact).where(Association.id == association_id))


def now(db: Session, actor: Actor, at: datetime) -> Now:
    """What needs this person now: three statements for a supervisee (three more while one
    of their supervisors has no account), one for each association they sign in."""
    hats = actor.hats
    return Now(
        log=_log(db, actor, at) if SUPERVISEE in actor.roles else None,
        queues=[_queue(db, actor, one) for one in actor.memberships if SUPERVISOR in one.roles],
        office=_office(db, actor.association) if COORDINATOR in actor.roles else None,
        is_asked_for_consent=hats is not None and hats.is_office_run and hats.office_sees is None,
        sheets=group_sheets.waiting(db, actor) if actor.wears(SUPERVISOR) else (),
    )


def _log(db: Session, actor: Actor, at: datetime) -> Log:
    lines = _open_lines(db, actor)
    return Log(
        standings=progress.own(db, actor),
        latest=_latest(db, actor),
        sent_back=[line for line in lines if line.state == lifecycle.RETURNED],
        waiting=_by_supervisor([line for line in lines if not line.has_no_account]),
        without_account=waits.waits(db, actor, at) if any(line.has_no_account for line in lines) else (),
        is_more=len(lines) == MOST_OPEN,
    )


def _latest(db: Session, actor: Actor) -> Latest | None:
    row = db.execute(_LATEST, {"here": actor.association, "person": actor.person_id}).first()
    return Latest(row.held_on, row.minutes, row.format, row.name or "") if row else None


def _open_lines(db: Session, actor: Actor) -> list[OpenLine]:
    """Corrections that wait, then what was sent back, then what waits: in the order of an index, and no more."""
    rows = db.execute(_OPEN_LINES, {"here": actor.association, "person": actor.person_id})
    return [
        OpenLine(row.id, row.held_on, row.minutes, row.state, row.name or "", bool(row.has_no_account)) for row in rows
    ]


def _by_supervisor(lines: Sequence[OpenLine]) -> list[WaitingFor]:
    found: dict[str, WaitingFor] = {}
    for line in lines:
        if line.state in lifecycle.ASKS_FOR_SIGNATURE and line.who:
            known = found.get(line.who, WaitingFor(line.who, 0, 0))
            found[line.who] = WaitingFor(line.who, known.sessions + 1, known.minutes + line.minutes)
    return sorted(found.values(), key=lambda one: (-one.sessions, one.who))


def _queue(db: Session, actor: Actor, hats: Hats) -> Queue:
    some = (
        select(Entry.person_id)
        .where(
            Entry.association_id == hats.association_id,
            Entry.provider_id == actor.person_id,
            Entry.state.in_(sorted(lifecycle.ASKS_FOR_SIGNATURE)),
        )
        .limit(MOST_WAITING)
        .subquery()
    )
    row = db.execute(select(func.count(), func.count(some.c.person_id.distinct())).select_from(some)).one()
    return Queue(hats.association_id, hats.association_name, row[0], row[1], row[0] == MOST_WAITING)


def _office(db: Session, association_id: str) -> Office:
    to_confirm = (
        select(func.count(Qualification.person_id.distinct()))
        .where(
            Qualification.association_id == association_id,
            Qualification.confirmed_at.is_(None),
            Qualification.refused_at.is_(None),
        )
        .scalar_subquery()
    )
    questions = (
        select(func.count())
        .select_from(OfficeQuestion)
        .where(OfficeQuestion.association_id == association_id, OfficeQuestion.answered_at.is_(None))
        .scalar_subquery()
    )
    row = db.execute(select(to_confirm, questions)).one()
    return Office(row[0] or 0, row[1] or 0)
