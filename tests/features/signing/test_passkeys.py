"""The passkey's step-up: one answer, over one statement, by its own signer, once. Everything else signs nothing."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from rs_tracker.adapters import clock, passkey_signatures
from rs_tracker.domain import cose
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import service
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Attestation, Entry, Evidence, Passkey, Person, SignIntent
from tests.support import builders
from tests.support.authenticator import PRESENT, Authenticator, passkey, text
from tests.support.builders import HOME, NOW, OTHER, PASSWORD, Cast
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


@pytest.fixture
def strict(db: WriteSession, who: Cast) -> Callable[..., None]:
    """Let an association ask for passkeys; one session of alice's waits in the other association too."""
    alice = builders.actor(db, who.alice)
    builders.member(db, OTHER, who.alice, "supervisee")
    builders.pair(db, OTHER, who.alice, who.bob)
    elsewhere = builders.actor(db, who.alice, OTHER)
    assert alice.person_id == elsewhere.person_id
    entries.log(db, elsewhere, Draft(date(2026, 11, 6), 60, who.bob), NOW)
    db.commit()

    def ask(association_id: str, **values: object) -> None:
        builders.set_association(db, association_id, settings={"asks_for_passkeys": True}, **values)
        db.commit()

    return ask


def test_lines_of_an_association_that_asks_for_a_passkey_are_left_out_and_named(
    app: Flask, strict: Callable[..., None], engine: Engine
) -> None:
    strict(OTHER)
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    assert "This association asks for a passkey" in page.text
    done = bob.press("Sign 4 entries", {"password": PASSWORD})
    assert done.heading == "3 entries signed"
    assert "This association asks for a passkey." in done.text
    again = show(bob)
    assert again.heading == "Sign 1 entry"


def test_a_passkey_signs_where_one_is_asked_for(
    bob: Browser, phone: Authenticator, strict: Callable[..., None]
) -> None:
    strict(OTHER)
    page = show(bob)
    assert answer(bob, page, phone.get(options(page))).heading == "4 entries signed"


def test_an_association_whose_office_has_not_come_takes_the_password(app: Flask, strict: Callable[..., None]) -> None:
    strict(OTHER, claimed_at=None)
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    assert "asks for a passkey" not in page.text
    assert bob.press("Sign 4 entries", {"password": PASSWORD}).heading == "4 entries signed"


def test_a_code_sent_by_mail_is_too_weak_there_as_well(
    db: WriteSession, who: Cast, strict: Callable[..., None]
) -> None:
    strict(HOME)
    bob = builders.actor(db, who.bob)
    lines = [f"{HOME}/{id_}/1" for id_ in db.scalars(select(Entry.id).where(Entry.association_id == HOME))]
    outcome = service.sign(db, bob, service.intend(db, bob, lines, NOW), "email-code", NOW)
    assert outcome.signed == ()
    assert {line.fault for line in outcome.left_out} == {"asks-for-a-passkey"}
    assert db.scalar(select(func.count()).select_from(Attestation).where(Attestation.association_id == HOME)) == 0
