"""Two people who do not agree, and the office's answer; the office's few settings."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from rs_tracker.features.signing import returns
from rs_tracker.store.tables import Association, Entry
from tests.support.builders import HOME, NOW, OTHER, Cast, actor, app_on, mail_to
from tests.support.builders_progress import session, signed_in


@pytest.fixture
def disputed(db: Session, who: Cast) -> str:
    """A session of Alice's that Bob sent back twice; both have put their side before the office."""
    entry_id = session(db, who.alice, who.bob, date(2026, 2, 3), 95, is_signed=False, state="waiting")
    returns.send_back(db, actor(db, who.bob), entry_id, 1, "other", "We met for an hour.", NOW)
    db.execute(
        update(Entry).where(Entry.association_id == HOME, Entry.id == entry_id).values(returns=2, state="returned")
    )
    returns.ask_office(db, actor(db, who.alice), entry_id, "It was ninety-five minutes.", NOW)
    returns.ask_office(db, actor(db, who.bob), entry_id, "My calendar says sixty.", NOW)
    return entry_id


def test_dana_reads_both_sides_and_answers_both(
    db: Session, app: Flask, engine: Engine, who: Cast, disputed: str
) -> None:
    dana = signed_in(db, app, who.dana)
    assert "Questions 1" in dana.open("/association/").text
    dana.open("/association/questions")
    page = dana.follow("Alice Archer with Bob Birch")
    for words in ("It was ninety-five minutes.", "My calendar says sixty.", "We met for an hour.", "1 h 35 min"):
        assert words in page.text
    page = dana.press("Answer", {"words": "Please log sixty; the rest was a walk to the car."})
    assert "Please log sixty" in page.text
    assert "Answered" in dana.open("/association/questions").text
    for email in ("alice@example.org", "bob@example.org"):
        letters = mail_to(engine, email, "office_answer")
        assert [letter["answer"] for letter in letters] == ["Please log sixty; the rest was a walk to the car."]


def test_an_empty_answer_is_none(db: Session, app: Flask, who: Cast, disputed: str) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/questions/{disputed}")
    assert "Write the answer." in dana.press("Answer", {"words": "  "}, status=422).text


def test_a_statement_of_blanks_is_none(db: Session, app: Flask, who: Cast, disputed: str) -> None:
    alice = signed_in(db, app, who.alice)
    alice.open(f"/signing/{disputed}/ask")
    page = alice.press("Ask the office", {"words": " \n "}, status=422)
    assert "Write what happened" in page.text
    assert "It was ninety-five minutes." in page.text


def test_another_office_knows_of_no_question(db: Session, app: Flask, who: Cast, disputed: str) -> None:
    erin = signed_in(db, app, who.erin, OTHER)
    erin.open(f"/association/questions/{disputed}", status=404)
    assert "No questions" in erin.open("/association/questions").text
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/questions/{who.alice}", status=404)


def test_whom_people_ask_can_be_changed(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open("/association/settings")
    assert "Enter an email address" in dana.press("Save", {"contact": "the office"}, status=422).text
    page = dana.press("Save", {"contact": "office@example.org"})
    assert [one.get("value") for one in page.document.all("input") if one.get("name") == "contact"] == [
        "office@example.org"
    ]
    other = db.scalars(select(Association.contact).where(Association.id == OTHER)).one()
    assert other is None


def test_a_code_for_joining_is_made_where_joining_goes_by_codes(db: Session, engine: Engine, who: Cast) -> None:
    dana = signed_in(db, app_on(engine, SIGN_UP="code"), who.dana)
    dana.open("/association/settings")
    dana.press("Make a new code")
    db.rollback()
    first = db.scalars(select(Association.join_code).where(Association.id == HOME)).one()
    db.rollback()
    assert first is not None
    assert len(first) == 9
    assert first in dana.open("/association/settings").text
    dana.press("Make a new code")
    assert first not in dana.open("/association/settings").text
    dana.press("No code any more")
    assert "There is no code" in dana.open("/association/settings").text


def test_elsewhere_nothing_is_said_of_codes(db: Session, app: Flask, who: Cast) -> None:
    assert "Code for joining" not in signed_in(db, app, who.dana).open("/association/settings").text
