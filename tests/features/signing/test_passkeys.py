"""The passkey's step-up: one answer, over one statement, by its own signer, once. Everything else signs nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock, passkey_signatures
from rs_tracker.domain import cose
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Attestation, Evidence, Passkey, Person, SignIntent
from tests.support import builders
from tests.support.authenticator import PRESENT, Authenticator, passkey, text
from tests.support.builders import HOME, NOW, PASSWORD, Cast
from tests.support.pages import Browser, Page

BOB = "bob@example.org"


@pytest.fixture
def phone(db: WriteSession, who: Cast) -> Authenticator:
    """Bob's."""
    device = Authenticator()
    passkey(db, who.bob, device=device)
    db.commit()
    return device


@pytest.fixture
def who(db: WriteSession) -> Cast:
    """Three sessions of alice's wait for bob."""
    cast = builders.cast(db)
    alice = builders.actor(db, cast.alice)
    for day in (3, 4, 5):
        entries.log(db, alice, Draft(date(2026, 11, day), 60, cast.bob), NOW)
    db.commit()
    return cast


@pytest.fixture
def app(engine: Engine, who: Cast) -> Flask:
    return builders.app_on(engine)


@pytest.fixture
def bob(app: Flask, phone: Authenticator) -> Browser:
    return builders.signed_in(app, BOB)


def show(bob: Browser) -> Page:
    """Bob ticks everything; the page with the statement."""
    page = bob.open("/signing/")
    lines = [one.get("value") for one in page.document.all("input") if one.get("name") == "line"]
    return bob.press("Sign selected", {"line": lines})


def options(page: Page) -> str:
    return next(one.get("data-options") for one in page.document.all("button") if one.get("data-options"))


def answer(bob: Browser, page: Page, said: str, status: int = 200) -> Page:
    """The form with a passkey's answer in it."""
    return bob.post(page.path, {"assertion": said}, status=status, follow_redirects=True)


def signed(engine: Engine) -> list[tuple[str, str]]:
    """Each signature: its entry and how its signer showed who they are."""
    with reading(engine) as db:
        wanted = select(Attestation.entry_id, Attestation.auth).where(Attestation.association_id == HOME)
        return [(row.entry_id, row.auth) for row in db.execute(wanted)]


