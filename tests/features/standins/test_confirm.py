"""Confirming in the supervisor's place: who may, when, and that it is never a signature."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import service as signing
from rs_tracker.features.standins import evidence, gone, naming, queries, service
from rs_tracker.store.tables import (
    Attestation,
    EvidenceFile,
    LedgerRow,
    Membership,
    OutboxMessage,
    SignIntent,
    Vouch,
)
from tests.features.standins.acting import (
    DAY,
    FILE,
    counted,
    line,
    logged,
    named,
    office_confirms,
    row,
    say_gone,
    stand_in_confirms,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_signing import earning


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def test_a_stand_in_confirms_what_they_were_named_for_and_it_counts_without_a_signature(db: Session, who: Cast) -> None:
    first, second = logged(db, who, 2), logged(db, who, 9, 90)
    say_gone(db, who, first)
    assert named(db, who, first, second) == 2
    assert len(stand_in_confirms(db, who, first, second).confirmed) == 2
    assert counted(db, who) == (150, 0)
    assert {(row(db, one).state, row(db, one).vouched_as) for one in (first, second)} == {("vouched", "stand-in")}
    assert row(db, first).signed_version is None
    assert db.scalars(select(Attestation).where(Attestation.association_id == HOME)).all() == []


def test_the_ledger_says_who_confirmed_what_why_and_how(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id, "died")
    office_confirms(db, who, entry_id)
    wanted = select(LedgerRow.canonical).where(LedgerRow.association_id == HOME)
    said = json.loads(db.scalars(wanted.order_by(LedgerRow.seq.desc())).first() or "{}")
    file = db.scalars(select(EvidenceFile).where(EvidenceFile.association_id == HOME)).one()
    assert (said["kind"], said["entry"], said["version"], said["minutes"]) == ("vouch", entry_id, 1, 60)
    assert (said["as"], said["by"], said["supervisee"], said["provider"]) == ("office", who.dana, who.alice, who.bob)
    assert (said["reason"], said["auth"], said["evidence_file"]) == ("died", "pwd", file.sha256)
    assert set(said["commit"]) == {"supervisee", "provider", "by", "words"}
    assert "Paper log" not in json.dumps(said)


def test_the_owner_and_the_supervisor_are_told_but_not_one_who_died(db: Session, who: Cast) -> None:
    first, second = logged(db, who, 2), logged(db, who, 9)
    say_gone(db, who, first, "refuses")
    office_confirms(db, who, first)
    gone.tell(db, builders.actor(db, who.alice), second, "died", None, [], NOW)
    office_confirms(db, who, second)
    mails = db.execute(select(OutboxMessage.template, OutboxMessage.person_id).order_by(OutboxMessage.created_at)).all()
    told = [(template, person) for template, person in mails if template.startswith("vouched")]
    assert sorted(told) == sorted([("vouched", who.alice), ("vouched_without_you", who.bob), ("vouched", who.alice)])


@pytest.mark.parametrize(
    ("days", "stand_in", "office"),
    [(13, False, False), (29, False, False), (30, True, False), (59, True, False), (60, True, True)],
)
def test_without_anybodys_word_the_ways_open_with_the_days(
    db: Session, who: Cast, days: int, stand_in: bool, office: bool
) -> None:
    entry_id = logged(db, who)
    found = queries.own(db, builders.actor(db, who.alice), entry_id, NOW + days * DAY)
    assert found is not None
    assert (found.days, found.ways.stand_in, found.ways.office) == (days, stand_in, office)
    assert found.ways.is_reminded == (days >= 14)


def test_too_early_nobody_can_be_named_and_nothing_confirmed(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    with pytest.raises(naming.NotOpen):
        named(db, who, entry_id)
    with pytest.raises(service.NothingToConfirm):
        office_confirms(db, who, entry_id)


def test_the_office_waits_two_weeks_for_somebody_who_was_there(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    with pytest.raises(service.NothingToConfirm):
        office_confirms(db, who, entry_id)
    naming.decline(db, builders.actor(db, who.charlie), entry_id, NOW)
    assert len(office_confirms(db, who, entry_id).confirmed) == 1


def test_whoever_was_not_named_confirms_nothing(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    value = line(db, entry_id)
    for person in (who.charlie, who.bob, who.alice, who.dana):
        with pytest.raises(service.NothingToConfirm):
            service.intend(db, builders.actor(db, person), [value], NOW)


def test_neither_oneself_nor_the_supervisor_can_be_named(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    for email in ("alice@example.org", "Bob@Example.org "):
        with pytest.raises(naming.NotAnother):
            named(db, who, entry_id, email=email)


def test_a_coordinator_confirms_neither_their_own_session_nor_one_they_supervised(db: Session, who: Cast) -> None:
    builders.hat(db, HOME, who.dana, SUPERVISEE)
    builders.pair(db, HOME, who.dana, who.bob)
    dana = builders.actor(db, who.dana)
    own = entries.log(db, dana, Draft(date(2026, 11, 3), 60, who.bob), NOW)
    gone.tell(db, dana, own, "left", None, [], NOW)
    with pytest.raises(service.NothingToConfirm):
        office_confirms(db, who, own)
    builders.pair(db, HOME, who.alice, who.dana)
    theirs = entries.log(db, builders.actor(db, who.alice), Draft(date(2026, 11, 3), 60, who.dana), NOW)
    gone.tell(db, builders.actor(db, who.alice), theirs, "refuses", None, [], NOW)
    with pytest.raises(service.NothingToConfirm):
        office_confirms(db, who, theirs)


def test_the_office_confirms_only_what_it_may_see(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    dana = builders.actor(db, who.dana)
    intent_id = service.intend_for_office(db, dana, entry_id, [line(db, entry_id)], "words", FILE, NOW)
    mine = (Membership.association_id == HOME, Membership.person_id == who.alice)
    db.scalars(select(Membership).where(*mine)).one().office_sees = False
    db.flush()
    assert queries.seen_by_office(db, dana, entry_id, NOW) is None
    outcome = service.confirm(db, dana, intent_id, "pwd", NOW)
    assert [one.fault for one in outcome.left_out] == ["not-named"]


def test_an_office_of_another_association_finds_nothing(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    erin = builders.actor(db, who.erin, OTHER)
    assert queries.seen_by_office(db, erin, entry_id, NOW) is None
    with pytest.raises(service.NothingToConfirm):
        service.intend_for_office(db, erin, entry_id, [line(db, entry_id)], "words", FILE, NOW)


def test_whoever_lost_the_office_hat_meanwhile_confirms_nothing(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    dana = builders.actor(db, who.dana)
    intent_id = service.intend_for_office(db, dana, entry_id, [line(db, entry_id)], "words", FILE, NOW)
    db.execute(
        text("DELETE FROM membership_role WHERE association_id = :here AND role = :role"),
        {"here": HOME, "role": COORDINATOR},
    )
    outcome = service.confirm(db, builders.actor(db, who.dana), intent_id, "pwd", NOW)
    assert (len(outcome.confirmed), [one.fault for one in outcome.left_out]) == (0, ["not-named"])


def test_the_statement_is_good_for_five_minutes_and_once(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    charlie = builders.actor(db, who.charlie)
    old = service.intend(db, charlie, [line(db, entry_id)], NOW)
    with pytest.raises(service.IntentEnded):
        service.confirm(db, charlie, old, "pwd", NOW + timedelta(minutes=5))
    intent_id = service.intend(db, charlie, [line(db, entry_id)], NOW)
    first = service.confirm(db, charlie, intent_id, "pwd", NOW)
    assert service.confirm(db, charlie, intent_id, "pwd", NOW + timedelta(minutes=1)) == first
    assert len(db.scalars(select(Vouch).where(Vouch.association_id == HOME)).all()) == 1


def test_a_statement_of_somebody_else_or_of_another_kind_confirms_nothing(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    charlie, bob = builders.actor(db, who.charlie), builders.actor(db, who.bob)
    mine = service.intend(db, charlie, [line(db, entry_id)], NOW)
    with pytest.raises(service.IntentEnded):
        service.confirm(db, bob, mine, "pwd", NOW)
    with pytest.raises(signing.IntentEnded):
        signing.sign(db, charlie, mine, "pwd", NOW)
    signs = signing.intend(db, bob, [line(db, entry_id)], NOW)
    with pytest.raises(service.IntentEnded):
        service.confirm(db, bob, signs, "pwd", NOW)
    assert row(db, entry_id).state == "waiting"


def test_a_changed_statement_confirms_nothing(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    charlie = builders.actor(db, who.charlie)
    intent_id = service.intend(db, charlie, [line(db, entry_id)], NOW)
    kept = db.get_one(SignIntent, intent_id)
    kept.body = kept.body.replace('"minutes":60', '"minutes":90')
    db.flush()
    with pytest.raises(service.IntentEnded):
        service.confirm(db, charlie, intent_id, "pwd", NOW)


def test_a_line_changed_signed_or_taken_back_meanwhile_is_left_out_and_named(db: Session, who: Cast) -> None:
    changed, signed, good = logged(db, who, 2), logged(db, who, 3), logged(db, who, 4)
    say_gone(db, who, changed)
    named(db, who, changed, signed, good)
    charlie, bob, alice = (builders.actor(db, one) for one in (who.charlie, who.bob, who.alice))
    intent_id = service.intend(db, charlie, [line(db, one) for one in (changed, signed, good)], NOW)
    entries.correct(db, alice, changed, Draft(date(2026, 11, 2), 75, who.bob), 1, NOW)
    signing.sign(db, bob, signing.intend(db, bob, [line(db, signed)], NOW), "pwd", NOW)
    outcome = service.confirm(db, charlie, intent_id, "pwd", NOW)
    assert [item.entry_id for item in outcome.confirmed] == [good]
    assert {one.entry_id: one.fault for one in outcome.left_out} == {changed: "changed", signed: "already-signed"}
    assert service.outcome(db, charlie, intent_id) == outcome


def test_if_the_word_is_taken_back_meanwhile_it_is_too_early_again(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    charlie = builders.actor(db, who.charlie)
    intent_id = service.intend(db, charlie, [line(db, entry_id)], NOW)
    gone.take_back(db, builders.actor(db, who.alice), entry_id, NOW)
    assert [one.fault for one in service.confirm(db, charlie, intent_id, "pwd", NOW).left_out] == ["not-open"]


def test_after_a_reset_by_mail_alone_nothing_is_confirmed(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    charlie = builders.actor(db, who.charlie)
    intent_id = service.intend(db, charlie, [line(db, entry_id)], NOW)
    held = replace(charlie, may_sign_from=NOW + DAY)
    with pytest.raises(service.SigningWaits):
        service.confirm(db, held, intent_id, "pwd", NOW)
    with pytest.raises(service.SigningWaits):
        service.intend(db, held, [line(db, entry_id)], NOW)


def test_the_office_says_what_it_rests_on_and_hands_in_a_file(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    dana, lines = builders.actor(db, who.dana), [line(db, entry_id)]
    with pytest.raises(service.WordsMissing):
        service.intend_for_office(db, dana, entry_id, lines, "  ", FILE, NOW)
    with pytest.raises(evidence.BadEvidence):
        service.intend_for_office(db, dana, entry_id, lines, "words", ("log.png", b"<svg onload=alert(1)>"), NOW)
    assert db.scalars(select(EvidenceFile).where(EvidenceFile.association_id == HOME)).all() == []
