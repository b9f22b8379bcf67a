"""A goal and a log to sign, for tests of signing."""

from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from rs_tracker.store.tables import Goal
from tests.support.builders import LONG_AGO


def earning(db: Session, association_id: str, person_id: str, category: str = "IFS") -> str:
    """Somebody who applied in 2026 and earns this category; the goal's id."""
    goal_id = str(uuid4())
    db.add(
        Goal(
            association_id=association_id,
            id=goal_id,
            person_id=person_id,
            kind="earn",
            category=category,
            applied_on=date(2026, 1, 5),
            created_at=LONG_AGO,
        )
    )
    db.flush()
    return goal_id
