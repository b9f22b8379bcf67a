"""The day on which files are taken, and the people whose sessions are in them."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from tests.support import builders
from tests.support.builders import NOW, Cast


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)
