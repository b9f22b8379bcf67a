"""Rate limits, counted in the database, so that several processes share them (flask-limiter with our own storage)."""

from datetime import timedelta
from hashlib import sha256

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.domain.addresses import tidy
from rs_tracker.store.tables import RateCount
from rs_tracker.web.db import apart
from rs_tracker.web.visitor import actor_or_none


class TableStorage(Storage):
    """Fixed windows in the table `rate_count`; each count is a short transaction apart from the request's."""

    STORAGE_SCHEME = ["rs-table"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

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
    """One statement, so that of many requests at once each counts."""
    now = clock.now()
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    fresh = {"key": key, "count": amount, "expires_at": now + timedelta(seconds=expiry)}
    is_over = RateCount.expires_at <= now
    statement = dialect.insert(RateCount).values(fresh)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((is_over, amount), else_=RateCount.count + amount),
            "expires_at": case((is_over, statement.excluded.expires_at), else_=RateCount.expires_at),
        },
    )
    return int(db.execute(statement.returning(RateCount.count)).scalar_one())


limiter = Limiter(get_remote_address, default_limits=[], strategy="fixed-window", storage_uri="rs-table://")


def by_email() -> str:
    """Counts per e-mail address typed, so that one account cannot be tried from many machines."""
    return of_email(request.form.get("email", ""))


def of_email(email: str) -> str:
    """The key of one address, not the address itself."""
    return f"email:{sha256(tidy(email).encode()).hexdigest()}"


def by_person() -> str:
    """Counts per signed-in person, who may sit behind one address with a whole office."""
    actor = actor_or_none()
    return f"person:{actor.person_id}" if actor else get_remote_address()


def install(app: Flask, *, is_on: bool = True) -> None:
    """Count for this app; `is_on=False` for load tests only."""
    app.config["RATELIMIT_ENABLED"] = is_on
    limiter.init_app(app)
