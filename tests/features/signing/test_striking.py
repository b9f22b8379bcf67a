"""Striking a signature: never by one person alone, but by notice where the office is one person; objection stops it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import endings
from rs_tracker.features.signing import proposals, striking
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.store.tables import (
    AttestationEnd,
    LedgerRow,
    Membership,
    OfficeQuestion,
    Strike,
)
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, Cast, hat, member, person
from tests.support.builders_endings import correct, head, propose, sign, signed, totals, withdraw

WEEK = timedelta(days=7)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders_endings.people(db)


@pytest.fixture
def olga(db: Session, who: Cast) -> str:
    """A second officer."""
    id_ = person(db, "Olga Ortiz", "olga@example.org")
    member(db, HOME, id_, "admin")
    return id_


def strike(db: Session, strike_id: str) -> Strike:
    wanted = select(Strike).where(Strike.association_id == HOME, Strike.id == strike_id)
    return db.scalars(wanted.execution_options(populate_existing=True)).one()


def voids(db: Session) -> list[str]:
    return list(
        db.scalars(select(LedgerRow.canonical).where(LedgerRow.association_id == HOME, LedgerRow.kind == "void"))
    )


@pytest.mark.parametrize(("name", "second"), [("bob", "signer"), ("alice", "supervisee")])
def test_the_office_and_a_party_strike_a_signature(db: Session, who: Cast, name: str, second: str) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    assert totals(db) == (60, 0, 60), "a proposal changes nothing"
    agreeing = getattr(who, name)
    striking.agree(db, builders.actor(db, agreeing), strike_id, NOW)
    row = head(db, entry_id)
    assert (row.state, row.signed_version, row.ended_version) == ("voided", None, 1)
    assert totals(db) == (60, 0, 0)
    [text] = voids(db)
    for part in (
        f'"by":"{who.dana}"',
        f'"second_kind":"{second}"',
        f'"second_by":"{agreeing}"',
        '"of":1',
        '"reason":"duplicate"',
        f'"entry":"{entry_id}"',
    ):
        assert part in text
    [end] = db.scalars(select(AttestationEnd).where(AttestationEnd.association_id == HOME)).all()
    assert (end.how, end.by_id, end.reason, end.version) == ("voided", who.dana, "duplicate", 1)


def test_a_second_officer_agrees(db: Session, who: Cast, olga: str) -> None:
    strike_id = propose(db, who, signed(db, who))
    striking.agree(db, builders.actor(db, olga), strike_id, NOW)
    assert '"second_kind":"officer"' in voids(db)[0]
    assert (strike(db, strike_id).second_kind, strike(db, strike_id).second_by) == ("officer", olga)


def test_nobody_strikes_alone_and_no_stranger_helps(db: Session, who: Cast) -> None:
    strike_id = propose(db, who, signed(db, who))
    for person_id in (who.dana, who.charlie, who.erin):
        with pytest.raises(striking.NotPossible):
            striking.agree(db, builders.actor(db, person_id), strike_id, NOW)
        with pytest.raises(striking.NotPossible):
            striking.object_to(db, builders.actor(db, person_id), strike_id, "No.", NOW)
    assert totals(db)[2] == 60


def test_only_the_offices_coordinator_proposes(db: Session, who: Cast, olga: str) -> None:
    entry_id = signed(db, who)
    for person_id in (who.alice, who.bob, who.charlie, olga):
        with pytest.raises(striking.NotPossible):
            striking.propose(db, builders.actor(db, person_id), entry_id, 1, "duplicate", "", NOW)
    with pytest.raises(striking.NotPossible):
        striking.propose(db, builders.actor(db, who.erin), entry_id, 1, "duplicate", "", NOW)


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_a_coordinators_own_session_or_signature_needs_somebody_else(db: Session, who: Cast, name: str) -> None:
    entry_id = signed(db, who)
    hat(db, HOME, getattr(who, name), "coordinator")
    with pytest.raises(striking.NotPossible) as refusal:
        striking.propose(db, builders.actor(db, getattr(who, name)), entry_id, 1, "duplicate", "", NOW)
    assert refusal.value.fault == endings.PARTY
    striking.agree(db, builders.actor(db, getattr(who, name)), propose(db, who, entry_id), NOW)
    assert totals(db)[2] == 0


def test_whoever_keeps_their_log_from_the_office_is_left_alone(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    mine = (Membership.association_id == HOME, Membership.person_id == who.alice)
    db.scalars(select(Membership).where(*mine)).one().office_sees = False
    db.flush()
    with pytest.raises(striking.NotPossible):
        propose(db, who, entry_id)


def test_an_objection_stops_it_and_becomes_a_question_to_the_office(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    with pytest.raises(WordsMissing):
        striking.object_to(db, builders.actor(db, who.bob), strike_id, " ", NOW)
    striking.object_to(db, builders.actor(db, who.bob), strike_id, "We met twice that day.", NOW)
    assert totals(db)[2] == 60
    [question] = db.scalars(select(OfficeQuestion).where(OfficeQuestion.association_id == HOME)).all()
    assert (question.entry_id, question.provider_words, question.asked_by) == (
        entry_id,
        "We met twice that day.",
        who.bob,
    )
    with pytest.raises(striking.NotPossible):
        striking.agree(db, builders.actor(db, who.alice), strike_id, NOW)
    assert strike(db, strike_id).outcome == "objected"


def test_the_owners_objection_stands_on_the_owners_side_of_the_question(db: Session, who: Cast) -> None:
    strike_id = propose(db, who, signed(db, who))
    striking.object_to(db, builders.actor(db, who.alice), strike_id, "It took place.", NOW)
    [question] = db.scalars(select(OfficeQuestion).where(OfficeQuestion.association_id == HOME)).all()
    assert (question.supervisee_words, question.provider_words) == ("It took place.", None)


def test_a_second_officer_who_objects_asks_nobody(db: Session, who: Cast, olga: str) -> None:
    strike_id = propose(db, who, signed(db, who))
    striking.object_to(db, builders.actor(db, olga), strike_id, "", NOW)
    assert (strike(db, strike_id).outcome, strike(db, strike_id).answer_words) == ("objected", None)
    assert db.scalars(select(OfficeQuestion).where(OfficeQuestion.association_id == HOME)).all() == []


def test_an_office_of_one_goes_ahead_after_seven_days_without_objection(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    assert strike(db, strike_id).notice_until == NOW + WEEK
    assert striking.close_notices(db, HOME, NOW + WEEK - timedelta(seconds=1)) == 0
    assert totals(db)[2] == 60
    assert striking.close_notices(db, HOME, NOW + WEEK) == 1
    assert (head(db, entry_id).state, totals(db)[2]) == ("voided", 0)
    assert '"second_by":null,"second_kind":"notice"' in voids(db)[0]
    assert striking.close_notices(db, HOME, NOW + WEEK) == 0


def test_no_notice_runs_in_an_office_of_two(db: Session, who: Cast, olga: str) -> None:
    strike_id = propose(db, who, signed(db, who))
    assert strike(db, strike_id).notice_until is None
    assert striking.close_notices(db, HOME, NOW + 2 * WEEK) == 0
    assert totals(db)[2] == 60


def test_a_notice_ends_when_the_office_is_no_longer_alone(db: Session, who: Cast) -> None:
    strike_id = propose(db, who, signed(db, who))
    member(db, HOME, who.erin, "coordinator")
    assert striking.close_notices(db, HOME, NOW + WEEK) == 1
    assert (strike(db, strike_id).outcome, strike(db, strike_id).notice_until) == (None, None)
    assert totals(db)[2] == 60
    striking.agree(db, builders.actor(db, who.erin, HOME), strike_id, NOW + WEEK)
    assert totals(db)[2] == 0


def test_after_an_objection_silence_is_no_agreement_any_more(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    striking.object_to(db, builders.actor(db, who.bob), propose(db, who, entry_id), "No.", NOW)
    again = propose(db, who, entry_id)
    assert strike(db, again).notice_until is None


def test_only_a_partys_objection_takes_silence_for_a_no(db: Session, who: Cast, olga: str) -> None:
    """Neither a proposal that was taken back, nor an officer's objection after which the office is alone again."""
    entry_id, dana = signed(db, who), builders.actor(db, who.dana)
    striking.object_to(db, builders.actor(db, olga), propose(db, who, entry_id), "", NOW)
    striking.take_back(db, dana, propose(db, who, entry_id), NOW)
    mine = (Membership.association_id == HOME, Membership.person_id == olga)
    db.scalars(select(Membership).where(*mine)).one().ended_at = NOW
    db.flush()
    again = strike(db, propose(db, who, entry_id))
    assert (again.notice_until, again.words, again.answer_words) == (NOW + WEEK, None, None)


