"""The signing moment: what is signed, what is left out, and that nothing is signed twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import queries, service, statement
from rs_tracker.store.engine import writing
from rs_tracker.store.tables import Attestation, Entry, OutboxMessage, SignIntent, Standing, SupervisionPair, Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_signing import earning


def logged(db: Session, owner: str, provider: str, day: int = 2, minutes: int = 60, home: str = HOME) -> str:
    draft = Draft(held_on=date(2026, 11, day), minutes=minutes, provider_id=provider)
    return entries.log(db, builders.actor(db, owner, home), draft, NOW)


def lines(db: Session, provider: str, home: str | None = None) -> list[str]:
    queue = queries.waiting_for(db, builders.actor(db, provider), NOW)
    found = queue.odd + [line for group in queue.groups for line in group.lines]
    return [line.value for line in found if home in (None, line.association_id)]


def counted(db: Session, person_id: str) -> tuple[int, int]:
    row = db.execute(
        select(Standing.counted, Standing.waiting).where(
            Standing.association_id == HOME, Standing.person_id == person_id, Standing.place == "current"
        )
    ).one()
    return (row.counted, row.waiting)


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def test_signed_hours_count_at_once_and_a_receipt_is_queued(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob, 2, 60)
    logged(db, who.alice, who.bob, 9, 90)
    assert counted(db, who.alice) == (0, 150)
    bob = builders.actor(db, who.bob)
    outcome = service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    assert [item.minutes for item in outcome.signed] == [60, 90]
    assert outcome.left_out == ()
    assert counted(db, who.alice) == (150, 0)
    receipts = db.scalars(select(OutboxMessage).where(OutboxMessage.template == "signed_receipt")).all()
    assert [(row.recipient, row.params["count"]) for row in receipts] == [("bob@example.org", 2)]
    told = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.actor_id == who.bob)).all()
    assert told == ["entry.signed", "entry.signed"]


def test_the_statement_holds_what_was_shown_and_its_hash_fits(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent = db.get_one(SignIntent, service.intend(db, bob, lines(db, who.bob), NOW))
    assert statement.digest(intent.body) == intent.sha256
    said = statement.read(intent.body)
    assert [(item.entry_id, item.version, item.minutes) for item in said.items] == [(entry_id, 1, 60)]
    assert said.sentence == statement.SENTENCES["en"]
    assert intent.expires_at - intent.created_at == timedelta(minutes=5)


def test_a_line_changed_after_it_was_shown_is_left_out_and_the_others_are_signed(db: Session, who: Cast) -> None:
    second, first = logged(db, who.alice, who.bob, 2), logged(db, who.alice, who.bob, 9)
    bob, alice = builders.actor(db, who.bob), builders.actor(db, who.alice)
    intent_id = service.intend(db, bob, lines(db, who.bob), NOW)
    entries.correct(db, alice, first, Draft(date(2026, 11, 9), 75, who.bob), 1, NOW)
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert [item.entry_id for item in outcome.signed] == [second]
    assert [(line.entry_id, line.fault) for line in outcome.left_out] == [(first, "changed")]
    assert counted(db, who.alice) == (60, 75)


def test_pressing_twice_repeats_the_answer_and_signs_once(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, lines(db, who.bob), NOW)
    first = service.sign(db, bob, intent_id, "pwd", NOW)
    assert service.sign(db, bob, intent_id, "pwd", NOW + timedelta(seconds=3)) == first
    assert db.scalar(select(func.count()).select_from(Attestation).where(Attestation.association_id == HOME)) == 1


def test_a_statement_older_than_five_minutes_signs_nothing(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, lines(db, who.bob), NOW)
    with pytest.raises(service.IntentEnded):
        service.sign(db, bob, intent_id, "pwd", NOW + timedelta(minutes=5))
    assert counted(db, who.alice) == (0, 60)


def test_a_statement_serves_nobody_but_its_maker(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    intent_id = service.intend(db, builders.actor(db, who.bob), lines(db, who.bob), NOW)
    for stranger in (who.alice, who.charlie, who.dana, who.erin):
        with pytest.raises(service.IntentEnded):
            service.sign(db, builders.actor(db, stranger), intent_id, "pwd", NOW)


def test_a_statement_whose_words_were_altered_in_the_database_signs_nothing(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent = db.get_one(SignIntent, service.intend(db, bob, lines(db, who.bob), NOW))
    intent.body = intent.body.replace('"minutes":60', '"minutes":61')
    db.flush()
    with pytest.raises(service.IntentEnded):
        service.sign(db, bob, intent.id, "pwd", NOW)


@pytest.mark.parametrize("stranger", ["alice", "charlie", "dana", "erin"])
def test_nobody_else_gets_a_statement_over_the_line(db: Session, who: Cast, stranger: str) -> None:
    logged(db, who.alice, who.bob)
    chosen = lines(db, who.bob)
    with pytest.raises(service.NothingToSign):
        service.intend(db, builders.actor(db, getattr(who, stranger)), chosen, NOW)


def test_nobody_signs_their_own_entry_even_past_the_code(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, lines(db, who.bob), NOW)
    db.add(
        Attestation(
            association_id=HOME,
            entry_id=entry_id,
            version=1,
            supervisee_id=who.alice,
            signer_id=who.alice,
            signed_at=NOW,
            auth="pwd",
            intent_id=intent_id,
            version_sha256="0" * 64,
            meaning="gave-rsc",
            meaning_lang="en",
            seq=1,
        )
    )
    with pytest.raises(DBAPIError, match="two_people"):
        db.flush()


def test_a_signature_can_neither_be_changed_nor_deleted(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    db.commit()
    for attack in ("UPDATE attestation SET auth = 'pwd'", "DELETE FROM attestation"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.connection().exec_driver_sql(f"{attack} WHERE association_id = '{HOME}'")
        db.rollback()


def test_the_old_version_counts_until_the_correction_is_signed(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    bob, alice = builders.actor(db, who.bob), builders.actor(db, who.alice)
    service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    entries.correct(db, alice, entry_id, Draft(date(2026, 11, 2), 90, who.bob), 1, NOW)
    assert counted(db, who.alice)[0] == 60
    queue = queries.waiting_for(db, bob, NOW)
    assert [(line.marks, line.before) for line in queue.odd] == [(("correction",), (date(2026, 11, 2), 60))]
    service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    assert counted(db, who.alice) == (90, 0)


def test_one_step_up_signs_for_two_associations(db: Session, who: Cast) -> None:
    builders.member(db, OTHER, who.charlie, SUPERVISEE)
    logged(db, who.alice, who.bob)
    logged(db, who.charlie, who.bob, home=OTHER)
    bob = builders.actor(db, who.bob)
    outcome = service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    assert {item.association_id for item in outcome.signed} == {HOME, OTHER}


def test_the_first_signature_confirms_the_pair(db: Session, who: Cast) -> None:
    builders.pair(db, HOME, who.charlie, who.bob, state="named")
    logged(db, who.charlie, who.bob)
    bob = builders.actor(db, who.bob)
    service.sign(db, bob, service.intend(db, bob, lines(db, who.bob), NOW), "pwd", NOW)
    state = select(SupervisionPair.state).where(
        SupervisionPair.association_id == HOME, SupervisionPair.supervisee_id == who.charlie
    )
    assert db.scalar(state) == "confirmed"


def test_after_a_reset_by_mail_alone_signing_waits(db: Session, who: Cast) -> None:
    logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, lines(db, who.bob), NOW)
    held = replace(bob, may_sign_from=NOW + timedelta(hours=24))
    with pytest.raises(service.SigningWaits):
        service.intend(db, held, lines(db, who.bob), NOW)
    with pytest.raises(service.SigningWaits):
        service.sign(db, held, intent_id, "pwd", NOW)
    assert service.sign(db, replace(bob, may_sign_from=NOW), intent_id, "pwd", NOW).signed


def test_two_tabs_sign_a_line_once_and_the_second_is_told(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    bob = builders.actor(db, who.bob)
    one, two = (service.intend(db, bob, lines(db, who.bob), NOW) for _ in range(2))
    assert len(service.sign(db, bob, one, "pwd", NOW).signed) == 1
    second = service.sign(db, bob, two, "pwd", NOW)
    assert second.signed == ()
    assert [(line.entry_id, line.fault) for line in second.left_out] == [(entry_id, "already-signed")]


def test_eight_at_once_sign_every_entry_once(engine: Engine, db: Session, who: Cast) -> None:
    for day in range(1, 11):
        logged(db, who.alice, who.bob, day)
    bob = builders.actor(db, who.bob)
    intents = [service.intend(db, bob, lines(db, who.bob), NOW) for _ in range(4)]
    db.commit()

    def press(intent_id: str) -> int:
        own = writing(engine)
        try:
            outcome = service.sign(own, bob, intent_id, "pwd", NOW)
            own.commit()
            return len(outcome.signed)
        finally:
            own.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, intents * 2))
    assert sorted(answers) == [0] * 6 + [10] * 2
    assert db.scalar(select(func.count()).select_from(Attestation).where(Attestation.association_id == HOME)) == 10
    states = db.scalars(select(Entry.state).where(Entry.association_id == HOME)).all()
    assert set(states) == {"signed"}
