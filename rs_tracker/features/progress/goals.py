"""A person's own goals with their standings: as stored, or measured anew where time has overtaken what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.progress import facts as told
from rs_tracker.features.progress.facts import Rules
from rs_tracker.features.progress.rows import StandingRow, make_row
from rs_tracker.features.progress.standings import LAST, measure
from rs_tracker.store.tables import Association, Goal, Standing

KEPT = (
    "place",
    "window_from",
    "window_to",
    "required",
    "logged",
    "waiting",
    "counted",
    "missing",
    "is_met",
    "is_exempt",
    "certainty",
    "detail",
    "as_of",
)


@dataclass(frozen=True, slots=True)
class GoalRow:
    """An open goal as it was set."""

    id: str
    kind: str
    category: str
    track: str | None
    applied_on: date | None
    endorsed_on: date | None


def _stored() -> Select[*tuple[Any, ...]]:
    goal, kept, office = Goal.__table__, Standing.__table__, Association.__table__
    return (
        select(
            goal.c.id,
            goal.c.kind,
            goal.c.category,
            goal.c.track,
            goal.c.applied_on,
            goal.c.endorsed_on,
            *(kept.c[name] for name in KEPT),
            kept.c.pack_digest,
            kept.c.changes_on,
            office.c.settings,
            office.c.claimed_at,
            office.c.zone,
        )
        .join(office, office.c.id == goal.c.association_id)
        .outerjoin(kept, (kept.c.association_id == goal.c.association_id) & (kept.c.goal_id == goal.c.id))
        .where(
            goal.c.association_id == bindparam("here"),
            goal.c.person_id == bindparam("person"),
            goal.c.closed_at.is_(None),
        )
        .order_by(goal.c.created_at, goal.c.id, kept.c.place.desc())
    )


_STORED = _stored()


def stored(db: Session, association_id: str, person_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's open goals here with each of their standings, and the association's row."""
    return db.execute(_STORED, {"here": association_id, "person": person_id}).all()


def own(db: Session, actor: Actor, now: datetime | None = None) -> list[StandingRow]:
    """The actor's open goals in the association they act in, oldest goal first, its last window before its current.

    The stored standings; with `now`, one that time or a new pack has overtaken is measured again, though not stored.
    """
    rows = stored(db, actor.association, actor.person_id)
    if not rows:
        return []
    first = rows[0]
    if now is not None:
        rules = told.make_rules(actor.association, first.settings, first.claimed_at, first.zone, now)
        if any(_is_overtaken(row, rules) for row in rows):
            return _measured(db, actor.person_id, rules, rows)
    pack = told.pack_of(actor.association)
    return [make_row(row, row._asdict(), pack) for row in rows if row.place is not None]


def goal(db: Session, actor: Actor, goal_id: str) -> GoalRow | None:
    """The actor's own open goal, or None."""
    row = db.execute(
        select(Goal.id, Goal.kind, Goal.category, Goal.track, Goal.applied_on, Goal.endorsed_on).where(
            Goal.association_id == actor.association,
            Goal.id == goal_id,
            Goal.person_id == actor.person_id,
            Goal.closed_at.is_(None),
        )
    ).first()
    return GoalRow(*row) if row else None


def _is_overtaken(row: Row[*tuple[Any, ...]], rules: Rules) -> bool:
    is_due = row.changes_on is not None and row.changes_on <= rules.today
    return row.place is None or is_due or row.pack_digest != rules.digest


def _measured(db: Session, person_id: str, rules: Rules, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[StandingRow]:
    who = told.person(db, person_id)
    facts = told.facts(db, rules.association_id, person_id)
    found = []
    for goal in {row.id: row for row in rows}.values():
        standings = measure(rules, who, goal, facts)
        for standing in sorted(standings, key=lambda one: one["place"] != LAST):
            found.append(make_row(goal, standing, rules.pack))
    return found
