"""What an entry brings is told as counting the whole log would tell it, without counting the whole log."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rs_tracker.domain.facts import Fact, Provider
from rs_tracker.features.progress import queries
from rs_tracker.features.progress.queries import Preview
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_progress import goal, session, statements


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def new(who: Cast, on: date, **changes: object) -> Fact:
    fields: dict[str, object] = {"minutes": 60, "provider": Provider(who.bob), "signed": False, **changes}
    return Fact("", on, **fields)  # type: ignore[arg-type]


def of(db: Session, who: Cast, *facts: Fact, is_new: bool = True) -> list[list[Preview]]:
    return queries.previews(db, HOME, who.alice, facts, NOW, is_new=is_new)


def test_a_session_that_fits_would_count_once_signed(db: Session, who: Cast) -> None:
    goal(db, who.alice)
    ((brings,),) = of(db, who, new(who, date(2026, 11, 20)))
    assert (brings.counted, brings.waiting, brings.would_count, brings.hindrances) == (0, 60, True, ())
    assert brings.reasons == ("not-signed",)


def test_what_stands_in_the_way_is_named(db: Session, who: Cast) -> None:
    goal(db, who.alice)
    lapsed = builders.person(db, "Lapsed")
    builders.member(db, HOME, lapsed, "supervisor")
    builders.qualification(db, HOME, lapsed, confirmed_by=who.dana, ends_on=date(2026, 3, 4))
    ((kind,), (late,), (old,)) = of(
        db,
        who,
        new(who, date(2026, 11, 20), kind="clinical"),
        new(who, date(2026, 11, 20), provider=Provider(lapsed)),
        new(who, date(2025, 11, 20)),
    )
    assert kind.hindrances == ("not-reflective",)
    assert late.hindrances == ("provider-not-current",)
    assert late.gap is not None
    assert late.gap.ended_on == date(2026, 3, 4)
    assert old.hindrances == ("outside-window",)
    assert [one.would_count for one in (kind, late, old)] == [False, False, False]


def test_without_goals_nothing_is_said(db: Session, who: Cast) -> None:
    assert of(db, who, new(who, date(2026, 11, 20))) == [[]]


def test_each_goal_has_its_say_in_the_order_in_which_they_were_set(db: Session, who: Cast) -> None:
    goal(db, who.alice, "renew", "IFS", now=NOW - timedelta(days=1))
    goal(db, who.alice, "earn", "ECMHS")
    ((renewing, earning),) = of(db, who, new(who, date(2026, 11, 20), track="IMH"))
    assert (renewing.category, renewing.would_count) == ("IFS", True)
    assert (earning.category, earning.hindrances) == ("ECMHS", ("age-band",))


def test_a_listed_session_may_lie_outside_the_chosen_stretch_and_a_new_one_may_move_it(db: Session, who: Cast) -> None:
    for month in range(1, 7):
        session(db, who.alice, who.bob, date(2022, month, 3), 120)
    goal(db, who.alice, "earn", "IFS")
    recent = new(who, date(2026, 11, 20))
    ((listed,),) = of(db, who, recent, is_new=False)
    ((typed,),) = of(db, who, recent)
    assert listed.hindrances == ("outside-window",)
    assert typed.hindrances == ()


def test_lines_agree_with_the_standing_they_make_up(db: Session, who: Cast) -> None:
    lapsed = builders.person(db, "Lapsed")
    builders.member(db, HOME, lapsed, "supervisor")
    for day in range(40):
        on = date(2025, 6, 1) + timedelta(days=13 * day)
        provider = lapsed if day % 5 == 0 else who.bob
        session(db, who.alice, provider, on, 45 + day, is_signed=day % 3 > 0, group_size=9 if day % 2 else None)
    builders.set_association(db, settings={"group_limit": 8, "group_rule": "prorate"})
    goal(db, who.alice, "renew", "IFS", now=NOW - timedelta(days=1))
    goal(db, who.alice, "earn", "IMHS")
    facts = queries.facts(db, HOME, who.alice)
    lines = of(db, who, *facts, is_new=False)
    for place, row in enumerate(queries.own(db, builders.actor(db, who.alice))):
        assert sum(line[place].counted for line in lines) == row.counted
        assert sum(line[place].waiting for line in lines) == row.waiting
        assert row.counted
        assert row.waiting


def test_a_preview_asks_three_questions_however_long_the_log(db: Session, who: Cast, engine: Engine) -> None:
    goal(db, who.alice)
    goal(db, who.alice, "earn", "IMHS")
    for day in range(60):
        session(db, who.alice, who.bob, date(2026, 1, 1) + timedelta(days=day))
    with statements(engine) as seen:
        of(db, who, new(who, date(2026, 11, 20)), new(who, date(2026, 11, 19)))
    assert len(seen) == 3
