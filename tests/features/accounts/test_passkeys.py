"""Passkeys of one's own: added after showing who it is, listed, used to sign in, removed; every address is told."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from rs_tracker.adapters import clock
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import AccountTrail, Passkey
from tests.support import builders
from tests.support.authenticator import PRESENT, Authenticator, passkey
from tests.support.builders import NOW, PASSWORD, Cast
from tests.support.pages import Browser, Page

BOB, BOB_AT_HOME = "bob@example.org", "bob@private.example"


@pytest.fixture
def who(db: WriteSession) -> Cast:
    cast = builders.cast(db)
    builders.address(db, cast.bob, BOB_AT_HOME)
    db.commit()
    return cast


@pytest.fixture
def app(engine: Engine, who: Cast) -> Flask:
    return builders.app_on(engine)


def options(page: Page) -> str:
    """What the page's script would hand to the browser."""
    buttons = [one for one in page.document.all("button") if one.get("data-options")]
    assert len(buttons) == 1, "one button for a passkey"
    return buttons[0].get("data-options")


def enrol(browser: Browser, device: Authenticator, name: str = "My phone") -> Page:
    """Password first, then the browser makes the passkey."""
    browser.open("/accounts/passkeys/new")
    page = browser.press("Continue", {"password": PASSWORD})
    return browser.post(
        "/accounts/passkeys/add",
        {"name": name, "made": device.create(options(page))},
        status=200,
        follow_redirects=True,
    )


def sign_in(browser: Browser, device: Authenticator, status: int = 200, **faults: object) -> Page:
    page = browser.open("/accounts/sign-in")
    said = device.get(options(page), **faults)  # type: ignore[arg-type]
    return browser.post("/accounts/sign-in/passkey", {"assertion": said}, status=status, follow_redirects=True)


def count(engine: Engine) -> int:
    with reading(engine) as db:
        return db.scalar(select(func.count()).select_from(Passkey)) or 0


def test_bob_adds_a_passkey_and_signs_in_with_it(app: Flask, engine: Engine) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator()
    enrol(bob, phone)
    listed = bob.open("/accounts/passkeys")
    assert "My phone" in listed.text
    assert "Not used yet" in listed.text
    bob.open("/accounts/devices")
    bob.press("Sign out")
    stranger = Browser(app)
    sign_in(stranger, phone)
    assert stranger.open("/accounts/passkeys").heading == "Passkeys"
    assert "Last used" in stranger.open("/accounts/passkeys").text


def test_every_address_is_told_when_a_passkey_comes_and_when_it_goes(app: Flask, engine: Engine, who: Cast) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator()
    enrol(bob, phone, "Phone of Bob")
    bob.open("/accounts/passkeys")
    bob.follow("Remove")
    bob.press("Remove this passkey", {"password": PASSWORD})
    for email in (BOB, BOB_AT_HOME):
        told = [(one["template"], one["what"]) for one in builders.mail_to(engine, email)]
        assert told == [("passkey_added", "Phone of Bob"), ("passkey_removed", "Phone of Bob")]
    with reading(engine) as db:
        done = db.scalars(select(AccountTrail.action).where(AccountTrail.person_id == who.bob)).all()
    assert {"passkey.added", "passkey.removed"} <= set(done)


def test_a_removed_passkey_opens_nothing(app: Flask, engine: Engine) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator()
    enrol(bob, phone)
    bob.open("/accounts/passkeys")
    page = bob.follow("Remove")
    bob.press("Remove this passkey", {"password": "not the one"}, status=422)
    assert count(engine) == 1
    bob.open(page.path)
    bob.post(page.path, {"assertion": phone.get(options(page))}, status=200, follow_redirects=True)
    assert count(engine) == 0
    sign_in(Browser(app), phone, status=422)


def test_a_second_passkey_may_be_added_with_the_first(app: Flask, engine: Engine) -> None:
    bob, phone, laptop = builders.signed_in(app, BOB), Authenticator(), Authenticator()
    enrol(bob, phone)
    page = bob.open("/accounts/passkeys/new")
    bob.post("/accounts/passkeys/new", {"assertion": phone.get(options(page))}, status=200, follow_redirects=True)
    page = bob.open("/accounts/passkeys/new")
    known = [one["id"] for one in json.loads(options(page))["excludeCredentials"]]
    assert len(known) == 1, "the browser is told which devices hold one already"
    bob.post(
        "/accounts/passkeys/add",
        {"name": "Laptop", "made": laptop.create(options(page))},
        status=200,
        follow_redirects=True,
    )
    assert count(engine) == 2


