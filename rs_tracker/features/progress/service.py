"""Setting goals, and keeping their standings true."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.domain import facts as domain
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.categories import RENEW
from rs_tracker.domain.changes import LAST_WINDOW_DAYS
from rs_tracker.domain.dates import add_months
from rs_tracker.features.progress import facts as told
from rs_tracker.features.progress import telling
from rs_tracker.features.progress.standings import LAST, measure
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import Association, Entry, EntryVersion, Goal, Membership, Person, PersonTrait, Standing

LONGEST_WINDOW_MONTHS = 36


class GoalClosed(LookupError):
    """There is no such open goal of this person here."""


def _goals() -> Select[*tuple[Any, ...]]:
    """A person's open goals here, with the association's row and whether a standing of the last window is kept.

    Beside each goal stand the person's traits, one row each: asked together, because every save asks both.
    """
    goal, kept, office, trait = Goal.__table__, Standing.__table__, Association.__table__, PersonTrait.__table__
    return (
        select(
            goal.c.id,
            goal.c.kind,
            goal.c.category,
            goal.c.track,
            goal.c.applied_on,
            goal.c.endorsed_on,
            kept.c.place.is_not(None).label("has_last"),
            office.c.settings,
            office.c.claimed_at,
            office.c.zone,
            trait.c.trait,
            trait.c.value,
            trait.c.from_on,
        )
        .join(office, office.c.id == goal.c.association_id)
        .outerjoin(
            kept,
            (kept.c.association_id == goal.c.association_id) & (kept.c.goal_id == goal.c.id) & (kept.c.place == LAST),
        )
        .outerjoin(trait, trait.c.person_id == goal.c.person_id)
        .where(
            goal.c.association_id == bindparam("here"),
            goal.c.person_id == bindparam("person"),
            goal.c.closed_at.is_(None),
        )
        .order_by(goal.c.id)
        .with_for_update(of=goal)
    )


def _upsert(dialect: Any) -> Any:
    """Keep a standing, in the place of the one before."""
    kept = Standing.__table__
    statement = dialect.insert(kept)
    changed = {column.name: statement.excluded[column.name] for column in kept.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(kept.primary_key), set_=changed)


_GOALS = _goals()
_UPSERTS = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def refresh(db: Session, association_id: str, person_id: str, now: datetime) -> None:
    """Measure every open goal of one person here again and keep the standings, of this window and of the last.

    Runs inside every save: three selects and one upsert, however many goals. Goals are locked first, so that of two
    saves at once the second counts what the first one wrote.
    """
    db.flush()
    found = asking(db).execute(_GOALS, {"here": association_id, "person": person_id}).all()
    if not found:
        return
    goals = list({row.id: row for row in found}.values())
    rules = told.make_rules(association_id, goals[0].settings, goals[0].claimed_at, goals[0].zone, now)
    who = told.make_person({(row.trait, row.value, row.from_on) for row in found})
    since = _since(rules.today) if all(goal.kind == RENEW for goal in goals) else None
    facts = told.facts(db, association_id, person_id, since)
    rows = [row for goal in goals for row in measure(rules, who, goal, facts)]
    for row in rows:
        row.update(association_id=association_id, person_id=person_id, pack_digest=rules.digest, computed_at=now)
    connection = changing(db)
    connection.execute(_UPSERTS[connection.dialect.name], rows)
    kept = {row["goal_id"] for row in rows if row["place"] == LAST}
    _forget_last(db, association_id, [goal.id for goal in goals if goal.has_last and goal.id not in kept])


def _since(today: date) -> date:
    """No renewal window that is still shown begins before this day."""
    return add_months(today, -LONGEST_WINDOW_MONTHS) - timedelta(days=LAST_WINDOW_DAYS + 1)


def _forget_last(db: Session, association_id: str, goal_ids: list[str]) -> None:
    if goal_ids:
        db.execute(
            delete(Standing).where(
                Standing.association_id == association_id, Standing.goal_id.in_(goal_ids), Standing.place == LAST
            )
        )


def refresh_supervisees(db: Session, association_id: str, provider_id: str, now: datetime) -> int:
    """Measure everybody whose log here names this provider, now or in a version that is still the signed one.

    Whoever has fewer counted hours by it is told which sessions and why. Returns how many people were measured.
    """
    ids = db.scalars(select(Person.id).where(or_(Person.id == provider_id, Person.joined_to == provider_id))).all()
    named = (
        select(Entry.person_id)
        .where(Entry.association_id == association_id, Entry.provider_id.in_(ids))
        .union(
            select(Entry.person_id)
            .join(
                EntryVersion,
                (EntryVersion.association_id == Entry.association_id)
                & (EntryVersion.entry_id == Entry.id)
                & (EntryVersion.version == Entry.signed_version),
            )
            .where(Entry.association_id == association_id, Entry.state == "changed", EntryVersion.provider_id.in_(ids))
        )
    )
    people = sorted(db.scalars(named))
    for person_id in people:
        before = telling.counted_now(db, association_id, person_id)
        refresh(db, association_id, person_id, now)
        telling.tell_if_less(db, association_id, person_id, provider_id, before, now)
    return len(people)


def recompute_due(db: Session, association_id: str, now: datetime, limit: int = 200) -> int:
    """Measure the people of one association whose standings time or a new pack has overtaken; tells how many.

    Call it again while it answers `limit`.
    """
    rules = told.rules_of(db, association_id, now)
    due = select(Standing.person_id).where(
        Standing.association_id == association_id,
        or_(Standing.changes_on <= rules.today, Standing.pack_digest != rules.digest),
    )
    people = sorted(db.scalars(due.distinct().limit(limit)))
    for person_id in people:
        refresh(db, association_id, person_id, now)
    return len(people)


def set_goal(
    db: Session,
    actor: Actor,
    kind: str,
    category: str,
    track: str | None,
    applied_on: date | None,
    endorsed_on: date | None,
    now: datetime,
) -> str:
    """Begin to work on a credential in the actor's association; returns the goal's id.

    An open goal of the same kind and category is brought up to date instead of doubled. BadFact names what is wrong.
    """
    domain.Goal(kind, category, track, applied_on, endorsed_on)
    _one_at_a_time(db, actor)
    goal = _open_twin(db, actor, kind, category, track)
    if goal is None:
        goal = Goal(
            association_id=actor.association,
            id=str(uuid4()),
            person_id=actor.person_id,
            kind=kind,
            category=category,
            track=track,
            created_at=now,
        )
        db.add(goal)
    goal.applied_on, goal.endorsed_on = applied_on, endorsed_on
    db.flush()
    _note(db, actor, "progress.goal_set", goal, now)
    refresh(db, actor.association, actor.person_id, now)
    return goal.id


def turn_into_renewal(db: Session, actor: Actor, goal_id: str, endorsed_on: date, now: datetime) -> str:
    """The credential was granted on `endorsed_on`: from now on the goal is to keep it. Returns the id of that goal.

    Where the person renews it already, that goal learns the day and this one is closed.
    """
    goal = _own(db, actor, goal_id)
    twin = _open_twin(db, actor, RENEW, goal.category, goal.track)
    if twin is not None and twin.id != goal.id:
        twin.endorsed_on = endorsed_on
        close_goal(db, actor, goal_id, now)
        goal = twin
    goal.kind, goal.endorsed_on = RENEW, endorsed_on
    db.flush()
    _note(db, actor, "progress.goal_renewed", goal, now)
    refresh(db, actor.association, actor.person_id, now)
    return goal.id


def change_dates(
    db: Session, actor: Actor, goal_id: str, applied_on: date | None, endorsed_on: date | None, now: datetime
) -> None:
    """Bring the dates of a goal up to date; None is unknown. GoalClosed for a goal that is not the actor's own."""
    goal = _own(db, actor, goal_id)
    goal.applied_on, goal.endorsed_on = applied_on, endorsed_on
    _note(db, actor, "progress.goal_set", goal, now)
    refresh(db, actor.association, actor.person_id, now)


