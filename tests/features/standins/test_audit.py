"""The ledger and the log agree on what was confirmed in a supervisor's place, and notice when they do not."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from rs_tracker.commands import records
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.ledger.audit import audit
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Entry
from tests.features.standins.acting import line, logged, office_confirms, say_gone
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning


@pytest.fixture
def confirmed(db: Session) -> tuple[Cast, str]:
    """Three confirmed sessions: one stands, one was corrected, one was signed by its supervisor after all."""
    who = builders.cast(db)
    earning(db, HOME, who.alice)
    kept, dropped, replaced = (logged(db, who, day) for day in (2, 3, 4))
    say_gone(db, who, kept)
    office_confirms(db, who, kept, dropped, replaced)
    entries.correct(db, builders.actor(db, who.alice), dropped, Draft(date(2026, 11, 3), 90, who.bob), 1, NOW)
    bob = builders.actor(db, who.bob)
    signing.sign(db, bob, signing.intend(db, bob, [line(db, replaced)], NOW), "pwd", NOW)
    return who, kept


def test_an_audit_finds_nothing_wrong(db: Session, confirmed: tuple[Cast, str]) -> None:
    assert list(audit(db, HOME)) == []
    assert records.verify(db).told == []


def test_an_entry_that_counts_without_its_row_is_found(db: Session, confirmed: tuple[Cast, str]) -> None:
    _, kept = confirmed
    mine = (Entry.association_id == HOME, Entry.id == kept)
    db.execute(update(Entry).where(*mine).values(state="waiting", vouched_as=None))
    assert len(list(audit(db, HOME))) == 1