def test_nothing_is_added_without_showing_who_it_is(app: Flask, engine: Engine) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator()
    bob.open("/accounts/passkeys/new")
    bob.press("Continue", {"password": "not the one"}, status=422)
    bob.press("Continue", {}, status=422)
    asked = json.dumps({"challenge": "AAAA", "user": {"id": "AAAA"}})
    bob.post(
        "/accounts/passkeys/add", {"name": "Phone", "made": phone.create(asked)}, status=200, follow_redirects=True
    )
    assert count(engine) == 0


def test_showing_who_it_is_is_good_for_five_minutes(app: Flask, engine: Engine) -> None:
    phone = Authenticator()
    with clock.stopped(NOW):
        bob = builders.signed_in(app, BOB)
        bob.open("/accounts/passkeys/new")
        page = bob.press("Continue", {"password": PASSWORD})
        made = phone.create(options(page))
    with clock.stopped(NOW + timedelta(minutes=5)):
        bob.post("/accounts/passkeys/add", {"name": "Phone", "made": made}, status=200, follow_redirects=True)
    assert count(engine) == 0


@pytest.mark.parametrize(
    "faults",
    [
        {"origin": "https://localhost.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
    ],
)
def test_a_passkey_made_elsewhere_or_unverified_is_not_kept(
    app: Flask, engine: Engine, faults: dict[str, object]
) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator()
    bob.open("/accounts/passkeys/new")
    page = bob.press("Continue", {"password": PASSWORD})
    made = phone.create(options(page), **faults)  # type: ignore[arg-type]
    said = bob.post("/accounts/passkeys/add", {"name": "Phone", "made": made}, status=422)
    assert "not what we asked for" in said.text
    assert count(engine) == 0
    good = phone.create(options(said))
    bob.post("/accounts/passkeys/add", {"name": "Phone", "made": good}, status=200, follow_redirects=True)
    assert count(engine) == 1


def test_a_passkey_that_was_made_is_added_once(app: Flask, engine: Engine) -> None:
    bob, charlie, phone = builders.signed_in(app, BOB), builders.signed_in(app, "charlie@example.org"), Authenticator()
    enrol(bob, phone)
    charlie.open("/accounts/passkeys/new")
    page = charlie.press("Continue", {"password": PASSWORD})
    said = charlie.post("/accounts/passkeys/add", {"name": "Mine", "made": phone.create(options(page))}, status=422)
    assert "known here already" in said.text
    assert count(engine) == 1


def test_nobody_removes_or_sees_somebody_elses_passkey(app: Flask, db: WriteSession, who: Cast) -> None:
    id_ = passkey(db, who.bob, "Phone of Bob")
    db.commit()
    charlie = builders.signed_in(app, "charlie@example.org")
    assert "Phone of Bob" not in charlie.open("/accounts/passkeys").text
    charlie.open(f"/accounts/passkeys/{id_}/remove", status=404)
    charlie.post(f"/accounts/passkeys/{id_}/remove", {"password": PASSWORD}, status=404)


def test_an_answer_for_one_purpose_serves_no_other(app: Flask, engine: Engine) -> None:
    bob, phone = builders.signed_in(app, BOB), Authenticator(counter=None)
    enrol(bob, phone)
    said = phone.get(options(bob.open("/accounts/passkeys/new")))
    bob.open("/accounts/passkeys")
    page = bob.follow("Remove")
    bob.post(page.path, {"assertion": said}, status=422)
    assert count(engine) == 1
    bob.post("/accounts/recovery-codes", {"assertion": said}, status=422)
    bob.post("/accounts/passkeys/new", {"assertion": said}, status=200, follow_redirects=True)


def test_no_more_than_twenty_are_kept(app: Flask, db: WriteSession, who: Cast) -> None:
    for number in range(20):
        passkey(db, who.bob, f"Phone {number}")
    db.commit()
    bob = builders.signed_in(app, BOB)
    bob.open("/accounts/passkeys/new")
    page = bob.press("Continue", {"password": PASSWORD})
    made = Authenticator().create(options(page))
    said = bob.post("/accounts/passkeys/add", {"name": "One more", "made": made}, status=422)
    assert "You have twenty passkeys" in said.text
