"""Sam, who has no account, is asked."""

import pytest
from sqlalchemy import Engine

from rs_tracker.adapters import clock
from rs_tracker.store.engine import WriteSession
from tests.support.builders import Cast
from tests.support.builders_guests import Asked, everybody, messages, sam_named


@pytest.fixture
def who(db: WriteSession) -> Cast:
    """Everybody, with a second supervisee elsewhere."""
    return everybody(db)


@pytest.fixture
def asked(engine: Engine, db: WriteSession, who: Cast) -> Asked:
    """Sam, who has no account, is asked for one session."""
    sam_named(db, who.alice, clock.now())
    db.commit()
    return messages(engine)[0]
