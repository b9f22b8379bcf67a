"""Rate limits, counted in the database, so that several processes share them (flask-limiter with our own storage)."""

from datetime import timedelta

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.store.tables import RateCount
from rs_tracker.web.db import apart


class TableStorage(Storage):
    """Fixed windows in the table `rate_count`; each count is a short transaction apart from the request's."""

    STORAGE_SCHEME = ["rs-table"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return IntegrityError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` more within the window of `expiry` seconds; a window that has ended begins anew."""
        return apart(lambda db: _count(db, key[:200], expiry, amount))

    def get(self, key: str) -> int:
        row = self._row(key)
        return row.count if row is not None and row.expires_at > clock.now() else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return (row.expires_at if row is not None else clock.now()).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        apart(lambda db: db.execute(delete(RateCount)))
        return None

    def clear(self, key: str) -> None:
        apart(lambda db: db.execute(delete(RateCount).where(RateCount.key == key[:200])))

    def _row(self, key: str) -> RateCount | None:
        return apart(lambda db: db.scalars(select(RateCount).where(RateCount.key == key[:200])).first())


def _count(db: Session, key: str, expiry: float, amount: int) -> int:
    now = clock.now()
    row = db.scalars(select(RateCount).where(RateCount.key == key).with_for_update()).first()
    if row is None:
        row = RateCount(key=key, count=0, expires_at=now + timedelta(seconds=expiry))
        db.add(row)
    elif row.expires_at <= now:
        row.count, row.expires_at = 0, now + timedelta(seconds=expiry)
    row.count += amount
    return row.count


limiter = Limiter(get_remote_address, default_limits=[], strategy="fixed-window", storage_uri="rs-table://")


def by_email() -> str:
    """Counts per e-mail address typed, so that one account cannot be tried from many machines."""
    return f"email:{request.form.get('email', '').strip().lower()[:100]}"


def install(app: Flask, *, is_on: bool = True) -> None:
    """Count for this app; `is_on=False` for load tests only."""
    app.config["RATELIMIT_ENABLED"] = is_on
    limiter.init_app(app)
