"""Who cancels a signature, within which minutes, how often: every way in which it is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.signing import intents, passkeys_asked, service, striking, withdrawing
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.store.tables import Cancellation, LedgerRow, SignIntent
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_endings import correct, head, log, sign, signed, totals, withdraw

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders_endings.people(db)


def rows(db: Session, kind: str) -> list[str]:
    wanted = select(LedgerRow.canonical).where(LedgerRow.association_id == HOME, LedgerRow.kind == kind)
    return list(db.scalars(wanted.order_by(LedgerRow.seq)))


def test_nobody_else_cancels_a_signature(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    for person_id in (who.alice, who.charlie, who.dana, who.erin):
        with pytest.raises(withdrawing.NotYours):
            withdrawing.intend(db, builders.actor(db, person_id), entry_id, 1, "date", "", NOW)
    assert totals(db)[2] == 60


def test_a_statement_is_nobody_elses_to_use(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    intent_id = withdrawing.intend(db, builders.actor(db, who.bob), entry_id, 1, "date", "", NOW)
    for person_id in (who.alice, who.dana):
        with pytest.raises(intents.IntentEnded):
            withdrawing.withdraw(db, builders.actor(db, person_id), intent_id, "pwd", NOW)


@pytest.mark.parametrize("version", [0, 2])
def test_only_the_version_that_is_signed_is_cancelled(db: Session, who: Cast, version: int) -> None:
    entry_id = signed(db, who)
    with pytest.raises(withdrawing.NotYours):
        withdrawing.intend(db, builders.actor(db, who.bob), entry_id, version, "date", "", NOW)


def test_an_unsigned_entry_has_nothing_to_cancel(db: Session, who: Cast) -> None:
    entry_id = log(db, who)
    with pytest.raises(withdrawing.NotYours):
        withdrawing.intend(db, builders.actor(db, who.bob), entry_id, 1, "date", "", NOW)


def test_five_minutes_and_no_longer(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    with pytest.raises(intents.IntentEnded):
        withdrawing.withdraw(db, bob, intent_id, "pwd", LATER)
    assert totals(db)[2] == 60
    withdrawing.withdraw(db, bob, intent_id, "pwd", LATER - timedelta(seconds=1))
    assert totals(db)[2] == 0


def test_pressed_twice_it_is_cancelled_once_and_says_the_same(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    first = withdrawing.withdraw(db, bob, intent_id, "pwd", NOW)
    assert withdrawing.withdraw(db, bob, intent_id, "pwd", LATER) == first
    assert (first.version, first.minutes, first.held_on, first.reason) == (1, 60, date(2026, 11, 2), "date")
    assert len(rows(db, "withdraw")) == 1


def test_an_expired_statement_is_not_answered_with_another_cancellation(db: Session, who: Cast) -> None:
    """Neither with that of another entry, nor of another version, nor with what the office struck."""
    bob, dana, alice = (builders.actor(db, one) for one in (who.bob, who.dana, who.alice))
    stands, other, again, struck = (signed(db, who, day) for day in (2, 3, 4, 5))
    old = withdrawing.intend(db, bob, stands, 1, "date", "", NOW)
    withdraw(db, who, other)
    withdraw(db, who, again)
    correct(db, who, again, 90, 4)
    sign(db, who, again)
    newer = withdrawing.intend(db, bob, again, 2, "date", "", NOW)
    gone = withdrawing.intend(db, bob, struck, 1, "date", "", NOW)
    striking.agree(db, alice, striking.propose(db, dana, struck, 1, "duplicate", "", NOW), NOW)
    for intent_id in (old, newer, gone):
        with pytest.raises(intents.IntentEnded):
            withdrawing.withdraw(db, bob, intent_id, "pwd", LATER)


def test_what_was_struck_or_left_meanwhile_is_not_cancelled(db: Session, who: Cast) -> None:
    bob, dana, alice = (builders.actor(db, one) for one in (who.bob, who.dana, who.alice))
    struck, stands = signed(db, who), signed(db, who, 9)
    first, second = (withdrawing.intend(db, bob, one, 1, "date", "", NOW) for one in (struck, stands))
    striking.agree(db, alice, striking.propose(db, dana, struck, 1, "duplicate", "", NOW), NOW)
    with pytest.raises(withdrawing.NotYours):
        withdrawing.withdraw(db, bob, first, "pwd", NOW)
    with pytest.raises(withdrawing.NotYours):
        withdrawing.withdraw(db, replace(bob, memberships=()), second, "pwd", NOW)
    assert head(db, stands).state == "signed"


def test_a_statement_is_taken_by_its_own_person_alone(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    assert not intents.take(db, builders.actor(db, who.alice), intent_id, NOW)
    assert intents.take(db, bob, intent_id, NOW)
    assert not intents.take(db, bob, intent_id, NOW)


def test_a_signature_replaced_meanwhile_is_not_cancelled_by_an_old_statement(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    correct(db, who, entry_id, 90)
    sign(db, who, entry_id)
    with pytest.raises(withdrawing.NotYours):
        withdrawing.withdraw(db, bob, intent_id, "pwd", NOW)
    assert totals(db)[2] == 90


def test_a_statement_that_signs_cancels_nothing_and_the_other_way_round(db: Session, who: Cast) -> None:
    entry_id, other, bob = signed(db, who), log(db, who, 9), builders.actor(db, who.bob)
    signs = service.intend(db, bob, [f"{HOME}/{other}/1"], NOW)
    withdraws = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    with pytest.raises(intents.IntentEnded):
        withdrawing.withdraw(db, bob, signs, "pwd", NOW)
    with pytest.raises(intents.IntentEnded):
        service.sign(db, bob, withdraws, "pwd", NOW)
    assert (head(db, entry_id).state, head(db, other).state) == ("signed", "waiting")


def test_the_pages_of_one_kind_of_statement_do_not_know_the_other(db: Session, who: Cast) -> None:
    entry_id, other, bob = signed(db, who), log(db, who, 9), builders.actor(db, who.bob)
    signs = service.intend(db, bob, [f"{HOME}/{other}/1"], NOW)
    withdraws = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    assert withdrawing.shown(db, bob, signs) is None
    assert withdrawing.shown(db, bob, withdraws) is not None
    withdrawing.withdraw(db, bob, withdraws, "pwd", NOW)
    with pytest.raises(intents.IntentEnded):
        service.outcome(db, bob, withdraws)


def test_words_are_kept_only_where_there_are_some(db: Session, who: Cast) -> None:
    first, second, bob = signed(db, who), signed(db, who, 9), builders.actor(db, who.bob)
    withdrawing.intend(db, bob, first, 1, "date", "  ", NOW)
    intent_id = withdrawing.intend(db, bob, second, 1, "other", " " + "x" * 600, NOW)
    [row] = db.scalars(select(Cancellation).where(Cancellation.association_id == HOME)).all()
    assert (row.intent_id, row.entry_id, row.version, row.words) == (intent_id, second, 1, "x" * 500)


def test_a_tampered_statement_cancels_nothing(db: Session, who: Cast) -> None:
    first, second, bob = signed(db, who), signed(db, who, 9), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, first, 1, "date", "", NOW)
    intent = db.get_one(SignIntent, intent_id)
    intent.body = intent.body.replace(first, second)
    db.flush()
    with pytest.raises(intents.IntentEnded):
        withdrawing.withdraw(db, bob, intent_id, "pwd", NOW)
    assert totals(db)[2] == 120


def test_after_a_reset_by_mail_alone_cancelling_waits_too(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    late = replace(bob, may_sign_from=NOW + timedelta(hours=24))
    with pytest.raises(intents.SigningWaits):
        withdrawing.intend(db, late, entry_id, 1, "date", "", NOW)
    with pytest.raises(intents.SigningWaits):
        withdrawing.withdraw(db, late, intent_id, "pwd", NOW)


def test_where_the_association_asks_for_a_passkey_a_password_cancels_nothing(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    builders.set_association(db, HOME, settings={passkeys_asked.SETTING: True})
    intent_id = withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW)
    with pytest.raises(withdrawing.PasskeyAsked):
        withdrawing.withdraw(db, bob, intent_id, "pwd", NOW)
    assert head(db, entry_id).state == "signed"
    withdrawing.withdraw(db, bob, intent_id, "passkey-uv", NOW)
    assert head(db, entry_id).state == "withdrawn"


def test_own_words_need_words_and_reasons_come_from_the_list(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    with pytest.raises(WordsMissing):
        withdrawing.intend(db, bob, entry_id, 1, "other", "  ", NOW)
    with pytest.raises(ValueError, match="no such reason"):
        withdrawing.intend(db, bob, entry_id, 1, "because", "", NOW)
