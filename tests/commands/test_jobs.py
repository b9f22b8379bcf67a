"""What ticks without a request: standings that time has overtaken, and what has no further use."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select, update

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.features.progress import service as progress
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import AccountCode, LogUpload, RateCount, SignIntent, Standing
from tests.support import builders
from tests.support.builders import HOME, NOW, actor
from tests.support.builders_entries import logged

AN_HOUR, TWO_DAYS = timedelta(hours=1), timedelta(days=2)


@pytest.fixture
def who(db: WriteSession) -> builders.Cast:
    """Everybody, committed."""
    found = builders.cast(db)
    db.commit()
    return found


def test_a_standing_of_other_rules_is_measured_again(db: WriteSession, engine: Engine, who: builders.Cast) -> None:
    logged(db, who, minutes=75)
    progress.set_goal(db, actor(db, who.alice), "earn", "IFS", None, None, None, NOW)
    here = Standing.association_id == HOME
    db.execute(update(Standing).where(here).values(pack_digest="0" * 64, waiting=0, logged=0))
    db.commit()
    with clock.stopped(NOW + AN_HOUR):
        assert jobs.recompute(engine) == 1
        assert jobs.recompute(engine) == 0, "nothing is due any more"
    assert db.scalar(select(Standing.logged).where(here)) == 75
    db.rollback()


def test_a_standing_is_measured_again_when_its_day_has_come(
    db: WriteSession, engine: Engine, who: builders.Cast
) -> None:
    progress.set_goal(db, actor(db, who.alice), "renew", "IFS", None, NOW.date() - timedelta(days=900), None, NOW)
    here = Standing.association_id == HOME
    changes_on = db.scalar(select(Standing.changes_on).where(here, Standing.place == "current"))
    db.commit()
    assert changes_on is not None
    with clock.stopped(NOW + (changes_on - NOW.date()) + AN_HOUR):
        assert jobs.recompute(engine) == 1
    as_of = db.scalar(select(Standing.as_of).where(here, Standing.place == "current"))
    assert as_of == changes_on
    db.rollback()


def test_tidying_takes_what_is_over_and_leaves_what_is_used_or_fresh(
    db: WriteSession, engine: Engine, who: builders.Cast
) -> None:
    for name, ends in (("over", -TWO_DAYS), ("fresh", AN_HOUR)):
        db.add(RateCount(key=name, count=1, expires_at=NOW + ends))
        db.add(_code(name, ends))
        db.add(_intent(who.bob, ends, is_used=False))
        db.add(_intent(who.bob, ends, is_used=True))
        db.add(_upload(who.alice, -TWO_DAYS if name == "over" else -AN_HOUR))
    db.commit()
    with clock.stopped(NOW):
        jobs.tidy(engine)
    assert db.scalars(select(RateCount.key)).all() == ["fresh"]
    assert db.scalars(select(AccountCode.email)).all() == ["fresh@example.org"]
    used = select(func.count()).select_from(SignIntent)
    assert db.scalar(used.where(SignIntent.used_at.is_not(None))) == 2, "what was signed stays for ever"
    assert db.scalar(used.where(SignIntent.used_at.is_(None))) == 1
    mine = select(func.count()).select_from(LogUpload).where(LogUpload.association_id == HOME)
    assert db.scalar(mine) == 1
    db.rollback()


def _code(name: str, ends: timedelta) -> AccountCode:
    return AccountCode(
        id=str(uuid4()),
        purpose="join",
        email=f"{name}@example.org",
        code_hash="0" * 64,
        created_at=NOW + ends,
        expires_at=NOW + ends,
    )


def _intent(person_id: str, ends: timedelta, *, is_used: bool) -> SignIntent:
    return SignIntent(
        id=str(uuid4()),
        person_id=person_id,
        body="{}",
        sha256="0" * 64,
        created_at=NOW + ends,
        expires_at=NOW + ends,
        used_at=NOW + ends if is_used else None,
    )


def _upload(person_id: str, made: timedelta) -> LogUpload:
    return LogUpload(
        association_id=HOME,
        id=str(uuid4()),
        person_id=person_id,
        file_name="hours.csv",
        content=b"Date,Hours",
        created_at=NOW + made,
    )