def close_goal(db: Session, actor: Actor, goal_id: str, now: datetime) -> None:
    """Work on it no longer. Sessions and signatures stay; only the standings go, which can be computed again."""
    goal = _own(db, actor, goal_id)
    goal.closed_at = now
    db.flush()
    db.execute(delete(Standing).where(Standing.association_id == actor.association, Standing.goal_id == goal.id))
    _note(db, actor, "progress.goal_closed", goal, now)


def _own(db: Session, actor: Actor, goal_id: str) -> Goal:
    """The actor's own open goal; GoalClosed for everybody else's, closed ones and none."""
    goal = db.scalars(
        select(Goal).where(
            Goal.association_id == actor.association,
            Goal.id == goal_id,
            Goal.person_id == actor.person_id,
            Goal.closed_at.is_(None),
        )
    ).first()
    if goal is None:
        raise GoalClosed(goal_id)
    return goal


def _one_at_a_time(db: Session, actor: Actor) -> None:
    """Of two forms sent at once, the second looks for its twin when the first one's goal is there."""
    mine = (Membership.association_id == actor.association, Membership.person_id == actor.person_id)
    db.execute(select(Membership.person_id).where(*mine).with_for_update())


def _open_twin(db: Session, actor: Actor, kind: str, category: str, track: str | None) -> Goal | None:
    return db.scalars(
        select(Goal).where(
            Goal.association_id == actor.association,
            Goal.person_id == actor.person_id,
            Goal.kind == kind,
            Goal.category == category,
            Goal.track.is_(None) if track is None else Goal.track == track,
            Goal.closed_at.is_(None),
        )
    ).first()


def _note(db: Session, actor: Actor, action: str, goal: Goal, now: datetime) -> None:
    trail.record(
        db,
        actor,
        action,
        goal.id,
        association_id=actor.association,
        at=now,
        kind=goal.kind,
        category=goal.category,
    )
