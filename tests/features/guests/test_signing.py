"""From the message to the signature, without an account: what the real supervisor does, and what then stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.entries import queries as log
from rs_tracker.features.entries import service as entries
from rs_tracker.features.guests.queries import SETTING
from rs_tracker.features.people import queries as people
from rs_tracker.features.signing import passkeys_asked
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Attestation, Person
from tests.support import builders
from tests.support.builders import HOME, OTHER, PASSWORD, Cast
from tests.support.builders_guests import (
    SAM,
    another,
    lines,
    messages,
    opened,
    provider_of,
    sam_named,
    states,
)
from tests.support.pages import Browser


def test_three_sessions_of_two_people_in_two_associations_are_signed_on_one_page_with_one_code(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    now = clock.now()
    sam = provider_of(db, sam_named(db, who.alice, now, 60))
    another(db, who.alice, sam, now, 75)
    sam_named(db, who.erin, now, 90, OTHER)
    db.commit()
    (asked,) = messages(engine)
    assert (asked.by, asked.others) == ("Alice Archer", 1)
    assert builders.mail_to(engine, SAM, "invitation") == []
    browser = Browser(app)
    first = browser.open(asked.path)
    assert "Alice" not in first.source
    facts = browser.press("Show what waits")
    assert "Alice Archer" in facts.text
    assert "Erin Estes" in facts.text
    assert asked.code not in facts.source
    assert lines(browser) == []
    browser.press("Continue", {"code": f" {asked.code[:3]} {asked.code[3:]} "})
    chosen = lines(browser)
    assert len(chosen) == 3
    browser.press("Sign selected", {"line": chosen})
    page = browser.press("Sign 3 entries")
    assert page.heading == "3 entries signed"
    assert states(engine) == ["signed", "signed"]
    assert states(engine, OTHER) == ["signed"]
    with reading(engine) as later:
        for place in (HOME, OTHER):
            rows = later.execute(
                select(Attestation.auth, Attestation.signer_id).where(Attestation.association_id == place)
            ).all()
            assert {tuple(row) for row in rows} == {("email-code", sam)}
        assert people.pair_state(later, HOME, who.alice, sam) == "confirmed"
    (receipt,) = builders.mail_to(engine, SAM, "guest_receipt")
    assert (receipt["count"], receipt["minutes"]) == (3, 225)


def test_a_used_link_says_so_and_the_next_session_is_asked_for_in_a_message_of_its_own(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, clock.now()))
    db.commit()
    (first,) = messages(engine)
    browser = opened(app, first)
    browser.press("Sign selected", {"line": lines(browser)})
    browser.press("Sign 1 entry")
    stranger = Browser(app)
    assert stranger.open(first.path).heading == "This link was used"
    stranger.press("Send me a new message", {"is_missing": True})
    assert len(messages(engine)) == 1, "nothing waits, so nothing is sent"
    another(db, who.alice, sam, clock.now(), 45)
    db.commit()
    second = messages(engine)[1]
    assert stranger.open(first.path).heading == "This link was used"
    browser = opened(app, second)
    assert len(lines(browser)) == 1


def test_one_is_signed_and_one_is_sent_back_with_the_same_code(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, clock.now()))
    another(db, who.alice, sam, clock.now(), 240)
    db.commit()
    (asked,) = messages(engine)
    browser = opened(app, asked)
    browser.follow("Send back")
    browser.press("Send back", {"reason": "other", "words": " "}, status=422)
    page = browser.press("Send back", {"reason": "length"})
    assert "Sent back to Alice Archer" in page.source
    browser.press("Sign selected", {"line": lines(browser)})
    browser.press("Sign 1 entry")
    assert states(engine) == ["returned", "signed"]
    assert [one["by"] for one in builders.mail_to(engine, "alice@example.org", "sent_back")] == ["Sam Sosa"]


def test_somebody_who_does_not_supervise_them_says_so_and_the_pair_ends(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, clock.now()))
    db.commit()
    browser = opened(app, messages(engine)[0])
    browser.follow("Send back")
    page = browser.press("Send back", {"reason": "not_mine"})
    assert "Nothing waits for you any more" in page.text
    with reading(engine) as later:
        assert people.pair_state(later, HOME, who.alice, sam) == "ended"


def test_an_account_opened_later_has_what_was_signed_without_one(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam = provider_of(db, sam_named(db, who.alice, clock.now()))
    another(db, who.alice, sam, clock.now(), 75)
    db.commit()
    (asked,) = messages(engine)
    browser = opened(app, asked)
    browser.press("Sign selected", {"line": lines(browser)[:1]})
    browser.press("Sign 1 entry")
    browser.follow("Open an account")
    browser.press("Send me a code", {"email": SAM})
    code = str(builders.mail_to(engine, SAM, "code")[-1]["code"])
    browser.press("Continue", {"code": code})
    browser.press("Open my account", {"name": "Sam Sosa", "password": PASSWORD})
    with reading(engine) as later:
        assert later.scalars(select(Person.joined_at).where(Person.id == sam)).one() is not None
    assert len(lines_of_queue(browser)) == 1
    assert "Alice Archer" in browser.open("/people/supervisees").text
    given = browser.client.get("/exports/hours-given?format=csv")
    assert given.status_code == 200
    assert "Alice Archer" in given.get_data(as_text=True)
    page = browser.open(asked.path)
    assert page.path == "/signing/"


def lines_of_queue(browser: Browser) -> list[str]:
    browser.open("/signing/")
    return lines(browser)


def test_the_code_of_the_message_opens_an_account_too_and_then_the_link_leads_to_sign_in(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam_named(db, who.alice, clock.now())
    db.commit()
    (asked,) = messages(engine)
    browser = Browser(app)
    browser.open("/accounts/code")
    browser.press("Continue", {"email": SAM, "code": asked.code})
    browser.press("Open my account", {"name": "Sam Sosa", "password": PASSWORD})
    stranger = Browser(app)
    page = stranger.open(asked.path)
    assert page.path == "/accounts/sign-in"
    stranger.press("Sign in", {"email": SAM, "password": PASSWORD})
    assert len(lines(stranger)) == 1
    for tail in ("", "/code", "/statement"):
        answer = stranger.client.post(asked.path + tail, data={"csrf_token": token_of(stranger), "code": asked.code})
        assert answer.status_code == 303
    assert states(engine) == ["waiting"]


def token_of(browser: Browser) -> str:
    assert browser.page is not None
    return next(one.get("value") for one in browser.page.document.all("input") if one.get("name") == "csrf_token")


def test_what_changed_after_it_was_shown_is_left_out_and_named(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    first = sam_named(db, who.alice, clock.now())
    sam = provider_of(db, first)
    another(db, who.alice, sam, clock.now(), 75)
    db.commit()
    browser = opened(app, messages(engine)[0])
    browser.press("Sign selected", {"line": lines(browser)})
    with reading(engine) as reader:
        own = log.own(reader, builders.actor(reader, who.alice), first)
    assert own is not None
    entries.correct(db, builders.actor(db, who.alice), first, replace(own.draft, minutes=50), 1, clock.now())
    db.commit()
    page = browser.press("Sign 2 entries")
    assert page.heading == "1 entry signed"
    assert "It was changed after you opened the list" in page.text
    assert "Alice Archer" in page.text
    assert states(engine) == ["signed", "waiting"]


def test_a_statement_older_than_five_minutes_signs_nothing(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    now = clock.now()
    sam_named(db, who.alice, now)
    db.commit()
    browser = opened(app, messages(engine)[0])
    browser.press("Sign selected", {"line": lines(browser)})
    with clock.stopped(now + timedelta(minutes=6)):
        page = browser.press("Sign 1 entry")
    assert "five minutes for this list are over" in page.source
    assert states(engine) == ["waiting"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [({SETTING: False}, "with an account only"), ({passkeys_asked.SETTING: True}, "with a passkey only")],
)
def test_an_association_that_takes_no_codes_is_left_out_and_named(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, setting: dict[str, bool], told: str
) -> None:
    sam_named(db, who.alice, clock.now())
    foreign = sam_named(db, who.erin, clock.now(), 90, OTHER)
    builders.set_association(db, OTHER, settings=setting)
    db.commit()
    (asked,) = messages(engine)
    browser = opened(app, asked)
    assert told in browser.page.text  # type: ignore[union-attr]
    (line,) = lines(browser)
    assert line.startswith(HOME)
    forged = {"line": f"{OTHER}/{foreign}/1"}
    page = browser.post(f"{asked.path}/statement", forged, status=200, follow_redirects=True)
    assert page.heading == "Choose what to sign"
    assert "Tick at least one session" in page.source
    browser.press("Sign selected", {"line": [line]})
    browser.press("Sign 1 entry")
    assert states(engine, OTHER) == ["waiting"]


def test_a_setting_that_changes_between_showing_and_signing_is_obeyed(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    sam_named(db, who.alice, clock.now())
    db.commit()
    browser = opened(app, messages(engine)[0])
    browser.press("Sign selected", {"line": lines(browser)})
    builders.set_association(db, HOME, settings={SETTING: False})
    db.commit()
    assert browser.press("Sign 1 entry").heading == "Nothing was signed"
    assert states(engine) == ["waiting"]
