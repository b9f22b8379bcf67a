"""The first page: what needs somebody now, at the same cost whatever the length of the log."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.app import create_app
from rs_tracker.store.tables import Membership, OfficeQuestion
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_progress import goal, session, signed_in, statements
from tests.support.pages import Browser
from tests.support.server import config


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def test_somebody_signed_out_is_told_what_this_is(browser: Browser) -> None:
    page = browser.open("/")
    assert page.heading == "Your reflective supervision hours, signed and counted"
    assert page.link("Sign in") == "/accounts/sign-in"
    assert page.link("Join") == "/accounts/join"


def test_where_joining_needs_an_invitation_the_page_says_so(engine: Engine) -> None:
    page = Browser(builders.app_on(engine, SIGN_UP="invite")).open("/")
    assert page.link("I have an invitation") == "/accounts/join"


def test_somebody_without_an_association_is_led_to_one(db: Session, app: Flask) -> None:
    alone = builders.person(db, "Nina New", "nina@example.org")
    page = signed_in(db, app, alone, None).open("/")
    assert page.heading == "Welcome, Nina New"
    assert page.link("Choose an association") == "/people/welcome"


def test_a_new_supervisee_begins_with_three_questions(db: Session, app: Flask, who: Cast) -> None:
    page = signed_in(db, app, who.alice).open("/")
    assert "Begin with three short questions" in page.text
    assert page.link("Begin") == "/people/welcome"


def test_a_supervisee_sees_where_she_stands_and_logs_as_last_time(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.alice, who.bob, date(2026, 11, 3), 75, is_signed=False)
    goal(db, who.alice)
    page = signed_in(db, app, who.alice).open("/")
    assert "1.50 of 12.00 hours counted" in page.text
    assert "Missing 10.50" in page.text
    assert "Same as last time 1 h 15 min · Individual · Bob Birch" in page.text
    assert page.link("Today") == "/entries/new?like=last&on=2026-11-21"
    assert page.link("Yesterday") == "/entries/new?like=last&on=2026-11-20"
    assert "Bob Birch: one session, 1 h 15 min" in page.text


def test_today_is_the_day_where_the_association_is(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 11, 3))
    alice = signed_in(db, app, who.alice)
    with clock.stopped(NOW.replace(hour=3)):
        assert alice.open("/").link("Today") == "/entries/new?like=last&on=2026-11-20"


def test_a_goal_without_a_session_invites_the_first(db: Session, app: Flask, who: Cast) -> None:
    goal(db, who.alice)
    page = signed_in(db, app, who.alice).open("/")
    assert page.link("Log a session") == "/entries/new"
    assert page.link("Bring my spreadsheet") == "/entries/import"


def test_what_was_sent_back_is_named_with_its_day(db: Session, app: Flask, who: Cast) -> None:
    entry_id = session(db, who.alice, who.bob, date(2026, 11, 3), 75, is_signed=False, state="returned")
    page = signed_in(db, app, who.alice).open("/")
    assert "One session was sent back" in page.text
    assert page.link("November 3, 2026, 1 h 15 min") == f"/entries/{entry_id}"


def test_a_supervisor_sees_what_waits_in_all_associations(db: Session, app: Flask, who: Cast) -> None:
    builders.member(db, OTHER, who.charlie, "supervisee")
    session(db, who.alice, who.bob, date(2026, 11, 3), is_signed=False)
    session(db, who.alice, who.bob, date(2026, 11, 4), is_signed=False)
    session(db, who.alice, who.bob, date(2026, 11, 5))
    session(db, who.charlie, who.bob, date(2026, 11, 4), is_signed=False, association_id=OTHER)
    page = signed_in(db, app, who.bob).open("/")
    assert "3 sessions wait for your signature" in page.text
    assert page.link("Look and sign") == "/signing/"


def test_a_supervisor_with_an_empty_queue_is_told_so(db: Session, app: Flask, who: Cast) -> None:
    assert "Nothing waits for your signature" in signed_in(db, app, who.bob).open("/").text


def test_a_coordinator_sees_whom_to_confirm_and_what_to_answer(db: Session, app: Flask, who: Cast) -> None:
    entry_id = session(db, who.alice, who.bob, date(2026, 11, 3), is_signed=False, state="returned")
    db.add(OfficeQuestion(association_id=HOME, id=entry_id, entry_id=entry_id, asked_by=who.alice, asked_at=NOW))
    builders.qualification(db, HOME, who.charlie, "IMHS")
    page = signed_in(db, app, who.dana).open("/")
    assert "One supervisor to confirm" in page.text
    assert "One question to answer" in page.text
    assert page.link("Hours by person") == "/association/"
    assert "Nobody waits for you." in signed_in(db, app, who.erin, OTHER).open("/").text


def test_who_was_here_before_the_office_is_asked_for_consent(db: Session, app: Flask, who: Cast) -> None:
    mine = update(Membership).where(Membership.association_id == HOME, Membership.person_id == who.alice)
    db.execute(mine.values(office_sees=None))
    page = signed_in(db, app, who.alice).open("/")
    assert "May its office see your sessions?" in page.text
    assert page.link("Answer the question") == "/accounts/consent"
    assert "May its office" not in signed_in(db, app, who.bob).open("/").text


def test_a_member_without_a_task_is_told_so(db: Session, app: Flask, who: Cast) -> None:
    nina = builders.person(db, "Nina New", "nina@example.org")
    builders.member(db, HOME, nina)
    assert "without a task so far" in signed_in(db, app, nina).open("/").text


def test_who_signs_and_logs_sees_both(db: Session, app: Flask, who: Cast) -> None:
    builders.member(db, OTHER, who.alice, "supervisor", "supervisee")
    builders.member(db, OTHER, who.charlie, "supervisee")
    session(db, who.charlie, who.alice, date(2026, 11, 4), is_signed=False, association_id=OTHER)
    goal(db, who.alice, association_id=OTHER)
    text = signed_in(db, app, who.alice, OTHER).open("/").text
    assert "One session waits for your signature" in text
    assert "0.00 of 36.00 hours counted" in text


def test_charlie_sees_nothing_of_alice(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 11, 3), 75, is_signed=False)
    goal(db, who.alice)
    text = signed_in(db, app, who.charlie).open("/").text
    assert "Bob" not in text
    assert "Renew" not in text


def test_the_first_page_asks_at_most_eight_questions_however_long_the_log(
    db: Session, app: Flask, who: Cast, engine: Engine
) -> None:
    builders.member(db, OTHER, who.alice, "supervisor")
    goal(db, who.alice)
    goal(db, who.alice, "earn", "IMHS")
    for day in range(150):
        session(db, who.alice, who.bob, date(2026, 6, 1) + timedelta(days=day), is_signed=day % 2 == 0)
    alice = signed_in(db, app, who.alice)
    with statements(engine) as seen:
        page = alice.open("/")
    assert "And more, not listed here." in page.text
    asked = [one for one in seen if one.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 8, asked
    assert all("entry_version" not in one for one in asked)


def test_help_says_whom_to_ask(db: Session, app: Flask, who: Cast, browser: Browser) -> None:
    assert "nobody@example.org" in browser.open("/help").text
    alice = signed_in(db, app, who.alice)
    assert "It has not given an address here yet." in alice.open("/help").text
    builders.set_association(db, contact="office@example.org")
    db.commit()
    assert alice.open("/help").link("office@example.org") == "mailto:office@example.org"


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_the_pages_about_this_server_name_who_runs_it(browser: Browser, path: str) -> None:
    assert browser.open(path).link("nobody@example.org") == "mailto:nobody@example.org"


def test_a_watching_machine_is_told_that_all_is_well(browser: Browser) -> None:
    answer = browser.client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_watching_machine_is_told_when_the_database_is_gone(tmp_path: Path) -> None:
    app = create_app(config(f"sqlite:///{tmp_path / 'gone' / 'nothing.sqlite'}"))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_search_engines_are_kept_out_and_browsers_find_the_icon(browser: Browser) -> None:
    assert "Disallow: /" in browser.client.get("/robots.txt").text
    assert browser.client.get("/favicon.ico").headers["Location"].startswith("/static/icons/favicon.svg")
