"""The log's pages in the hands of Alice, without scripts."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.entries import service
from rs_tracker.features.progress import service as progress
from rs_tracker.store.tables import Entry
from tests.support.builders import HOME, NOW, OTHER, actor, cast, member, pair, person, qualification, trait
from tests.support.builders_entries import draft, entry, logged, sent_back, signed
from tests.support.builders_progress import signed_in

ONE_HOUR = {"held_on": "2026-11-20", "hours": "1", "minutes": "0"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def entries(db: Session) -> Sequence[Row[tuple[str, int]]]:
    """State and minutes of every entry by day; the session lets go again, because the site writes to the same file."""
    wanted = select(Entry.state, Entry.minutes).where(Entry.association_id.in_([HOME, OTHER]))
    found = db.execute(wanted.order_by(Entry.held_on)).all()
    db.rollback()
    return found


def test_alice_logs_a_session_and_sees_it_waiting(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    page = alice.press("Save session", {"held_on": "2026-11-20", "hours": "1", "minutes": "30", "supervisor": who.bob})
    assert page.heading == "Session of November 20, 2026"
    assert "It waits for Bob Birch to sign it." in page.text
    assert "1 h 30 min" in page.text
    assert "Waiting for signature" in alice.open("/entries/").text


def test_what_was_typed_is_kept_when_something_is_missing(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    page = alice.press("Save session", {"held_on": "", "hours": "1", "minutes": "x", "medium": "video"}, status=422)
    assert "Enter the date of the session." in page.text
    assert "Enter a whole number" in page.text
    inputs = list(page.document.all("input"))
    assert next(one for one in inputs if one.get("name") == "hours").get("value") == "1"
    assert next(one for one in inputs if one.get("name") == "medium" and "checked" in one.attrs).get("value") == "video"
    assert entries(db) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"held_on": "2026-11-25"}, "This day is still to come"),
        ({"hours": "0", "minutes": "0"}, "Enter how long it was"),
        ({"hours": "25"}, "cannot be longer than 24 hours"),
        ({"format": "group"}, "how many people were supervised"),
        ({"supervisor": ""}, "Choose your supervisor"),
        ({"supervisor": "new"}, "Enter your supervisor's name."),
        ({"supervisor": "new", "new_name": "Ana", "new_email": "nonsense"}, "Enter an email address"),
    ],
)
def test_every_fault_is_told_in_words(db: Session, app: Flask, changes: dict[str, str], words: str) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    page = alice.press("Save session", {**ONE_HOUR, **changes}, status=422)
    assert words in page.text
    assert entries(db) == []


def test_a_supervisor_who_ended_the_pair_meanwhile_is_refused_in_words(db: Session, app: Flask) -> None:
    who = cast(db)
    pair(db, HOME, who.charlie, who.bob, "ended")
    charlie = signed_in(db, app, who.charlie)
    charlie.open("/entries/new")
    page = charlie.press("Save session", {**ONE_HOUR, "supervisor": who.bob}, status=422)
    assert "This person cannot be named as your supervisor here." in page.text


def test_somebody_new_is_named_by_name_and_address(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    new = {"supervisor": "new", "new_name": "Dr. Lopez", "new_email": "lopez@example.org"}
    page = alice.press("Save session", {**ONE_HOUR, **new})
    assert "It waits for Dr. Lopez to sign it." in page.text


def test_the_same_as_last_time_is_filled_in(db: Session, app: Flask) -> None:
    who = cast(db)
    logged(db, who, minutes=75, format="group", group_size=6, medium="video")
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new?like=last&on=2026-11-21")
    page = alice.press("Save session")
    assert page.heading == "Session of November 21, 2026"
    assert "Group of 6" in page.text
    assert "1 h 15 min" in page.text
    assert "Video" in page.text


def test_pressing_save_twice_saves_once(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    form = alice.open("/entries/new")
    first = alice.press("Save session", ONE_HOUR)
    alice.page = form
    second = alice.press("Save session", ONE_HOUR)
    assert first.path == second.path
    assert len(entries(db)) == 1


def test_a_likely_double_is_told_and_can_be_undone(db: Session, app: Flask) -> None:
    who = cast(db)
    logged(db, who)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    page = alice.press("Save session", ONE_HOUR)
    assert "You logged this already?" in page.text
    assert "Removed" in alice.press("Undo").text
    assert sorted(one.state for one in entries(db)) == ["removed", "waiting"]
    assert "Waiting for signature" in alice.press("Put it back").text


def test_the_form_says_before_saving_that_it_will_not_count(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    progress.set_goal(db, alice, "renew", "IMHS", None, None, date(2020, 1, 1), NOW)
    ana = person(db, "Ana Lopez", "ana@example.org")
    member(db, HOME, ana, "supervisor")
    pair(db, HOME, who.alice, ana)
    qualification(db, HOME, ana)
    logged(db, who, provider_id=ana)
    browser = signed_in(db, app, who.alice)
    page = browser.open("/entries/new?like=last&on=2026-11-20")
    assert "This will not count:" in page.text
    assert "has not confirmed the credential of Ana Lopez" in page.text
    piece = browser.client.get(
        "/entries/check",
        query_string={**ONE_HOUR, "supervisor": ana, "kind": "reflective", "format": "individual", "medium": "video"},
    )
    assert "This will not count:" in piece.get_data(as_text=True)
    assert "<html" not in piece.get_data(as_text=True)


def test_a_form_half_filled_in_is_not_judged(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    for half in ({}, {"held_on": "2026-11-20"}, {**ONE_HOUR, "supervisor": "nobody"}, {**ONE_HOUR, "hours": "x"}):
        piece = alice.client.get("/entries/check", query_string=half)
        assert (piece.status_code, piece.get_data(as_text=True).strip()) == (200, "")


def test_questions_are_asked_only_where_they_concern_the_person(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    text = alice.open("/entries/new").text
    assert "Ages of the children" not in text
    assert "Minutes about the supervision you give" not in text
    progress.set_goal(db, actor(db, who.alice), "earn", "IMHS", None, None, None, NOW)
    trait(db, who.alice, "gives_rsc", "yes")
    db.commit()
    text = alice.open("/entries/new").text
    assert "Ages of the children" in text
    assert "Minutes about the supervision you give" in text


def test_a_returned_session_shows_why_and_is_corrected(db: Session, app: Flask) -> None:
    who = cast(db)
    entry_id = logged(db, who)
    sent_back(db, entry_id, who.bob, "length", "It was 45 minutes.")
    alice = signed_in(db, app, who.alice)
    page = alice.open(f"/entries/{entry_id}")
    assert "Bob Birch sent it back" in page.text
    assert "The length is wrong: “It was 45 minutes.”" in page.text
    alice.follow("Correct")
    page = alice.press("Save correction", {"hours": "0", "minutes": "45"})
    assert "It waits for Bob Birch to sign it." in page.text
    assert "Sent back by Bob Birch" in page.text
    db.expire_all()
    assert entry(db, entry_id).minutes == 45


def test_a_session_returned_twice_can_be_brought_to_the_office(db: Session, app: Flask) -> None:
    who = cast(db)
    alice_ = actor(db, who.alice)
    entry_id = logged(db, who)
    sent_back(db, entry_id, who.bob)
    service.correct(db, alice_, entry_id, draft(who), 1, NOW)
    sent_back(db, entry_id, who.bob)
    alice = signed_in(db, app, who.alice)
    assert alice.open(f"/entries/{entry_id}").link("Ask the office") == f"/signing/{entry_id}/ask"


def test_a_signed_session_keeps_counting_while_its_correction_waits(db: Session, app: Flask) -> None:
    who = cast(db)
    progress.set_goal(db, actor(db, who.alice), "renew", "IFS", None, None, date(2020, 1, 1), NOW)
    entry_id = logged(db, who)
    signed(db, entry_id, who.bob)
    alice = signed_in(db, app, who.alice)
    page = alice.open(f"/entries/{entry_id}")
    assert "Adds 1 h to this goal." in page.text
    assert "Remove" not in page.text
    alice.follow("Correct")
    page = alice.press("Save correction", {"hours": "0", "minutes": "45"})
    assert "until then the signed session goes on counting" in page.text
    assert "Adds 1 h to this goal." in page.text
    page = alice.press("Let the correction go")
    assert "Signed" in page.text
    assert [(one.state, one.minutes) for one in entries(db)] == [("signed", 60)]


def test_a_correction_on_an_old_screen_shows_both(db: Session, app: Flask) -> None:
    who = cast(db)
    entry_id = logged(db, who)
    alice = signed_in(db, app, who.alice)
    form = alice.open(f"/entries/{entry_id}/edit")
    alice.press("Save correction", {"hours": "2", "minutes": "0"})
    alice.page = form
    page = alice.press("Save correction", {"hours": "0", "minutes": "30"}, status=409)
    assert "It says now: November 20, 2026, 2 h, Bob Birch." in page.text
    page = alice.press("Save correction")
    assert "30 min" in page.text


@pytest.mark.parametrize("path", ["", "/edit"])
def test_nobody_else_sees_a_session(db: Session, app: Flask, path: str) -> None:
    who = cast(db)
    entry_id = logged(db, who)
    for stranger, place in ((who.charlie, HOME), (who.bob, HOME), (who.dana, HOME), (who.erin, OTHER)):
        signed_in(db, app, stranger, place).open(f"/entries/{entry_id}{path}", status=404)


@pytest.mark.parametrize("verb", ["remove", "restore", "drop-change", "edit"])
def test_nobody_else_changes_a_session(db: Session, app: Flask, verb: str) -> None:
    who = cast(db)
    entry_id = logged(db, who)
    charlie = signed_in(db, app, who.charlie)
    charlie.open("/entries/new")
    charlie.post(f"/entries/{entry_id}/{verb}", status=404)
    assert [one.state for one in entries(db)] == ["waiting"]


def test_a_signed_session_is_not_removed_by_hand_made_requests(db: Session, app: Flask) -> None:
    who = cast(db)
    entry_id = logged(db, who)
    signed(db, entry_id, who.bob)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    alice.post(f"/entries/{entry_id}/remove", status=409)
    alice.post(f"/entries/{entry_id}/drop-change", status=409)
    assert [one.state for one in entries(db)] == ["signed"]
