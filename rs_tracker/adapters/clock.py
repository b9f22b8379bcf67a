"""The one place that reads the time. Views, jobs and the CLI ask it and hand the answer down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stopped: list[datetime] = []


def now() -> datetime:
    """This instant, in UTC, whole seconds and microseconds as the system gives them."""
    return _stopped[-1] if _stopped else datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day in that IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Stand still at an instant, for tests and for the demo's past sessions."""
    _stopped.append(at)
    try:
        yield
    finally:
        _stopped.pop()
