"""Sending one back while the others are signed, and asking the office after the second time."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import disputes, queries, returns, service
from rs_tracker.store.tables import Entry, Membership, OutboxMessage, SupervisionPair
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def logged(db: Session, who: Cast, minutes: int = 60) -> str:
    draft = Draft(held_on=date(2026, 11, 2), minutes=minutes, provider_id=who.bob)
    return entries.log(db, builders.actor(db, who.alice), draft, NOW)


def state_of(db: Session, entry_id: str) -> tuple[str, int]:
    row = db.execute(select(Entry.state, Entry.returns).where(Entry.association_id == HOME, Entry.id == entry_id)).one()
    return (row.state, row.returns)


def test_a_returned_entry_goes_back_to_its_owner_who_is_told_at_once(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    returns.send_back(db, builders.actor(db, who.bob), entry_id, 1, "length", "", NOW)
    assert state_of(db, entry_id) == ("returned", 1)
    told = db.scalars(select(OutboxMessage).where(OutboxMessage.template == "sent_back")).one()
    assert told.recipient == "alice@example.org"
    assert told.params["reason"] == "length"
    assert queries.waiting_for(db, builders.actor(db, who.bob), NOW).count == 0


def test_the_corrected_entry_waits_again_and_can_be_signed(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    bob = builders.actor(db, who.bob)
    returns.send_back(db, bob, entry_id, 1, "length", "", NOW)
    entries.correct(db, builders.actor(db, who.alice), entry_id, Draft(date(2026, 11, 2), 45, who.bob), 1, NOW)
    chosen = [line.value for group in queries.waiting_for(db, bob, NOW).groups for line in group.lines]
    assert chosen == [f"{HOME}/{entry_id}/2"]
    assert len(service.sign(db, bob, service.intend(db, bob, chosen, NOW), "pwd", NOW).signed) == 1


def test_a_returned_correction_leaves_the_signed_version_counting(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    bob = builders.actor(db, who.bob)
    service.sign(db, bob, service.intend(db, bob, [f"{HOME}/{entry_id}/1"], NOW), "pwd", NOW)
    entries.correct(db, builders.actor(db, who.alice), entry_id, Draft(date(2026, 11, 2), 90, who.bob), 1, NOW)
    returns.send_back(db, bob, entry_id, 2, "length", "", NOW)
    assert state_of(db, entry_id) == ("signed", 1)
    minutes = select(Entry.minutes).where(Entry.association_id == HOME, Entry.id == entry_id)
    assert db.scalar(minutes) == 60, "lists show what is signed"


@pytest.mark.parametrize("stranger", ["alice", "charlie", "dana", "erin"])
def test_nobody_else_sends_it_back(db: Session, who: Cast, stranger: str) -> None:
    entry_id = logged(db, who)
    with pytest.raises(returns.NotWaiting):
        returns.send_back(db, builders.actor(db, getattr(who, stranger)), entry_id, 1, "date", "", NOW)
    assert state_of(db, entry_id) == ("waiting", 0)


def test_a_version_that_is_not_the_newest_cannot_be_sent_back(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    entries.correct(db, builders.actor(db, who.alice), entry_id, Draft(date(2026, 11, 2), 45, who.bob), 1, NOW)
    with pytest.raises(returns.NotWaiting):
        returns.send_back(db, builders.actor(db, who.bob), entry_id, 1, "date", "", NOW)


def test_own_words_need_words(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    with pytest.raises(returns.WordsMissing):
        returns.send_back(db, builders.actor(db, who.bob), entry_id, 1, "other", "  ", NOW)


def test_saying_that_one_does_not_supervise_somebody_ends_the_pair(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    returns.send_back(db, builders.actor(db, who.bob), entry_id, 1, "not_mine", "", NOW)
    state = select(SupervisionPair.state).where(
        SupervisionPair.association_id == HOME, SupervisionPair.supervisee_id == who.alice
    )
    assert db.scalar(state) == "ended"


def sent_back_twice(db: Session, who: Cast) -> str:
    entry_id = logged(db, who)
    bob, alice = builders.actor(db, who.bob), builders.actor(db, who.alice)
    returns.send_back(db, bob, entry_id, 1, "length", "", NOW)
    entries.correct(db, alice, entry_id, Draft(date(2026, 11, 2), 65, who.bob), 1, NOW)
    returns.send_back(db, bob, entry_id, 2, "other", "It was 45 minutes.", NOW)
    return entry_id


def test_the_office_is_asked_only_after_the_second_return(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    alice = builders.actor(db, who.alice)
    returns.send_back(db, builders.actor(db, who.bob), entry_id, 1, "length", "", NOW)
    with pytest.raises(returns.NoOffice):
        returns.ask_office(db, alice, entry_id, "We met for an hour.", NOW)


def test_both_statements_reach_one_question_and_both_hear_the_answer(db: Session, who: Cast) -> None:
    entry_id = sent_back_twice(db, who)
    returns.ask_office(db, builders.actor(db, who.alice), entry_id, "We met for an hour.", NOW)
    returns.ask_office(db, builders.actor(db, who.bob), entry_id, "It was 45 minutes.", NOW)
    question = disputes.question_about(db, HOME, entry_id)
    assert question is not None
    assert (question.supervisee_words, question.provider_words) == ("We met for an hour.", "It was 45 minutes.")
    returns.answer(db, builders.actor(db, who.dana), entry_id, "Please log 45 minutes.", NOW)
    told = db.scalars(select(OutboxMessage.recipient).where(OutboxMessage.template == "office_answer")).all()
    assert sorted(told) == ["alice@example.org", "bob@example.org"]


def test_a_stranger_asks_nothing_about_it(db: Session, who: Cast) -> None:
    entry_id = sent_back_twice(db, who)
    for stranger in (who.charlie, who.erin):
        with pytest.raises(returns.NotWaiting):
            returns.ask_office(db, builders.actor(db, stranger), entry_id, "Let me see.", NOW)


def test_who_keeps_their_log_from_the_office_decides_alone_whether_it_is_asked(db: Session, who: Cast) -> None:
    owner = (Membership.association_id == HOME, Membership.person_id == who.alice)
    db.execute(update(Membership).where(*owner).values(office_sees=False))
    entry_id = logged(db, who)
    alice, bob = builders.actor(db, who.alice), builders.actor(db, who.bob)
    for version, minutes in ((1, 61), (2, 62)):
        returns.send_back(db, bob, entry_id, version, "length", "", NOW)
        entries.correct(db, alice, entry_id, Draft(date(2026, 11, 2), minutes, who.bob), version, NOW)
    with pytest.raises(returns.NoOffice):
        returns.ask_office(db, bob, entry_id, "It was an hour.", NOW)
    returns.ask_office(db, alice, entry_id, "It was longer.", NOW)
    returns.ask_office(db, bob, entry_id, "It was an hour.", NOW)
    question = disputes.question_about(db, HOME, entry_id)
    assert question is not None
    assert (question.supervisee_words, question.provider_words) == ("It was longer.", "It was an hour.")
