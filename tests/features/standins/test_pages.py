"""The pages: saying that a supervisor is gone, naming who was there, confirming, and how it is shown afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rs_tracker.features.progress.previews import Preview
from rs_tracker.web import reasons
from tests.features.standins.paging import cast, confirm_as_charlie, logged, send, told
from tests.support import builders
from tests.support.builders import HOME, PASSWORD, Cast, mail_to, signed_in
from tests.support.files import PDF


@pytest.fixture
def who(db: Session) -> Cast:
    return cast(db)


def test_from_the_session_to_the_confirmation_by_somebody_who_was_there(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    first, second = logged(db, who, 3), logged(db, who, 4, 90)
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/entries/{first}")
    alice.follow("My supervisor is gone")
    page = alice.press("Tell", {"reason": "died", "since": ""})
    assert "You told us: Bob Birch has died." in page.text
    answers = {"name": "Charlie", "email": "charlie@example.org", "relation": "group-member", "line": [first, second]}
    page = alice.press("Ask them to confirm", answers)
    assert "2 sessions: they get an email." in page.source
    assert [mail["count"] for mail in mail_to(engine, "charlie@example.org", "stand_in_asked")] == [2]

    charlie = signed_in(app, "charlie@example.org")
    page = charlie.open("/stand-ins/")
    assert page.heading == "Were you there?"
    assert "Select all" not in page.text
    lines = [box.get("value") for box in page.document.all("input") if box.get("name") == "line"]
    assert len(lines) == 2
    page = charlie.press("I was there", {"line": lines})
    assert "I was there." in page.text
    assert "not the supervisor's signature" in page.text
    page = charlie.press("Confirm 2 sessions", {"password": "not the one"}, status=422)
    assert "That is not your password" in page.text
    page = charlie.press("Confirm 2 sessions", {"password": PASSWORD})
    assert page.heading == "2 sessions confirmed"

    for path in ("/entries/", f"/entries/{first}"):
        page = alice.open(path)
        assert "Confirmed by a stand-in, Charlie Cole" in page.text, path
        tags = [one.text.strip() for one in page.document.all("span") if "tag" in one.get("class").split()]
        assert set(tags) == {"Confirmed by a stand-in, Charlie Cole"}, path
    assert "Adds 1 h to this goal." in page.text


def test_the_stand_ins_queue_marks_what_they_were_named_for_outside_of_select_all(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    builders.hat(db, HOME, who.charlie, "supervisor")
    told(db, who, entry_id)
    page = signed_in(app, "charlie@example.org").open("/signing/")
    assert "Were you there?" in page.text
    assert "As a stand-in" in page.text
    assert not [box for box in page.document.all("input") if box.get("name") == "line"]


def test_saying_that_one_was_not_there_tells_the_owner(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    charlie = signed_in(app, "charlie@example.org")
    charlie.open("/stand-ins/")
    page = charlie.press("I was not there")
    assert "Nobody asks you" in page.text
    assert len(mail_to(engine, "alice@example.org", "stand_in_declined")) == 1
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Charlie said that they were not there." in page.text


def test_the_office_confirms_with_words_and_a_file_and_it_is_called_that(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id, is_named=False)
    dana = signed_in(app, "dana@example.org")
    page = dana.open("/stand-ins/office")
    assert "Bob Birch has retired. 0 days" in page.text
    dana.follow("Alice")
    page = send(dana, "Look at the confirmation", {"words": "Paper log with initials"}, {"file": ("log.pdf", PDF)})
    assert "What it rests on: Paper log with initials" in page.text
    page = dana.press("Confirm 1 session", {"password": PASSWORD})
    assert page.heading == "1 session confirmed"
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "Confirmed by the office" in page.text
    assert [mail["as"] for mail in mail_to(engine, "alice@example.org", "vouched")] == ["office"]
    assert len(mail_to(engine, "bob@example.org", "vouched_without_you")) == 1
    assert "Confirmed by the office" in dana.open(f"/association/people/{who.alice}").text


def test_the_office_says_that_a_supervisor_is_gone_and_each_owner_is_told_once(
    db: Session, app: Flask, engine: Engine, who: Cast
) -> None:
    entry_id = logged(db, who)
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/stand-ins/supervisor/{who.bob}")
    page = dana.press("Tell everybody concerned", {"reason": "died", "since": "2026-01-05"})
    assert "Noted; 1 person was told." in page.source
    assert "Since January 5, 2026." in page.text
    dana.press("That is not so any more")
    page = dana.press("Tell everybody concerned", {"reason": "left", "since": ""})
    assert "Noted; 0 people were told." in page.source
    assert [mail["reason"] for mail in mail_to(engine, "alice@example.org", "supervisor_gone")] == ["died"]
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Your association says: Bob Birch left and cannot be reached." in page.text
    assert "Who else was there?" in page.text


def test_a_day_ahead_is_refused(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/stand-ins/supervisor/{who.bob}")
    page = dana.press("Tell everybody concerned", {"reason": "left", "since": "2199-01-01"}, status=422)
    assert "Enter a day that is not ahead." in page.text
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/stand-ins/for/{entry_id}")
    page = alice.press("Tell", {"reason": "left", "since": "2199-01-01"}, status=422)
    assert "Enter a day that is not ahead." in page.text


def test_where_no_office_runs_the_association_only_somebody_who_was_there_can_confirm(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    builders.set_association(db, HOME, claimed_at=None)
    told(db, who, entry_id, is_named=False)
    page = signed_in(app, "alice@example.org").open(f"/stand-ins/for/{entry_id}")
    assert "Who else was there?" in page.text
    assert "your association can confirm" not in page.text
    dana = signed_in(app, "dana@example.org")
    assert "Nothing is stuck" in dana.open("/stand-ins/office").text
    dana.open(f"/stand-ins/office/{entry_id}", status=404)


def test_the_supervisor_signs_after_all_from_their_queue(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    bob = signed_in(app, "bob@example.org")
    page = bob.open("/signing/")
    assert "Confirmed without you" in page.text
    line = next(box.get("value") for box in page.document.all("input") if box.get("name") == "line")
    bob.press("Sign these myself", {"line": [line]})
    page = bob.press("Sign 1 entry", {"password": PASSWORD})
    assert page.heading == "1 entry signed"
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "Signed by Bob Birch" in page.text
    assert "Confirmed by a stand-in, Charlie Cole" in page.text


def test_files_and_paper_call_it_confirmed_by_a_stand_in_and_never_signed(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    alice, dana = signed_in(app, "alice@example.org"), signed_in(app, "dana@example.org")
    paper = alice.open("/exports/my-log")
    assert "Confirmed by a stand-in, Charlie Cole, not signed" in paper.text
    assert "0.00 hours signed" in paper.text
    own = alice.client.get("/exports/my-log?format=csv").get_data(as_text=True)
    offices = dana.client.get("/exports/entries?format=csv").get_data(as_text=True)
    for file in (own, offices):
        assert "Confirmed by a stand-in, not signed (Charlie Cole)" in file
        assert "Signed," not in file.split("\n", 1)[1]


def test_a_confirmed_session_says_what_a_correction_does_and_offers_no_removal(
    db: Session, app: Flask, who: Cast
) -> None:
    entry_id = logged(db, who)
    told(db, who, entry_id)
    confirm_as_charlie(app)
    page = signed_in(app, "alice@example.org").open(f"/entries/{entry_id}")
    assert "If you correct it, the confirmation ends and the session waits again." in page.text
    assert "Remove" not in page.text


def test_a_confirmation_that_the_rule_refuses_has_a_sentence_of_its_own(app: Flask) -> None:
    brings = Preview("goal", "renew", "IFS", 0, 60, ("not-signed",), None, None)
    session = reasons.Session(date(2026, 5, 1), 60, "Bob Birch", is_vouched=True)
    with app.test_request_context():
        [told_so] = reasons.hindrances(brings, session)
        [waits] = reasons.sentences(brings, replace(session, is_vouched=False))
    assert told_so.code == waits.code == "not-signed"
    assert "asks for the supervisor" in told_so.text
    assert told_so.remedy == "It counts once Bob Birch signs it after all."
    assert waits.text == "Waiting for Bob Birch to sign it."
