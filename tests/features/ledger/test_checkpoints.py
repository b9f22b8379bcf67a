"""The daily signed word for how long a ledger is: made where something was added, mailed, never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker import jobs
from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import checkpoint as notes
from rs_tracker.features.ledger import checkpoints, rotation
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import AssociationKey, Checkpoint
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, mail_to
from tests.support.builders_ledger import added, rows

A_DAY = timedelta(days=1)


@pytest.fixture
def who(db: Session) -> Cast:
    who = builders.cast(db)
    db.commit()
    return who


def test_a_checkpoint_says_how_long_the_ledger_is_and_is_signed(db: WriteSession, who: Cast) -> None:
    added(db, 3)
    note = checkpoints.checkpoint(db, HOME, NOW)
    assert note is not None
    assert (note.association_id, note.size, note.last_hash) == (HOME, 3, rows(db)[-1].entry_hash)
    assert note.at == "2026-11-21T15:00:00Z"
    public = db.scalars(select(AssociationKey.public).where(AssociationKey.association_id == HOME)).one()
    assert ed25519.verify(public, note.message, note.sig)
    kept = db.scalars(select(Checkpoint).where(Checkpoint.association_id == HOME)).one()
    assert kept.note == notes.text(note)
    assert notes.read(kept.note) == note


def test_an_empty_ledger_has_none(db: WriteSession, who: Cast) -> None:
    assert checkpoints.checkpoint(db, HOME, NOW) is None
    assert checkpoints.latest(db, HOME) is None


def test_asking_twice_gives_the_same_one(db: WriteSession, who: Cast) -> None:
    added(db, 1)
    first = checkpoints.checkpoint(db, HOME, NOW)
    assert checkpoints.checkpoint(db, HOME, NOW + A_DAY) == first
    added(db, 1)
    assert checkpoints.latest(db, HOME) == first
    assert checkpoints.checkpoint(db, HOME, NOW) != first


def test_the_daily_one_is_made_when_something_is_new_and_mailed_to_the_office(
    engine: Engine, db: WriteSession, who: Cast
) -> None:
    assert not checkpoints.make_due(db, HOME, NOW)
    added(db, 2)
    assert checkpoints.make_due(db, HOME, NOW)
    assert not checkpoints.make_due(db, HOME, NOW + A_DAY), "nothing is new"
    added(db, 1)
    assert not checkpoints.make_due(db, HOME, NOW + A_DAY - timedelta(seconds=1))
    assert checkpoints.make_due(db, HOME, NOW + A_DAY)
    db.commit()
    letters = mail_to(engine, "dana@example.org", "checkpoint")
    assert [letter["size"] for letter in letters] == [2, 3]
    assert notes.read_kept(str(letters[0]["note"])).size == 2
    assert mail_to(engine, "erin@example.org") == []
    assert mail_to(engine, "alice@example.org") == []


def test_without_a_coordinator_it_goes_to_the_contact(engine: Engine, db: WriteSession) -> None:
    builders.association(db, HOME, claimed_at=None)
    builders.set_association(db, HOME, contact="office@example.org")
    added(db, 1)
    assert checkpoints.make_due(db, HOME, NOW)
    db.commit()
    assert len(mail_to(engine, "office@example.org", "checkpoint")) == 1


def test_the_job_looks_at_every_association(engine: Engine, db: WriteSession, who: Cast) -> None:
    added(db, 1)
    added(db, 1, association_id=OTHER)
    assert jobs.checkpoints(engine) == 2
    assert jobs.checkpoints(engine) == 0
    assert len(mail_to(engine, "erin@example.org", "checkpoint")) == 1


def test_a_handed_over_ledger_has_the_old_keys_word_for_its_last_row(db: WriteSession, who: Cast) -> None:
    added(db, 1)
    old, new = rotation.rotate(db, HOME, NOW)
    note = checkpoints.checkpoint(db, HOME, NOW + A_DAY)
    assert note is not None
    assert (note.size, note.kid) == (2, old)
    added(db, 1)
    later = checkpoints.checkpoint(db, HOME, NOW + A_DAY)
    assert later is not None
    assert (later.size, later.kid) == (3, new)
    assert db.scalar(select(func.count()).select_from(Checkpoint).where(Checkpoint.association_id == HOME)) == 2
