"""What the pages of this room ask: periods to choose from, whom the office may see, the edition of the rules."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.ids import is_id
from rs_tracker.features.association.board import Wanted, is_seen, wanted
from rs_tracker.features.exports.lines import Period
from rs_tracker.features.people import queries as people
from rs_tracker.features.progress import queries as progress
from rs_tracker.features.progress.queries import StandingRow
from rs_tracker.store.tables import Association, LedgerHead, Membership

__all__ = ["Period", "StandingRow", "Wanted", "wanted"]


@dataclass(frozen=True, slots=True)
class GoalPeriod:
    """The window of one of the person's goals, as a choice."""

    kind: str
    category: str
    days: Period


@dataclass(frozen=True, slots=True)
class Office:
    """Whose rules they are and where they stand."""

    name: str
    url: str
    is_office_run: bool


@dataclass(frozen=True, slots=True)
class RecordEnd:
    """How many rows the association's record has, and the hash of the last one: whoever keeps both can show later
    that nothing before it was changed.
    """

    size: int
    last_hash: str


def standings(db: Session, actor: Actor, now: datetime) -> list[StandingRow]:
    """The actor's goals here as they stand now."""
    return progress.own(db, actor, now)


def periods(standings: list[StandingRow]) -> list[GoalPeriod]:
    """The windows of the goals, each once."""
    found: dict[Period, GoalPeriod] = {}
    for row in standings:
        if row.window is not None:
            days = Period(row.window.starts_on, row.window.ends_on)
            found.setdefault(days, GoalPeriod(row.kind, row.category, days))
    return list(found.values())


def first_period(standings: list[StandingRow]) -> Period:
    """What the page shows first: the current window of the oldest goal, else everything."""
    for row in standings:
        if row.is_current and row.window is not None:
            return Period(row.window.starts_on, row.window.ends_on)
    return Period()


def may_see(db: Session, association_id: str, person_id: str) -> bool:
    """Whether the office of this association may see this person's sessions; strangers are nobody it may."""
    if not is_id(person_id):
        return False
    wanted = select(Membership.person_id).where(is_seen(association_id), Membership.person_id == person_id)
    return db.scalar(wanted) is not None


def office(db: Session, association_id: str) -> Office:
    """The association as its published rules name it."""
    claimed_at = db.scalar(select(Association.claimed_at).where(Association.id == association_id))
    pack = rulepacks.load(association_id)
    return Office(pack.name, pack.url, claimed_at is not None)


def edition(association_id: str) -> str:
    """The beginning of the digest of the published rules that were used: other rules, other letters."""
    return rulepacks.digest(rulepacks.load(association_id))[:12]


def email(db: Session, person_id: str) -> str:
    """The address a person uses, or nothing."""
    return people.primary_email(db, person_id) or ""


def record_end(db: Session, association_id: str) -> RecordEnd | None:
    """Where the association's record of signatures ends now; None before its first row."""
    row = db.execute(
        select(LedgerHead.size, LedgerHead.last_hash).where(LedgerHead.association_id == association_id)
    ).first()
    return RecordEnd(row.size, row.last_hash) if row is not None and row.size else None
