"""Standings are true after every change, and cost little to keep so."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Event

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from rs_tracker.features.progress import queries, service
from rs_tracker.store.engine import writing
from rs_tracker.store.tables import Entry, EntryVersion, Person, Qualification, Standing
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_progress import goal, session, standing, statements


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def numbers(db: Session, goal_id: str, place: str = "current") -> tuple[int, int, int, int]:
    row = standing(db, goal_id, place)
    assert row is not None
    return (row.logged, row.counted, row.waiting, row.missing)


def test_signed_minutes_count_and_unsigned_ones_wait(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.alice, who.bob, date(2026, 3, 3), 60, is_signed=False)
    session(db, who.alice, who.bob, date(2026, 4, 3), 60, kind="administrative")
    assert numbers(db, goal(db, who.alice)) == (210, 90, 60, 630)


def test_a_removed_session_is_not_logged(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90, is_signed=False, state="removed")
    assert numbers(db, goal(db, who.alice)) == (0, 0, 0, 720)


def test_the_signed_version_counts_until_its_correction_is_signed(db: Session, who: Cast) -> None:
    entry_id = session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    goal_id = goal(db, who.alice)
    correct(db, who, entry_id, minutes=60)
    service.refresh(db, HOME, who.alice, NOW)
    assert numbers(db, goal_id) == (90, 90, 0, 630)
    db.execute(update(Entry).where(Entry.association_id == HOME, Entry.id == entry_id).values(signed_version=2))
    service.refresh(db, HOME, who.alice, NOW)
    assert numbers(db, goal_id) == (60, 60, 0, 660)


def correct(db: Session, who: Cast, entry_id: str, minutes: int) -> None:
    db.add(
        EntryVersion(
            association_id=HOME,
            entry_id=entry_id,
            version=2,
            person_id=who.alice,
            provider_id=who.bob,
            held_on=date(2026, 2, 3),
            minutes=minutes,
            kind="reflective",
            format="individual",
            medium="video",
            track="both",
            author_id=who.alice,
            created_at=NOW,
            body="{}",
            sha256="1" * 64,
        )
    )
    changed = update(Entry).where(Entry.association_id == HOME, Entry.id == entry_id)
    db.execute(changed.values(state="changed", version=2, minutes=minutes))
    db.flush()


def test_a_declared_supervisor_counts_once_the_office_has_confirmed(db: Session, who: Cast) -> None:
    vera = builders.person(db, "Vera")
    builders.member(db, HOME, vera, "supervisor")
    declared = builders.qualification(db, HOME, vera, "IMHS")
    session(db, who.alice, vera, date(2026, 2, 3), 90)
    goal_id = goal(db, who.alice)
    assert numbers(db, goal_id) == (90, 0, 0, 720)
    mine = update(Qualification).where(Qualification.association_id == HOME, Qualification.id == declared)
    db.execute(mine.values(confirmed_at=NOW, confirmed_by=who.dana))
    assert service.refresh_supervisees(db, HOME, vera, NOW) == 1
    assert numbers(db, goal_id) == (90, 90, 0, 630)


def test_a_declared_supervisor_counts_unconfirmed_where_no_office_is_there(db: Session, who: Cast) -> None:
    builders.association(db, "pa-aimh", claimed_at=None)
    vera = builders.person(db, "Vera")
    builders.member(db, "pa-aimh", vera, "supervisor")
    builders.member(db, "pa-aimh", who.alice, "supervisee")
    builders.qualification(db, "pa-aimh", vera, "IMHS")
    session(db, who.alice, vera, date(2026, 2, 3), 90, association_id="pa-aimh")
    row = standing(db, goal(db, who.alice, association_id="pa-aimh"), association_id="pa-aimh")
    assert row is not None
    assert (row.counted, row.detail["flags"]) == (90, ["unconfirmed"])


def test_a_refused_qualification_is_no_qualification(db: Session, who: Cast) -> None:
    refused = update(Qualification).where(Qualification.association_id == HOME, Qualification.person_id == who.bob)
    db.execute(refused.values(refused_at=NOW, refused_by=who.dana))
    assert queries.qualifications(db, HOME, [who.bob, who.dana]) == {who.bob: (), who.dana: ()}


def test_sessions_signed_by_a_record_that_was_joined_to_another_count(db: Session, who: Cast) -> None:
    old = builders.person(db, "Bob B.", is_joined=False)
    builders.member(db, HOME, old, "supervisor")
    session(db, who.alice, old, date(2026, 2, 3), 90)
    goal_id = goal(db, who.alice)
    assert numbers(db, goal_id)[1] == 0
    db.execute(update(Person).where(Person.id == old).values(joined_to=who.bob))
    assert service.refresh_supervisees(db, HOME, who.bob, NOW) == 1
    assert numbers(db, goal_id)[1] == 90
    assert queries.facts(db, HOME, who.alice)[0].provider is not None


def test_refreshing_a_supervisor_leaves_other_associations_alone(db: Session, who: Cast) -> None:
    builders.member(db, OTHER, who.charlie, "supervisee")
    session(db, who.charlie, who.bob, date(2026, 2, 3), association_id=OTHER)
    session(db, who.alice, who.bob, date(2026, 2, 3))
    assert service.refresh_supervisees(db, HOME, who.bob, NOW) == 1


def test_the_last_period_stays_until_it_is_met_or_a_hundred_and_twenty_days_past(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2025, 12, 3), 90, is_signed=False)
    spring = datetime(2026, 2, 1, 15, tzinfo=UTC)
    goal_id = goal(db, who.alice, now=spring)
    assert numbers(db, goal_id, "last") == (90, 0, 90, 720)
    row = standing(db, goal_id, "last")
    assert row is not None
    assert (row.window_from, row.window_to, row.as_of) == (date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31))
    service.refresh(db, HOME, who.alice, datetime(2026, 5, 2, 15, tzinfo=UTC))
    assert standing(db, goal_id, "last") is None


def test_a_december_session_signed_in_january_meets_its_own_year(db: Session, who: Cast) -> None:
    spring = datetime(2026, 1, 20, 15, tzinfo=UTC)
    goal_id = goal(db, who.alice, now=spring)
    assert numbers(db, goal_id, "last")[3] == 720
    session(db, who.alice, who.bob, date(2025, 12, 30), 720)
    service.refresh(db, HOME, who.alice, spring)
    assert standing(db, goal_id, "last") is None
    assert numbers(db, goal_id) == (0, 0, 0, 720)


def test_standings_that_time_has_overtaken_are_measured_again(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 720)
    goal_id = goal(db, who.alice)
    assert numbers(db, goal_id)[1] == 720
    assert service.recompute_due(db, HOME, NOW) == 0
    new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert service.recompute_due(db, HOME, new_year) == 1
    assert numbers(db, goal_id) == (0, 0, 0, 720)
    assert service.recompute_due(db, HOME, new_year) == 0


def test_a_changed_pack_has_its_standings_measured_again(db: Session, who: Cast) -> None:
    goal_id = goal(db, who.alice)
    mine = update(Standing).where(Standing.association_id == HOME, Standing.goal_id == goal_id)
    db.execute(mine.values(pack_digest="f" * 64, counted=0, waiting=0))
    assert service.recompute_due(db, HOME, NOW) == 1
    row = standing(db, goal_id)
    assert row is not None
    assert row.pack_digest != "f" * 64


def test_standings_as_shown_are_those_of_the_day_even_before_they_are_stored(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 60)
    goal(db, who.alice)
    alice = builders.actor(db, who.alice)
    assert [row.counted for row in queries.own(db, alice)] == [60]
    shown = queries.own(db, alice, datetime(2027, 1, 5, 15, tzinfo=UTC))
    assert [(row.place, row.counted) for row in shown] == [("last", 60), ("current", 0)]
    assert [row.counted for row in queries.own(db, alice)] == [60]


def test_a_refresh_asks_as_much_for_a_hundred_sessions_as_for_one(db: Session, who: Cast, engine: Engine) -> None:
    session(db, who.alice, who.bob, date(2026, 1, 2))
    goal(db, who.alice)
    goal(db, who.alice, "earn", "IMHS")
    with statements(engine) as before:
        service.refresh(db, HOME, who.alice, NOW)
    for day in range(100):
        session(db, who.alice, who.bob, date.fromordinal(date(2026, 1, 3).toordinal() + day))
    with statements(engine) as after:
        service.refresh(db, HOME, who.alice, NOW)
    assert len(before) == len(after) == 4


def test_a_person_without_goals_costs_one_question(db: Session, who: Cast, engine: Engine) -> None:
    session(db, who.alice, who.bob, date(2026, 1, 2))
    with statements(engine) as seen:
        service.refresh(db, HOME, who.alice, NOW)
    assert len(seen) == 1


def test_of_two_saves_at_once_neither_is_forgotten(db: Session, who: Cast, engine: Engine) -> None:
    goal_id = goal(db, who.alice)
    db.commit()
    has_begun = Event()

    def save_too() -> None:
        second = writing(engine)
        try:
            session(second, who.alice, who.bob, date(2026, 3, 2))
            has_begun.set()
            service.refresh(second, HOME, who.alice, NOW)
            second.commit()
        finally:
            second.close()

    session(db, who.alice, who.bob, date(2026, 3, 1))
    service.refresh(db, HOME, who.alice, NOW)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(save_too)
        has_begun.wait(0.5)  # where one writer excludes the other, it never begins before the first has ended
        time.sleep(0.3)
        db.commit()
        other.result(timeout=20)
    assert numbers(db, goal_id) == (120, 120, 0, 600)


def test_eight_forms_at_once_set_one_goal(db: Session, who: Cast, engine: Engine) -> None:
    alice = builders.actor(db, who.alice)
    db.commit()

    def set_it(_: int) -> str:
        own = writing(engine)
        try:
            goal_id = service.set_goal(own, alice, "earn", "IMHS", None, None, None, NOW)
            own.commit()
            return goal_id
        finally:
            own.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(set_it, range(8)))) == 1


def test_standings_are_one_row_for_each_goal_and_period(db: Session, who: Cast) -> None:
    goal(db, who.alice)
    for _ in range(3):
        service.refresh(db, HOME, who.alice, NOW)
    assert db.scalar(select(func.count()).select_from(Standing).where(Standing.association_id == HOME)) == 1
