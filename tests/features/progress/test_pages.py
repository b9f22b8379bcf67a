"""The pages of progress in Alice's hands, and closed to everybody else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.store.tables import Goal, Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_progress import goal, session, signed_in
from tests.support.pages import Browser, Page


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def open_goal(browser: Browser, goal_id: str, query: str = "") -> str:
    return browser.open(f"/progress/goals/{goal_id}{query}").text


def parts(page: Page) -> dict[str, str]:
    """The numbers of the first totals on the page by their labels."""
    terms = [one.text.strip() for one in page.document.all("dt")][:5]
    values = [one.text.strip() for one in page.document.all("dd")][:5]
    return dict(zip(terms, values, strict=True))


def test_without_a_goal_the_page_says_what_to_do(db: Session, app: Flask, who: Cast) -> None:
    alice = signed_in(db, app, who.alice)
    page = alice.open("/progress/")
    assert "What are you working on?" in page.text
    assert alice.follow("Choose a goal").heading == "Choose a goal"


def test_alice_sets_a_goal_and_sees_where_she_stands(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    alice = signed_in(db, app, who.alice)
    alice.open("/progress/goals/new")
    page = alice.press("Save goal", {"kind": "renew", "category": "IFS", "endorsed_on": "2019-05-01"})
    assert page.heading == "Infant Family Specialist (IFS, formerly level II)"
    assert "1.50 of 12.00 hours counted" in page.text
    assert parts(page)["Missing"] == "10.50"
    assert "Jan 1, 2026 to Dec 31, 2026" in page.text
    assert "About 7 more sessions of 1 h 30 min before December 31, 2026." in page.text
    row = db.scalars(select(Goal).where(Goal.association_id == HOME, Goal.person_id == who.alice)).one()
    assert (row.kind, row.category, row.track, row.endorsed_on) == ("renew", "IFS", None, date(2019, 5, 1))
    actions = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.person_id == who.alice))
    assert "progress.goal_set" in list(actions)


def test_the_same_goal_set_twice_is_one_goal(db: Session, app: Flask, who: Cast) -> None:
    alice = signed_in(db, app, who.alice)
    for day in ("2019-05-01", "2020-06-02"):
        alice.open("/progress/goals/new")
        alice.press("Save goal", {"kind": "renew", "category": "IFS", "endorsed_on": day})
    rows = db.scalars(select(Goal.endorsed_on).where(Goal.association_id == HOME, Goal.person_id == who.alice)).all()
    assert rows == [date(2020, 6, 2)]


def test_a_goal_form_with_faults_comes_back_with_what_was_typed(db: Session, app: Flask, who: Cast) -> None:
    alice = signed_in(db, app, who.alice)
    alice.open("/progress/goals/new")
    page = alice.press("Save goal", {"category": "IMHS", "applied_on": "2026-12-24"}, status=422)
    assert "Choose one of the two." in page.text
    assert "This day is still to come; enter it once it has been." in page.text
    assert 'value="2026-12-24"' in page.source
    assert '<option selected value="IMHS">' in page.source


def test_every_line_says_why_it_counts_or_does_not(db: Session, app: Flask, who: Cast) -> None:
    lapsed = builders.person(db, "Otto Ended")
    builders.member(db, HOME, lapsed, "supervisor")
    builders.qualification(db, HOME, lapsed, confirmed_by=who.dana, ends_on=date(2026, 3, 4))
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.alice, who.bob, date(2026, 2, 4), 90, is_signed=False)
    session(db, who.alice, who.bob, date(2026, 2, 5), 90, is_signed=False, state="returned")
    session(db, who.alice, who.bob, date(2026, 2, 6), 60, kind="administrative")
    session(db, who.alice, lapsed, date(2026, 5, 6), 60)
    goal_id = goal(db, who.alice)
    text = open_goal(signed_in(db, app, who.alice), goal_id)
    assert "Counts." in text
    assert "Waiting for Bob Birch to sign it." in text
    assert "Sent back by Bob Birch; it can count once it is corrected and signed." in text
    assert "Administrative supervision does not count; only reflective supervision does." in text
    assert "The credential of Otto Ended ended on March 4, 2026, before this session." in text


def test_a_supervisor_of_another_kind_leads_to_ones_own_degree(db: Session, app: Flask, who: Cast) -> None:
    ines = builders.person(db, "Ines Iver")
    builders.member(db, HOME, ines, "supervisor")
    builders.qualification(db, HOME, ines, "IFS", confirmed_by=who.dana, degree="bachelor")
    session(db, who.alice, ines, date(2026, 2, 3), 60)
    goal_id = goal(db, who.alice, "earn", "IMHS")
    alice = signed_in(db, app, who.alice)
    text = open_goal(alice, goal_id)
    assert "Ines Iver held a credential that day, but none that the published rule accepts for IMHS." in text
    assert alice.page is not None
    assert alice.page.link("My degree and my work") == "/people/me"


def test_logged_is_the_sum_of_its_three_parts_on_the_page(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 95)
    session(db, who.alice, who.bob, date(2026, 2, 4), 50, is_signed=False)
    session(db, who.alice, who.bob, date(2026, 2, 6), 35, kind="clinical")
    goal_id = goal(db, who.alice)
    page = signed_in(db, app, who.alice).open(f"/progress/goals/{goal_id}")
    assert parts(page) == {
        "Counted": "1.58",
        "Waiting for signature": "0.83",
        "Does not count": "0.58",
        "Logged": "3.00",
        "Missing": "10.42",
    }


def test_what_is_not_sure_is_said_plainly_with_the_sources(db: Session, app: Flask, who: Cast) -> None:
    goal_id = goal(db, who.alice, endorsed_on=None)
    alice = signed_in(db, app, who.alice)
    text = open_goal(alice, goal_id)
    assert "we do not know since when you hold it" in text
    assert alice.follow("Add the date").heading == "Dates of this goal"
    assert "The published pages contradict one another" in text
    assert "12.00 hours in each year of the association." in text
    assert "Where it was read:" in text


def test_an_applicant_sees_months_and_what_drops_out(db: Session, app: Flask, who: Cast) -> None:
    for month in (3, 5, 8):
        session(db, who.alice, who.bob, date(2025, month, 4), 60)
    goal_id = goal(db, who.alice, "earn", "IFS")
    text = open_goal(signed_in(db, app, who.alice), goal_id)
    assert "24.00 hours within 24 months." in text
    assert "Your best stretch: Mar 4, 2025 to Mar 3, 2027" in text
    assert "Your oldest counted session, March 4, 2025, drops out on March 4, 2027." in text
    assert "The sessions must reach over 6 more calendar months." in text
    assert "Calendar months from the first to the last session: 6 of 12" in text


def test_an_old_stretch_does_not_promise_what_new_sessions_cannot_add(db: Session, app: Flask, who: Cast) -> None:
    for month in (3, 5, 8):
        session(db, who.alice, who.bob, date(2022, month, 4), 60)
    goal_id = goal(db, who.alice, "earn", "IFS")
    text = open_goal(signed_in(db, app, who.alice), goal_id)
    assert "This stretch is over." in text
    assert "more sessions of" not in text
    assert "drops out" not in text


@pytest.mark.parametrize(
    ("kind", "category", "says"),
    [("earn", "ERS", "12.00 hours, whenever they were held."), ("renew", "IFA", "No number of hours is asked for")],
)
def test_the_rule_is_told_in_words(db: Session, app: Flask, who: Cast, kind: str, category: str, says: str) -> None:
    goal_id = goal(db, who.alice, kind, category)
    assert says in open_goal(signed_in(db, app, who.alice), goal_id)


def test_a_three_year_period_asks_for_all_its_hours_together(db: Session, app: Flask, who: Cast) -> None:
    builders.member(db, OTHER, who.alice, "supervisee")
    goal_id = goal(db, who.alice, association_id=OTHER)
    text = open_goal(signed_in(db, app, who.alice, OTHER), goal_id)
    assert "36.00 hours in each three-year period." in text
    assert "Jan 1, 2025 to Dec 31, 2027" in text


def test_long_logs_come_a_page_at_a_time(db: Session, app: Flask, who: Cast) -> None:
    for day in range(45):
        session(db, who.alice, who.bob, date(2026, 1, 5) + timedelta(days=day // 2), 10)
    alice = signed_in(db, app, who.alice)
    goal_id = goal(db, who.alice)
    db.commit()
    seen: list[str] = []
    page = alice.open(f"/progress/goals/{goal_id}")
    while True:
        seen += [one.get("href") for one in page.document.all("a") if one.get("class") == "entry-main"]
        if "Older" not in page.text:
            break
        page = alice.follow("Older")
    assert len(seen) == len(set(seen)) == 45


def test_a_page_that_nobody_could_have_asked_for_is_the_first(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 95)
    goal_id = goal(db, who.alice)
    alice = signed_in(db, app, who.alice)
    for query in ("?before=x", "?before=2026-02-30_1", "?before=2026-03-01_no-id"):
        assert "February 3, 2026" in open_goal(alice, goal_id, query)


def test_an_endorsed_applicant_keeps_the_credential_from_then_on(db: Session, app: Flask, who: Cast) -> None:
    goal_id = goal(db, who.alice, "earn", "IMHS")
    alice = signed_in(db, app, who.alice)
    open_goal(alice, goal_id)
    page = alice.press("I am endorsed now", {"endorsed_on": "2026-11-02"})
    assert "From now on this shows what you need to keep it." in page.source
    assert "Renew IMHS" in page.text
    assert "because it is your first renewal" in page.text
    assert "No hours are asked for at the first renewal." in page.text
    page = alice.press("Close this goal")
    assert "Your sessions and signatures stay as they are." in page.source
    assert "What are you working on?" in page.text


def test_an_endorsement_without_its_day_is_asked_for_again(db: Session, app: Flask, who: Cast) -> None:
    goal_id = goal(db, who.alice, "earn", "IMHS")
    alice = signed_in(db, app, who.alice)
    open_goal(alice, goal_id)
    page = alice.press("I am endorsed now", status=422)
    assert "Enter the day on which you were endorsed." in page.text


def test_earning_what_one_renews_already_is_joined_to_it(db: Session, app: Flask, who: Cast) -> None:
    earned = goal(db, who.alice, "earn", "IMHS")
    kept = goal(db, who.alice, "renew", "IMHS", endorsed_on=None)
    alice = signed_in(db, app, who.alice)
    open_goal(alice, earned)
    alice.press("I am endorsed now", {"endorsed_on": "2026-11-02"})
    rows = db.execute(
        select(Goal.id, Goal.endorsed_on).where(
            Goal.association_id == HOME, Goal.person_id == who.alice, Goal.closed_at.is_(None)
        )
    ).all()
    assert [tuple(row) for row in rows] == [(kept, date(2026, 11, 2))]


def test_changed_dates_change_the_verdict(db: Session, app: Flask, who: Cast) -> None:
    goal_id = goal(db, who.alice)
    alice = signed_in(db, app, who.alice)
    open_goal(alice, goal_id)
    alice.follow("Change the dates")
    page = alice.press("Save dates", {"endorsed_on": "2026-03-01"})
    assert "because it is your first renewal" in page.text
    alice.follow("Change the dates")
    alice.press("Save dates", {"endorsed_on": "2031-03-01"}, status=422)


def test_the_last_period_has_a_page_of_its_own(db: Session, app: Flask, who: Cast) -> None:
    spring = NOW.replace(month=2)
    session(db, who.alice, who.bob, date(2025, 12, 3), 90, is_signed=False)
    goal_id = goal(db, who.alice, now=spring)
    alice = signed_in(db, app, who.alice)
    with clock.stopped(spring):
        assert "This period is over." in alice.open("/progress/").text
        open_goal(alice, goal_id)
        page = alice.follow("See the period before")
        assert "Jan 1, 2025 to Dec 31, 2025" in page.text
        assert "December 3, 2025" in page.text
        assert "Waiting for Bob Birch to sign it." in page.text
    alice.open(f"/progress/goals/{goal_id}?period=last", status=404)


@pytest.mark.parametrize("name", ["charlie", "bob", "dana", "erin"])
def test_nobody_else_sees_or_changes_the_goal(db: Session, app: Flask, who: Cast, name: str) -> None:
    goal_id = goal(db, who.alice, "earn", "IMHS")
    other = signed_in(db, app, getattr(who, name), None)
    for path in ("", "/dates"):
        other.open(f"/progress/goals/{goal_id}{path}", status=404)
    other.open("/")
    for path, data in (("endorsed", {"endorsed_on": "2026-01-01"}), ("close", {}), ("dates", {})):
        other.post(f"/progress/goals/{goal_id}/{path}", data, status=404)
    row = db.scalars(select(Goal).where(Goal.association_id == HOME, Goal.id == goal_id)).one()
    assert (row.kind, row.closed_at) == ("earn", None)


def test_a_goal_that_was_closed_is_gone(db: Session, app: Flask, who: Cast) -> None:
    goal_id = goal(db, who.alice)
    alice = signed_in(db, app, who.alice)
    open_goal(alice, goal_id)
    alice.press("Close this goal")
    alice.open(f"/progress/goals/{goal_id}", status=404)
