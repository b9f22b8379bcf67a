"""The whole demo in one transaction: associations, people, two years, scenes, and every standing measured today."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.adapters.passwords import Passwords
from rs_tracker.commands.demo import groups, people, scenes, sessions
from rs_tracker.commands.demo.cast import ALABAMA, PASSWORD, TEXAS
from rs_tracker.commands.demo.stage import Stage
from rs_tracker.features.progress import service as progress
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Goal


def fill(engine: Engine, now: datetime) -> None:
    """Put everybody and everything into a migrated and seeded database, as it would have come about until `now`."""
    db = store.writing(engine)
    try:
        stage = Stage(db, now, Passwords().hash(PASSWORD))
        people.first_ones(stage)
        people.offices(stage)
        people.supervisors(stage)
        people.learners(stage)
        sessions.two_years(stage)
        scenes.play(stage)
        groups.play(stage)
        people.invited(stage)
        people.goals(stage)
        for place in (ALABAMA, TEXAS):
            _measure(db, place, now)
        db.commit()
    finally:
        db.close()


def _measure(db: Session, association_id: str, now: datetime) -> None:
    wanted = select(Goal.person_id).where(Goal.association_id == association_id).distinct()
    for person_id in sorted(db.scalars(wanted)):
        progress.refresh(db, association_id, person_id, now)
