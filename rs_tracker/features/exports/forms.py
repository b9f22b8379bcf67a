"""The period of a page or file, from its address."""

from datetime import date

from werkzeug.datastructures import MultiDict

from rs_tracker.features.exports.lines import Period
from rs_tracker.web.forms import parse_day


def period(asked: MultiDict[str, str]) -> Period:
    """The days in an address (`from`, `to`), as a date control sends them or typed; what is no date is left out."""
    first, last = (parse_day(asked.get(name, "").strip()) for name in ("from", "to"))
    return Period(first, last)


def year(asked: MultiDict[str, str], this: int) -> int:
    """The year in an address, else this one."""
    number = asked.get("year", this, type=int)
    return number if 1900 <= number <= 2200 else this


def whole_year(number: int) -> Period:
    """Its days."""
    return Period(date(number, 1, 1), date(number, 12, 31))
