"""Signing in with a passkey: only its owner, from our own page, once; every wrong answer reads the same."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

from rs_tracker.adapters import clock
from rs_tracker.store.engine import WriteSession
from tests.support import builders
from tests.support.authenticator import PRESENT, Authenticator, passkey
from tests.support.builders import NOW, Cast
from tests.support.pages import Browser, Page


@pytest.fixture
def who(db: WriteSession) -> Cast:
    cast = builders.cast(db)
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


def sign_in(browser: Browser, device: Authenticator, status: int = 200, **faults: object) -> Page:
    page = browser.open("/accounts/sign-in")
    said = device.get(options(page), **faults)  # type: ignore[arg-type]
    return browser.post("/accounts/sign-in/passkey", {"assertion": said}, status=status, follow_redirects=True)


@pytest.mark.parametrize(
    "faults",
    [
        {"challenge": "ab" * 32},
        {"origin": "http://localhost:9999"},
        {"origin": "https://localhost:8000"},
        {"host": "localhost.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"kind": "webauthn.create"},
    ],
)
def test_an_answer_that_is_wrong_in_any_way_signs_nobody_in(
    app: Flask, db: WriteSession, who: Cast, faults: dict[str, object]
) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    browser = Browser(app)
    said = sign_in(browser, phone, status=422, **faults)
    assert "opens no account here" in said.text
    assert browser.open("/accounts/passkeys").heading == "Sign in"
    sign_in(browser, phone)
    assert browser.open("/accounts/passkeys").heading == "Passkeys"


def test_an_unknown_passkey_is_answered_like_a_wrong_one(app: Flask, db: WriteSession, who: Cast) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    pages = [
        sign_in(Browser(app), Authenticator(handle=who.bob.encode()), status=422).text,
        sign_in(Browser(app), Authenticator(id=phone.id, handle=who.bob.encode()), status=422).text,
        sign_in(Browser(app), phone, status=422, challenge="cd" * 32).text,
    ]
    assert len(set(pages)) == 1


def test_a_passkey_opens_only_the_account_it_was_made_for(app: Flask, db: WriteSession, who: Cast) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    phone.handle = who.dana.encode()
    assert "opens no account here" in sign_in(Browser(app), phone, status=422).text


def test_what_was_answered_once_opens_nothing_a_second_time(app: Flask, db: WriteSession, who: Cast) -> None:
    phone = Authenticator(counter=None)
    passkey(db, who.bob, device=phone)
    db.commit()
    browser, thief = Browser(app), Browser(app)
    page = browser.open("/accounts/sign-in")
    cookie = browser.client.get_cookie("rs")
    assert cookie is not None
    thief.client.set_cookie("rs", cookie.value)
    thief.page = page
    said = phone.get(options(page))
    browser.post("/accounts/sign-in/passkey", {"assertion": said}, status=200, follow_redirects=True)
    thief.post("/accounts/sign-in/passkey", {"assertion": said}, status=422)
    assert thief.open("/accounts/passkeys").heading == "Sign in"


def test_a_counter_that_stands_still_or_goes_back_is_refused(app: Flask, db: WriteSession, who: Cast) -> None:
    phone = Authenticator(counter=7)
    passkey(db, who.bob, device=phone)
    db.commit()
    sign_in(Browser(app), phone)
    for counter in (7, 3, -1):
        phone.counter = counter
        sign_in(Browser(app), phone, status=422)
    phone.counter = 20
    browser = Browser(app)
    sign_in(browser, phone)
    assert browser.open("/accounts/passkeys").heading == "Passkeys"


def test_a_page_left_open_for_half_an_hour_asks_anew(app: Flask, db: WriteSession, who: Cast) -> None:
    phone, browser = Authenticator(), Browser(app)
    passkey(db, who.bob, device=phone)
    db.commit()
    with clock.stopped(NOW):
        said = phone.get(options(browser.open("/accounts/sign-in")))
    with clock.stopped(NOW + timedelta(minutes=30)):
        page = browser.post("/accounts/sign-in/passkey", {"assertion": said}, status=422)
        browser.post(
            "/accounts/sign-in/passkey", {"assertion": phone.get(options(page))}, status=200, follow_redirects=True
        )


@pytest.mark.parametrize("said", ["", "{", "[]", "null", '{"id": 1}', "x" * 30_000, '{"id":"AA","rawId":"AA"}'])
def test_nonsense_instead_of_an_answer_is_a_plain_refusal(app: Flask, said: str) -> None:
    browser = Browser(app)
    browser.open("/accounts/sign-in")
    page = browser.post("/accounts/sign-in/passkey", {"assertion": said}, status=422)
    assert "opens no account here" in page.text


def test_without_scripts_only_the_password_is_offered(app: Flask) -> None:
    page = Browser(app).open("/accounts/sign-in")
    block = next(one for one in page.document.all("div") if one.get("id") == "assertion")
    assert "needs-script" in block.get("class").split()