def evidence(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as db:
        return [json.loads(body) for body in db.scalars(select(Evidence.body).where(Evidence.association_id == HOME))]


def test_bob_signs_three_with_one_passkey(bob: Browser, phone: Authenticator, engine: Engine) -> None:
    page = show(bob)
    assert "your fingerprint or screen lock" in page.text
    done = answer(bob, page, phone.get(options(page)))
    assert done.heading == "3 entries signed"
    assert [auth for _entry, auth in signed(engine)] == ["passkey-uv"] * 3


def test_the_evidence_shows_that_bobs_key_approved_this_statement(
    bob: Browser, phone: Authenticator, engine: Engine
) -> None:
    page = show(bob)
    answer(bob, page, phone.get(options(page)))
    with reading(engine) as db:
        intent = db.scalars(select(SignIntent).where(SignIntent.used_at.is_not(None))).one()
    (kept,) = evidence(engine)
    client = bytes.fromhex(kept["client_data"])
    assert json.loads(client)["challenge"] == text(bytes.fromhex(intent.sha256))
    assert bytes.fromhex(kept["public_key"]) == phone.public_key
    message = bytes.fromhex(kept["authenticator_data"]) + sha256(client).digest()
    key = cose.read(bytes.fromhex(kept["public_key"]))
    assert passkey_signatures.approves(key, message, bytes.fromhex(kept["signature"]))


def test_the_password_still_signs_and_leaves_no_evidence(bob: Browser, engine: Engine) -> None:
    show(bob)
    bob.press("Sign 3 entries", {"password": PASSWORD})
    assert [auth for _entry, auth in signed(engine)] == ["pwd"] * 3
    assert evidence(engine) == []


WRONG: dict[str, dict[str, object]] = {
    "another statement": {"challenge": "ab" * 32},
    "another origin": {"origin": "http://localhost:8001"},
    "a page that looks like ours": {"origin": "http://localhost.evil.example:8000"},
    "another host": {"host": "evil.example"},
    "a user who was not verified": {"flags": PRESENT},
    "a user who was not there": {"flags": 4},
    "a passkey being made": {"kind": "webauthn.create"},
}


@pytest.mark.parametrize("faults", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_signs_nothing_and_a_right_one_still_can(
    bob: Browser, phone: Authenticator, engine: Engine, faults: dict[str, Any]
) -> None:
    page = show(bob)
    again = answer(bob, page, phone.get(options(page), **faults), status=422)
    assert "This passkey did not show that it is you" in again.text
    assert signed(engine) == []
    answer(bob, again, phone.get(options(again)))
    assert len(signed(engine)) == 3


def test_an_answer_changed_on_the_way_signs_nothing(bob: Browser, phone: Authenticator, engine: Engine) -> None:
    page = show(bob)
    said = json.loads(phone.get(options(page)))
    for name in ("signature", "authenticatorData", "clientDataJSON"):
        value = said["response"][name]
        spoilt = "B" if value[10] == "A" else "A"
        changed = said | {"response": said["response"] | {name: value[:10] + spoilt + value[11:]}}
        answer(bob, page, json.dumps(changed), status=422)
    assert signed(engine) == []


def test_somebody_elses_passkey_signs_nothing_for_bob(
    bob: Browser, db: WriteSession, who: Cast, engine: Engine
) -> None:
    danas = Authenticator()
    passkey(db, who.dana, device=danas)
    db.commit()
    page = show(bob)
    answer(bob, page, danas.get(options(page)), status=422)
    danas.handle = who.bob.encode()
    answer(bob, page, danas.get(options(page)), status=422)
    assert signed(engine) == []


def test_an_answer_to_one_statement_signs_no_other(bob: Browser, phone: Authenticator, engine: Engine) -> None:
    first, second = show(bob), show(bob)
    said = phone.get(options(first))
    answer(bob, second, said, status=422)
    assert signed(engine) == []
    answer(bob, first, said)
    assert len(signed(engine)) == 3


def test_an_answer_given_to_the_sign_in_page_signs_nothing(
    app: Flask, bob: Browser, phone: Authenticator, engine: Engine
) -> None:
    said = phone.get(options(Browser(app).open("/accounts/sign-in")))
    answer(bob, show(bob), said, status=422)
    assert signed(engine) == []


@pytest.mark.parametrize("counter", [0, None])
def test_the_same_answer_sent_again_repeats_what_was_done(
    bob: Browser, phone: Authenticator, engine: Engine, counter: int | None
) -> None:
    phone.counter = counter
    page = show(bob)
    said = phone.get(options(page))
    pages = [answer(bob, page, said).text for _time in range(2)]
    assert pages[0] == pages[1]
    assert len(signed(engine)) == 3
    assert len(evidence(engine)) == 1


def test_a_statement_older_than_five_minutes_is_not_signed(app: Flask, phone: Authenticator, engine: Engine) -> None:
    with clock.stopped(NOW):
        bob = builders.signed_in(app, BOB)
        page = show(bob)
        said = phone.get(options(page))
    with clock.stopped(NOW + timedelta(minutes=5)):
        late = answer(bob, page, said)
    assert "The five minutes for this list are over" in bob.client.get("/signing/").get_data(as_text=True) + late.source
    assert signed(engine) == []


def test_a_form_without_password_and_passkey_signs_nothing(bob: Browser, engine: Engine) -> None:
    page = show(bob)
    again = bob.post(page.path, {}, status=422)
    assert "Enter your password, or use your passkey" in again.text
    bob.post(page.path, {"auth": "passkey-uv", "evidence": "00"}, status=422)
    bob.open(page.path)
    assert signed(engine) == []


def test_two_tabs_sign_each_line_once(bob: Browser, phone: Authenticator, engine: Engine) -> None:
    one, two = show(bob), show(bob)
    answer(bob, one, phone.get(options(one)))
    rest = answer(bob, two, phone.get(options(two)))
    assert rest.heading == "Nothing was signed"
    assert rest.text.count("It had been signed already") == 3
    assert len(signed(engine)) == 3


@pytest.mark.parametrize("counter", [0, None])
def test_eight_requests_at_once_with_one_answer_sign_once(
    app: Flask, bob: Browser, phone: Authenticator, engine: Engine, counter: int | None
) -> None:
    phone.counter = counter
    page = show(bob)
    said, cookie = phone.get(options(page)), bob.client.get_cookie("rs")
    token = next(one.get("value") for one in page.document.all("input") if one.get("name") == "csrf_token")
    assert cookie is not None

    def send(_number: int) -> str:
        client = app.test_client()
        client.set_cookie("rs", cookie.value)
        sent = client.post(page.path, data={"csrf_token": token, "assertion": said})
        return f"{sent.status_code} {sent.headers.get('Location', '')}"

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert answers == {f"303 {page.path.replace('/sign/', '/done/')}"}
    assert len(signed(engine)) == 3
    assert len(evidence(engine)) == 1
    with reading(engine) as db:
        assert db.scalars(select(Passkey.sign_count)).one() == (phone.counter or 0)


def test_after_eleven_wrong_answers_even_a_right_one_waits(bob: Browser, phone: Authenticator, engine: Engine) -> None:
    page = show(bob)
    for _time in range(10):
        answer(bob, page, "{}", status=422)
    answer(bob, page, phone.get(options(page)), status=429)
    assert signed(engine) == []


def test_signing_waits_after_a_reset_by_mail_alone_with_a_passkey_too(
    bob: Browser, phone: Authenticator, db: WriteSession, who: Cast, engine: Engine
) -> None:
    page = show(bob)
    db.get_one(Person, who.bob).may_sign_from = clock.now() + timedelta(hours=3)
    db.commit()
    late = answer(bob, page, phone.get(options(page)), status=409)
    assert "signing waits until" in late.text
    assert signed(engine) == []


def test_a_person_without_a_passkey_is_not_offered_one(app: Flask) -> None:
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    assert not [one for one in page.document.all("button") if one.get("data-options")]
    assert "/accounts/passkeys" in page.link("Next time with your fingerprint")