def test_two_notices_run_out_in_one_night(db: Session, who: Cast) -> None:
    first, second = signed(db, who), signed(db, who, 9)
    assert propose(db, who, first) != propose(db, who, second)
    assert striking.close_notices(db, HOME, NOW + WEEK) == 2
    assert [head(db, one).state for one in (first, second)] == ["voided", "voided"]


def test_nobody_agrees_to_what_was_cancelled_meanwhile(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    withdraw(db, who, entry_id)
    with pytest.raises(striking.NotPossible):
        striking.agree(db, builders.actor(db, who.alice), strike_id, NOW)
    assert voids(db) == []


def test_a_notice_about_a_signature_that_ended_anyway_comes_to_nothing(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    withdraw(db, who, entry_id)
    assert striking.close_notices(db, HOME, NOW + WEEK) == 1
    assert strike(db, strike_id).outcome == "taken_back"
    assert voids(db) == []


def test_a_signature_that_was_replaced_is_not_struck_by_an_old_proposal(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id)
    correct(db, who, entry_id)
    sign(db, who, entry_id)
    for person_id in (who.alice, who.bob):
        with pytest.raises(striking.NotPossible):
            striking.agree(db, builders.actor(db, person_id), strike_id, NOW)
    assert striking.close_notices(db, HOME, NOW + WEEK) == 1
    assert totals(db)[2] == 90


def test_what_was_said_since_goes_on_waiting_when_the_signed_version_is_struck(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    correct(db, who, entry_id)
    striking.agree(db, builders.actor(db, who.alice), propose(db, who, entry_id), NOW)
    assert (head(db, entry_id).state, totals(db)) == ("waiting", (90, 90, 0))


def test_one_open_proposal_about_a_signature_is_enough(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    assert propose(db, who, entry_id) == propose(db, who, entry_id, "by_mistake")
    striking.take_back(db, builders.actor(db, who.dana), propose(db, who, entry_id), NOW)
    assert propose(db, who, entry_id) != strike(db, propose(db, who, entry_id)).entry_id


def test_only_the_proposer_takes_it_back(db: Session, who: Cast, olga: str) -> None:
    strike_id = propose(db, who, signed(db, who))
    for person_id in (who.alice, who.bob, olga):
        with pytest.raises(striking.NotPossible):
            striking.take_back(db, builders.actor(db, person_id), strike_id, NOW)
    striking.take_back(db, builders.actor(db, who.dana), strike_id, NOW)
    with pytest.raises(striking.NotPossible):
        striking.agree(db, builders.actor(db, who.bob), strike_id, NOW)
    assert (strike(db, strike_id).outcome, totals(db)[2]) == ("taken_back", 60)


def test_own_words_need_words_and_reasons_come_from_the_list(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    with pytest.raises(WordsMissing):
        propose(db, who, entry_id, "other", " ")
    with pytest.raises(ValueError, match="no such reason"):
        propose(db, who, entry_id, "because")


def test_a_proposal_is_seen_by_the_parties_and_the_office_alone(db: Session, who: Cast, olga: str) -> None:
    strike_id = propose(db, who, signed(db, who))
    seen = {
        name: proposals.proposal(db, builders.actor(db, person_id), strike_id) is not None
        for name, person_id in (
            ("alice", who.alice),
            ("bob", who.bob),
            ("dana", who.dana),
            ("olga", olga),
            ("charlie", who.charlie),
            ("erin", who.erin),
        )
    }
    assert seen == {"alice": True, "bob": True, "dana": True, "olga": True, "charlie": False, "erin": False}
    assert [one.id for one in proposals.open_for(db, builders.actor(db, who.bob))] == [strike_id]
    assert proposals.open_for(db, builders.actor(db, who.dana)) == []
