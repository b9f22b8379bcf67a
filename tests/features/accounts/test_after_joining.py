"""After two records became one, the log goes on: what waits is signed, what came back is corrected, hours count."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, SUPERVISOR
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.people import joining
from rs_tracker.features.signing import queries as queue
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Attestation, Standing
from tests.support import builders, builders_progress
from tests.support.builders import HOME, NOW

DAY = date(2026, 11, 2)


def sign_all(db: Session, provider_id: str) -> int:
    bob = builders.actor(db, provider_id, HOME)
    waiting = queue.waiting_for(db, bob, NOW)
    lines = [line.value for line in waiting.odd] + [line.value for group in waiting.groups for line in group.lines]
    return len(signing.sign(db, bob, signing.intend(db, bob, lines, NOW), "pwd", NOW).signed)


def counted(db: Session, person_id: str) -> int:
    mine = (Standing.association_id == HOME, Standing.person_id == person_id, Standing.place == "current")
    return db.scalars(select(Standing.counted).where(*mine)).one()


def test_a_supervisees_waiting_entry_is_signed_corrected_and_signed_again(db: Session) -> None:
    who = builders.cast(db)
    older = builders.person(db, "A. Archer", "a@work.example", is_joined=False)
    builders.member(db, HOME, older, SUPERVISEE)
    draft = Draft(held_on=DAY, minutes=60, provider_id=who.bob)
    entry_id = entries.log(db, builders.actor(db, older), draft, NOW)
    builders_progress.goal(db, who.alice, category="IFS")
    joining.join(db, who.alice, older, NOW)
    assert sign_all(db, who.bob) == 1
    assert counted(db, who.alice) == 60
    signed = select(Attestation.supervisee_id, Attestation.signer_id).where(Attestation.association_id == HOME)
    assert db.execute(signed).all() == [(older, who.bob)]
    entries.correct(db, builders.actor(db, who.alice), entry_id, replace(draft, minutes=90), 1, NOW)
    assert counted(db, who.alice) == 60
    assert sign_all(db, who.bob) == 1
    assert counted(db, who.alice) == 90


def test_a_supervisor_signs_what_named_the_record_that_was_joined(db: Session) -> None:
    who = builders.cast(db)
    other = builders.person(db, "Robert Birch", "bob@work.example", is_joined=False)
    builders.member(db, HOME, other, SUPERVISOR)
    builders.pair(db, HOME, who.alice, other, "named")
    entries.log(db, builders.actor(db, who.alice), Draft(held_on=DAY, minutes=60, provider_id=other), NOW)
    builders_progress.goal(db, who.alice, category="IFS")
    assert not queue.waiting_for(db, builders.actor(db, who.bob, HOME), NOW).groups
    joining.join(db, who.bob, other, NOW)
    assert sign_all(db, who.bob) == 1
    assert counted(db, who.alice) == 60
