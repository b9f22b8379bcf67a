"""One of ten goes back while the other nine are signed: in one statement, one step-up, one transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import returns, service, statement
from rs_tracker.features.signing.returns import Asked
from rs_tracker.store.engine import writing
from rs_tracker.store.tables import Entry, SentBack, SignIntent
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, PASSWORD, Cast, signed_in
from tests.support.builders_signing import earning


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def logged(db: Session, owner: str, provider: str, day: int, home: str = HOME, now: datetime = NOW) -> str:
    draft = Draft(held_on=date(2026, 11, day), minutes=60, provider_id=provider)
    return f"{home}/{entries.log(db, builders.actor(db, owner, home), draft, now)}/1"


def id_of(line: str) -> str:
    return line.split("/")[1]


def states(db: Session, *lines: str) -> list[str]:
    found = []
    for line in lines:
        home, entry_id, _version = line.split("/")
        found.append(db.scalar(select(Entry.state).where(Entry.association_id == home, Entry.id == entry_id)) or "")
    return found


def test_one_goes_back_while_the_others_are_signed(engine: Engine, db: Session, who: Cast) -> None:
    one, two, three = (logged(db, who.alice, who.bob, day) for day in (2, 9, 16))
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, [one, two], NOW, [Asked(three, "length")])
    assert states(db, one, two, three) == ["waiting"] * 3, "nothing happens before the signing moment"
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert states(db, one, two, three) == ["signed", "signed", "returned"]
    assert [(back.item.value, back.reason) for back in outcome.returned] == [(three, "length")]
    assert service.sign(db, bob, intent_id, "pwd", NOW) == outcome, "pressed twice it says the same"
    db.commit()
    letters = builders.mail_to(engine, "alice@example.org", "sent_back")
    assert [(letter["entry_id"], letter["reason"]) for letter in letters] == [(id_of(three), "length")]
    assert [letter["count"] for letter in builders.mail_to(engine, "bob@example.org", "signed_receipt")] == [2]


def test_the_statement_says_what_goes_back_and_why(db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    bob = builders.actor(db, who.bob)
    intent = db.get_one(SignIntent, service.intend(db, bob, [one], NOW, [Asked(two, "other", " It was 45. ")]))
    said = statement.read(intent.body)
    assert [item.value for item in said.items] == [one]
    assert [(back.item.value, back.reason, back.words) for back in said.back] == [(two, "other", "It was 45.")]
    assert statement.digest(intent.body) == intent.sha256
    service.sign(db, bob, intent.id, "pwd", NOW)
    row = db.scalars(select(SentBack).where(SentBack.association_id == HOME)).one()
    assert (row.entry_id, row.reason, row.words, row.by_id) == (id_of(two), "other", "It was 45.", who.bob)


def test_a_line_that_is_ticked_and_returned_goes_back_and_is_not_signed(db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, [one, two], NOW, [Asked(two, "date")])
    service.sign(db, bob, intent_id, "pwd", NOW)
    assert states(db, one, two) == ["signed", "returned"]


def test_a_line_corrected_meanwhile_is_not_returned_and_is_named(db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    bob, alice = builders.actor(db, who.bob), builders.actor(db, who.alice)
    intent_id = service.intend(db, bob, [one], NOW, [Asked(two, "length")])
    entries.correct(db, alice, id_of(two), Draft(date(2026, 11, 9), 45, who.bob), 1, NOW)
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert outcome.returned == ()
    assert [(line.entry_id, line.fault) for line in outcome.left_out] == [(id_of(two), "changed")]
    assert states(db, one, two) == ["signed", "waiting"]


def test_a_session_dated_ahead_cannot_be_signed_but_can_go_back(db: Session, who: Cast) -> None:
    one, ahead = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 23, now=NOW + timedelta(days=3))
    bob = builders.actor(db, who.bob)
    service.sign(db, bob, service.intend(db, bob, [one], NOW, [Asked(ahead, "date")]), "pwd", NOW)
    assert states(db, one, ahead) == ["signed", "returned"]


def test_each_association_has_its_own_returns(db: Session, who: Cast) -> None:
    builders.member(db, OTHER, who.charlie, SUPERVISEE)
    here = logged(db, who.alice, who.bob, 2)
    there, back = (logged(db, who.charlie, who.bob, day, OTHER) for day in (2, 9))
    bob = builders.actor(db, who.bob)
    outcome = service.sign(db, bob, service.intend(db, bob, [here, there], NOW, [Asked(back, "length")]), "pwd", NOW)
    assert {item.value for item in outcome.signed} == {here, there}
    assert states(db, here, there, back) == ["signed", "signed", "returned"]


@pytest.mark.parametrize("stranger", ["alice", "charlie", "dana", "erin"])
def test_nobody_returns_a_line_that_does_not_name_them(db: Session, who: Cast, stranger: str) -> None:
    theirs = logged(db, who.alice, who.bob, 9)
    me = builders.actor(db, getattr(who, stranger))
    with pytest.raises(service.NothingToSign):
        service.intend(db, me, [], NOW, [Asked(theirs, "length")])
    assert returns.send_back_all(db, me, [Asked(theirs, "length")], NOW) == (0, 1)
    assert states(db, theirs) == ["waiting"]


@pytest.mark.parametrize(("asked", "fault"), [("other", returns.WordsMissing), ("because", ValueError)])
def test_a_reason_without_words_or_of_nobodys_list_stops_everything(
    db: Session, who: Cast, asked: str, fault: type[Exception]
) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    with pytest.raises(fault):
        service.intend(db, builders.actor(db, who.bob), [one], NOW, [Asked(two, asked, " ")])
    assert states(db, one, two) == ["waiting", "waiting"]


def test_the_signing_page_says_what_goes_back_and_the_next_page_that_it_did(app: Flask, db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    page = bob.post("/signing/statement", {"line": [one], f"return-{two}": "length"}, status=200, follow_redirects=True)
    assert page.heading == "Sign 1 entry"
    assert "1 goes back to Alice Archer: wrong length" in page.text
    done = bob.press("Sign 1 entry", {"password": PASSWORD})
    assert "1 was sent back" in done.text
    assert "Alice Archer, November 9, 2026: wrong length" in done.text
    assert states(db, one, two) == ["signed", "returned"]


def test_with_nothing_ticked_lines_go_back_without_a_password(app: Flask, db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    asked = {f"return-{one}": "length", f"return-{two}": "other", f"words-{two}": "It was 45 minutes."}
    page = bob.post("/signing/statement", asked, status=200, follow_redirects=True)
    assert "2 sessions sent back." in page.source
    assert states(db, one, two) == ["returned", "returned"]
    db.rollback()
    again = bob.post("/signing/statement", {f"return-{one}": "length"}, status=200, follow_redirects=True)
    assert "1 was not waiting for you any more." in again.source


def test_own_words_left_empty_are_asked_for_and_nothing_happens(app: Flask, db: Session, who: Cast) -> None:
    one, two = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    for ticked in ([one], []):
        asked = {"line": ticked, f"return-{two}": "other", f"words-{two}": "  "}
        page = bob.post("/signing/statement", asked, status=200, follow_redirects=True)
        assert "Say why in your own words." in page.source
    assert states(db, one, two) == ["waiting", "waiting"]


def test_a_long_queue_stays_light(app: Flask, db: Session, who: Cast) -> None:
    for number in range(40):
        logged(db, who.alice, who.bob, number % 20 + 1)
    db.commit()
    page = signed_in(app, "bob@example.org").open("/signing/")
    radios = [one for one in page.document.all("input") if one.get("type") == "radio"]
    assert len(radios) == len(returns.REASONS), "a template for all lines, not six reasons for each"


def test_eight_at_once_sign_and_return_each_line_once(engine: Engine, db: Session, who: Cast) -> None:
    *nine, last = (logged(db, who.alice, who.bob, day) for day in range(1, 11))
    bob = builders.actor(db, who.bob)
    intents = [service.intend(db, bob, nine, NOW, [Asked(last, "length")]) for _ in range(4)]
    moments = {intent_id: NOW + timedelta(seconds=number) for number, intent_id in enumerate(intents)}
    db.commit()

    def press(intent_id: str) -> tuple[int, int]:
        own = writing(engine)
        try:
            outcome = service.sign(own, bob, intent_id, "pwd", moments[intent_id])
            own.commit()
            return len(outcome.signed), len(outcome.returned)
        finally:
            own.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, intents * 2))
    assert sorted(answers) == [(0, 0)] * 6 + [(9, 1)] * 2, "the one that did it says so twice"
    assert states(db, *nine, last) == ["signed"] * 9 + ["returned"]
    assert db.scalar(select(func.count()).select_from(SentBack).where(SentBack.association_id == HOME)) == 1
    db.rollback()
    assert len(builders.mail_to(engine, "alice@example.org", "sent_back")) == 1
