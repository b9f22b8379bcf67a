"""Signing in and out, and how long it lasts."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.domain.lifetimes import LONG, OFFICE, WORKING_DAY, lifetime
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Person, WebSession
from tests.support import builders
from tests.support.builders import NOW, PASSWORD
from tests.support.pages import Browser

ALICE, BOB, DANA = "alice@example.org", "bob@example.org", "dana@example.org"


def test_a_bookmark_leads_through_signing_in_and_back(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    alice = Browser(builders.app_on(engine))
    assert alice.open("/accounts/devices").heading == "Sign in"
    page = alice.press("Sign in", {"email": " Alice@Example.org ", "password": PASSWORD})
    assert page.path == "/accounts/devices"


@pytest.mark.parametrize("aim", ["https://evil.example", "//evil.example", "/\\evil.example", "/%0aSet"])
def test_signing_in_never_leads_away_from_here(engine: Engine, db: WriteSession, aim: str) -> None:
    builders.cast(db)
    db.commit()
    alice = Browser(builders.app_on(engine))
    alice.open("/accounts/sign-in?next=" + aim)
    answer = alice.client.post(
        "/accounts/sign-in?next=" + aim,
        data={"email": ALICE, "password": PASSWORD, "csrf_token": _token(alice)},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


def _token(browser: Browser) -> str:
    assert browser.page is not None
    return next(one.get("value") for one in browser.page.document.all("input") if one.get("name") == "csrf_token")


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    browser = Browser(builders.app_on(engine))
    answers = []
    for email in (ALICE, "alicf@example.org"):
        browser.open("/accounts/sign-in")
        page = browser.press("Sign in", {"email": email, "password": "not the password"}, status=422)
        answers.append(page.text)
    assert answers[0] == answers[1]


def test_ten_wrong_passwords_for_one_address_are_enough(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    browser = Browser(builders.app_on(engine))
    browser.open("/accounts/sign-in")
    for _ in range(10):
        browser.press("Sign in", {"email": ALICE, "password": "not the password"}, status=422)
    browser.press("Sign in", {"email": ALICE, "password": PASSWORD}, status=429)
    browser.open("/accounts/sign-in")
    browser.press("Sign in", {"email": BOB, "password": PASSWORD})


def test_signing_out_ends_the_session_on_the_server(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    alice = builders.signed_in(app, ALICE)
    stolen = alice.client.get_cookie("rs")
    assert stolen is not None
    alice.press("Sign out")
    thief = Browser(app)
    thief.client.set_cookie("rs", stolen.value)
    assert thief.open("/accounts/devices").heading == "Sign in"


def test_each_sign_in_has_a_token_of_its_own(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/accounts/sign-in")
    alice.press("Sign in", {"email": ALICE, "password": PASSWORD})
    with reading(engine) as later:
        rows = later.scalars(select(WebSession).order_by(WebSession.created_at)).all()
    assert len({row.token_hash for row in rows}) == 2
    assert [row.ended_at is None for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("roles", "is_own_device", "expected"),
    [
        ({"supervisee"}, False, LONG),
        ({"supervisor"}, True, LONG),
        ({"supervisor"}, False, WORKING_DAY),
        ({"supervisee", "supervisor"}, False, WORKING_DAY),
        ({"coordinator", "supervisor"}, True, OFFICE),
        ({"admin"}, True, OFFICE),
    ],
)
def test_who_sees_more_is_signed_in_for_less_time(roles: set[str], is_own_device: bool, expected: object) -> None:
    assert lifetime(roles, is_own_device) == expected


@pytest.mark.parametrize(
    ("email", "is_own_device", "visits", "lives"),
    [
        (ALICE, False, [timedelta(days=179)], True),
        (ALICE, False, [timedelta(days=180)], False),
        (BOB, True, [timedelta(days=179)], True),
        (BOB, False, [timedelta(hours=11, minutes=59)], True),
        (BOB, False, [timedelta(hours=12)], False),
        (DANA, True, [timedelta(minutes=59)], True),
        (DANA, True, [timedelta(minutes=60)], False),
        (DANA, True, [timedelta(minutes=50)] * 14, True),
        (DANA, True, [timedelta(minutes=50)] * 15, False),
    ],
)
def test_a_session_ends_after_idle_or_whole_time(
    engine: Engine, db: WriteSession, email: str, is_own_device: bool, visits: list[timedelta], lives: bool
) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    at = NOW
    with clock.stopped(at):
        browser = builders.signed_in(app, email, is_own_device=is_own_device)
    for wait in visits:
        at += wait
        with clock.stopped(at):
            page = browser.open("/accounts/devices")
    assert (page.heading == "Devices signed in") is lives


def test_becoming_a_coordinator_shortens_the_session_that_runs(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    with clock.stopped(NOW):
        alice = builders.signed_in(app, ALICE)
    builders.hat(db, who.home, who.alice, "coordinator")
    db.commit()
    with clock.stopped(NOW + timedelta(hours=2)):
        assert alice.open("/accounts/devices").heading == "Sign in"


def test_a_device_is_signed_out_from_another_one(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    phone, desk = builders.signed_in(app, ALICE), builders.signed_in(app, ALICE)
    desk.open("/accounts/devices")
    desk.press("Sign out all others")
    assert phone.open("/accounts/devices").heading == "Sign in"
    assert desk.open("/accounts/devices").heading == "Devices signed in"


def test_nobody_ends_the_session_of_somebody_else(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    alice, charlie = builders.signed_in(app, ALICE), builders.signed_in(app, "charlie@example.org")
    with reading(engine) as later:
        session_id = later.scalars(select(WebSession.id).where(WebSession.person_id == who.alice)).one()
    charlie.open("/accounts/devices")
    charlie.post(f"/accounts/devices/{session_id}/end", status=404)
    assert alice.open("/accounts/devices").heading == "Devices signed in"


def test_a_code_by_mail_opens_the_account_without_the_password(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    alice = Browser(builders.app_on(engine))
    alice.open("/accounts/sign-in")
    alice.press("Email me a code instead", {"email": ALICE})
    alice.press("Continue", {"code": str(builders.mail_to(engine, ALICE)[-1]["code"])})
    assert alice.open("/accounts/devices").heading == "Devices signed in"


def test_a_new_password_needs_the_old_one_and_signs_out_the_rest(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    phone, desk = builders.signed_in(app, ALICE), builders.signed_in(app, ALICE)
    desk.open("/accounts/password")
    desk.press("Change password", {"current": "not the password", "password": "umbrella teapot"}, status=422)
    desk.press("Change password", {"current": PASSWORD, "password": "umbrella teapot"})
    assert desk.open("/accounts/devices").heading == "Devices signed in"
    assert phone.open("/accounts/devices").heading == "Sign in"
    phone.press("Sign in", {"email": ALICE, "password": "umbrella teapot"})


def test_a_hash_of_old_parameters_is_renewed_at_the_next_sign_in(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    older = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash(PASSWORD)
    db.get_one(Person, who.alice).password_hash = older
    db.commit()
    builders.signed_in(builders.app_on(engine), ALICE)
    with reading(engine) as later:
        assert later.get_one(Person, who.alice).password_hash != older
