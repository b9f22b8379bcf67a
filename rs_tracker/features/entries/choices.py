"""What the log form offers this person: whom they can name, and which questions concern them at all."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.categories import BOTH, CATEGORIES, EARN
from rs_tracker.domain.ids import is_id
from rs_tracker.features.entries.queries import Own
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import waits
from rs_tracker.features.people.waits import Wait
from rs_tracker.features.progress import queries as progress
from rs_tracker.store.tables import Goal, Standing

SUPERVISION_GIVERS = frozenset({"FRS", "ERS", "MHM-C"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody the form can name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """`mine` work with the person already, `others` are confirmed here. What does not concern them is not asked."""

    mine: tuple[Choice, ...]
    others: tuple[Choice, ...]
    asks_about_rsc: bool
    asks_ages: bool

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(choice.id for choice in (*self.mine, *self.others))


@dataclass(frozen=True, slots=True)
class Period:
    """The window of one of the person's goals."""

    kind: str
    category: str
    starts_on: date
    ends_on: date

    @property
    def value(self) -> str:
        """What the filter's choice sends."""
        return f"{self.starts_on}_{self.ends_on}"


def offer(db: Session, actor: Actor) -> Offer:
    """Supervisors by name, and whether to ask for minutes about RSC (people who give it) and for ages.

    Ages matter while somebody earns a credential, or works on credentials of both tracks.
    """
    mine = people.supervisors_of(db, actor.association, actor.person_id)
    known = {row.person_id for row in mine} | {actor.person_id}
    is_office_run = actor.hats is not None and actor.hats.is_office_run
    confirmed = people.confirmed_providers(db, actor.association) if is_office_run else []
    goals = db.execute(
        select(Goal.kind, Goal.category, Goal.track).where(
            Goal.association_id == actor.association, Goal.person_id == actor.person_id, Goal.closed_at.is_(None)
        )
    ).all()
    tracks = {CATEGORIES[goal.category].track or goal.track or BOTH for goal in goals}
    families = {CATEGORIES[goal.category].family for goal in goals}
    gives = any(row.value for row in progress.person(db, actor.person_id).gives_rsc)
    return Offer(
        mine=tuple(Choice(row.person_id, row.name) for row in mine),
        others=tuple(Choice(row.person_id, row.name) for row in confirmed if row.person_id not in known),
        asks_about_rsc=gives or bool(families & SUPERVISION_GIVERS),
        asks_ages=any(goal.kind == EARN for goal in goals) or len(tracks) > 1,
    )


def supervisors(db: Session, actor: Actor) -> list[Choice]:
    """Those the person works with, for the list's filter."""
    return [Choice(row.person_id, row.name) for row in people.supervisors_of(db, actor.association, actor.person_id)]


def wait_for(db: Session, actor: Actor, own: Own, now: datetime) -> Wait | None:
    """How long an entry has waited for a supervisor who has no account; None for every other entry."""
    is_asked = own.state in lifecycle.ASKS_FOR_SIGNATURE
    return waits.wait_for(db, actor, own.draft.provider_id, now) if is_asked else None


def known_id(text: str) -> str | None:
    """An id from an address, or None for anything that is none."""
    return text if is_id(text) else None


def periods(db: Session, actor: Actor) -> list[Period]:
    """The windows of the person's goals, the newest first."""
    rows = db.execute(
        select(Goal.kind, Goal.category, Standing.window_from, Standing.window_to)
        .join(Goal, (Goal.association_id == Standing.association_id) & (Goal.id == Standing.goal_id))
        .where(
            Standing.association_id == actor.association,
            Standing.person_id == actor.person_id,
            Standing.window_from.is_not(None),
            Goal.closed_at.is_(None),
        )
        .order_by(Standing.window_from.desc(), Goal.category)
    ).all()
    return [Period(row.kind, row.category, row.window_from, row.window_to) for row in rows]
