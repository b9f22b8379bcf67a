"""Proofs from another server."""

import pytest
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.ledger import rotation
from tests.support import builders
from tests.support.builders import NOW, OTHER
from tests.support.builders_proofs import Made, file_of, logged, sign_all, token_of

ALICE = ("alice@example.org",)


@pytest.fixture
def elsewhere(db: Session) -> Made:
    """Proofs made on a server that is gone again: of Alice with Bob, in the association with the name of OTHER."""

    def make(*days: int, holder: tuple[str, ...] = ALICE, minutes: int = 60, turn: bool = False) -> list[bytes]:
        there = builders.cast(db)
        builders.member(db, OTHER, there.alice, SUPERVISEE)
        ids = [logged(db, there.alice, there.bob, day, minutes, OTHER) for day in days]
        sign_all(db, there.bob)
        if turn:
            rotation.rotate(db, OTHER, NOW)
        made = [file_of(db, token_of(db, entry_id, OTHER), holder=holder) for entry_id in ids]
        db.rollback()
        return made

    return make
