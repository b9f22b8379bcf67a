"""Minutes, dates and instants as people read them. The only place where minutes become hours on a screen."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from rs_tracker.domain import hours as domain_hours
from rs_tracker.web.visitor import actor_or_none


def day(value: date | None) -> str:
    """21 November 2026 (as the reader's language writes it)."""
    return _date(value, "long") if value is not None else "–"


def short_day(value: date | None) -> str:
    """21 Nov 2026."""
    return _date(value, "medium") if value is not None else "–"


def month(value: date) -> str:
    """November 2026."""
    return str(format_date(value, "MMMM y", locale=_locale()))


def weekday(value: date) -> str:
    """Saturday, 21 November."""
    return str(format_date(value, "EEEE, MMM d", locale=_locale()))


def moment(value: datetime | None, zone: str | None = None) -> str:
    """21 Nov 2026, 9:04 AM CST: an instant in the reader's zone (or the one given), to the minute."""
    if value is None:
        return "–"
    actor = actor_or_none()
    local = value.astimezone(ZoneInfo(zone or (actor.zone if actor else "UTC")))
    clock_time = format_time(local, "short", locale=_locale())
    return f"{_date(local.date(), 'medium')}, {clock_time} {local.tzname()}"


def duration(minutes: int) -> str:
    """90 → 1 h 30 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return str(_("%(minutes)s min", minutes=rest))
    if not rest:
        return str(_("%(hours)s h", hours=whole))
    return str(_("%(hours)s h %(minutes)s min", hours=whole, minutes=rest))


def _locale() -> str:
    return str(get_locale() or "en")


@lru_cache(maxsize=4096)
def _formatted(value: date, shape: str, locale: str) -> str:
    return str(format_date(value, shape, locale=locale))


def _date(value: date, shape: str) -> str:
    return _formatted(value, shape, _locale())


def install(app: Flask) -> None:
    """Make them known to templates."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        month=month,
        weekday=weekday,
        moment=moment,
        duration=duration,
        hours=domain_hours.decimal_hours,
        hours_up=domain_hours.missing_hours,
    )
