"""A line that its supervisor wrote and signed may be said not to be right, without touching the others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.association import questions
from rs_tracker.features.entries import meeting as meetings
from rs_tracker.features.entries import queries as entry_queries
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.groups import disputing, service
from rs_tracker.features.groups.disputing import NotDisputable, WordsMissing
from rs_tracker.features.signing import service as signing
from rs_tracker.features.signing import sheets
from rs_tracker.store.tables import OfficeQuestion, OutboxMessage
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast, signed_in
from tests.support.builders_groups import SHEET, TODAY, entries_of, group, here, meeting, sheet, sign

LATER = NOW + timedelta(hours=2)
WORDS = "I left after 45 minutes."


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


@pytest.fixture
def maya(db: Session, who: Cast) -> str:
    """A member of a group of three that bob has signed."""
    ids = group(db, who, 3)
    sign(db, who, sheet(db, who, here(ids)))
    return ids[0]


def born(db: Session, person_id: str) -> str:
    return entries_of(db, person_id)[0].id


def say(db: Session, person_id: str, entry_id: str, words: str = WORDS) -> None:
    disputing.say(db, builders.actor(db, person_id), entry_id, words, LATER)


def seen(db: Session, person_id: str, entry_id: str) -> meetings.Meeting:
    me = builders.actor(db, person_id)
    own = entry_queries.own(db, me, entry_id)
    assert own is not None
    return meetings.meeting(db, me, own)


def test_a_mark_leaves_the_signature_and_the_others_as_they_are(db: Session, who: Cast, maya: str) -> None:
    entry_id = born(db, maya)
    assert seen(db, maya, entry_id) == meetings.Meeting(None, is_written_by_other=True, is_said_not_right=False)
    say(db, maya, entry_id)
    assert seen(db, maya, entry_id).is_said_not_right
    assert entries_of(db, maya)[0].state == "signed"
    [told] = sheets.not_right(db, builders.actor(db, who.bob))
    assert (told.entry_id, told.person_name, told.minutes) == (entry_id, "Maya Brooks", 90)


def test_the_supervisor_and_the_coordinator_read_it(db: Session, who: Cast, maya: str) -> None:
    entry_id = born(db, maya)
    say(db, maya, entry_id)
    [question] = questions.asked(db, HOME)
    assert (question.entry_id, question.supervisee_words) == (entry_id, WORDS)
    letters = db.scalars(select(OutboxMessage).where(OutboxMessage.template == "not_right")).all()
    assert [(one.recipient, one.params["words"]) for one in letters] == [("bob@example.org", WORDS)]
    say(db, who.bob, entry_id, "You are right, I am sorry.")
    assert questions.asked(db, HOME)[0].provider_words == "You are right, I am sorry."


def test_what_the_office_answered_is_open_again_when_it_is_said_again(db: Session, who: Cast, maya: str) -> None:
    entry_id, bob = born(db, maya), builders.actor(db, who.bob)
    say(db, maya, entry_id)
    questions.answer(db, builders.actor(db, who.dana), entry_id, "Please correct it.", LATER)
    assert sheets.not_right(db, bob) == []
    say(db, maya, entry_id, "It is still not right.")
    assert [one.entry_id for one in sheets.not_right(db, bob)] == [entry_id]


def test_where_no_office_is_the_two_read_it(db: Session, who: Cast, maya: str) -> None:
    builders.set_association(db, HOME, claimed_at=None)
    say(db, maya, born(db, maya))
    assert len(sheets.not_right(db, builders.actor(db, who.bob))) == 1


def test_a_correction_goes_its_way_and_ends_the_mark_once_it_is_signed(db: Session, who: Cast, maya: str) -> None:
    entry_id, bob = born(db, maya), builders.actor(db, who.bob)
    say(db, maya, entry_id)
    draft = Draft(TODAY, 45, who.bob, format="group", group_size=3, medium="video")
    entries.correct(db, builders.actor(db, maya), entry_id, draft, 1, LATER)
    assert len(sheets.not_right(db, bob)) == 1
    later = LATER + timedelta(minutes=5)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{entry_id}/2"], later), "pwd", later)
    assert sheets.not_right(db, bob) == []
    assert not seen(db, maya, entry_id).is_said_not_right


def test_it_is_right_after_all(db: Session, who: Cast, maya: str) -> None:
    entry_id = born(db, maya)
    say(db, maya, entry_id)
    disputing.settle(db, builders.actor(db, maya), entry_id, LATER)
    assert sheets.not_right(db, builders.actor(db, who.bob)) == []
    assert db.scalars(select(OfficeQuestion.id).where(OfficeQuestion.association_id == HOME)).all() == []


def test_only_what_somebody_else_wrote_and_signed_can_be_said_not_to_be_right(db: Session, who: Cast) -> None:
    alice, bob = builders.actor(db, who.alice), builders.actor(db, who.bob)
    own = entries.log(db, alice, Draft(TODAY, 60, who.bob), NOW)
    with pytest.raises(NotDisputable):
        say(db, who.alice, own)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{own}/1"], NOW), "pwd", NOW)
    with pytest.raises(NotDisputable):
        say(db, who.alice, own)


def test_the_owner_speaks_first_and_strangers_never(db: Session, who: Cast, maya: str) -> None:
    entry_id = born(db, maya)
    for person_id in (who.bob, who.alice, who.charlie, who.dana, who.erin):
        with pytest.raises(NotDisputable):
            say(db, person_id, entry_id)
    with pytest.raises(NotDisputable):
        disputing.settle(db, builders.actor(db, who.bob), entry_id, LATER)
    with pytest.raises(WordsMissing):
        say(db, maya, entry_id, " \n ")


@pytest.fixture
def later() -> Iterator[None]:
    """The pages are opened two hours after the signature."""
    with clock.stopped(LATER):
        yield


@pytest.mark.usefixtures("later")
def test_maya_says_so_on_her_page_and_bob_finds_it_under_sign(app: Flask, db: Session, maya: str) -> None:
    entry_id = born(db, maya)
    db.commit()
    browser = signed_in(app, "maya@example.org")
    page = browser.open(f"/entries/{entry_id}")
    assert "Put into your log by Bob Birch, from a group sheet" in page.text
    browser.follow("This is not right")
    assert browser.press("Say so", {"words": ""}, status=422).heading == "This is not right"
    assert WORDS in browser.press("Say so", {"words": WORDS}).text
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    assert WORDS in bob.follow("Maya Brooks").text
    bob.press("Say so", {"words": "Let us correct it."})
    browser.open(f"/entries/{entry_id}")
    assert "Let us correct it." in browser.follow("Said not to be right").text
    assert "It is right after all" not in bob.open(f"/entries/{entry_id}/not-right").text
    browser.open(f"/entries/{entry_id}/not-right")
    browser.press("It is right after all")
    bob.open(f"/entries/{entry_id}/not-right", status=404)


def test_who_led_the_group_with_the_signer_stands_on_the_entry(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 2)
    held = meeting(co_name="Ruth Okafor")
    sign(db, who, service.save(db, builders.actor(db, who.bob), SHEET, held, here(ids), NOW))
    entry_id = born(db, ids[1])
    db.commit()
    assert "Ruth Okafor" in signed_in(app, "noor@example.org").open(f"/entries/{entry_id}").text
