"""Calendar arithmetic: months are added from the first day and clamped, never chained; periods hold their last day."""

from calendar import isleap
from datetime import date, timedelta

from rs_tracker.domain.rows import CYCLE
from rs_tracker.domain.shown import MonthDay
from rs_tracker.domain.standing import Window

CYCLE_STARTS_IN = 2025
CYCLE_YEARS = 3
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month where it has none (31 Jan + 1 = 28 or 29 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, 29 if month == 1 and isleap(year) else MONTH_DAYS[month]))


def day_after(day: date) -> date:
    """The next day; the last day there is has none and stands for itself."""
    return day if day == date.max else day + ONE_DAY


def day_before(day: date) -> date:
    """The day before; the first day there is has none and stands for itself."""
    return day if day == date.min else day - ONE_DAY


def last_day(first: date, months: int) -> date:
    """The last of so many months that begin on a day: the day before they are over."""
    after = add_months(first, months)
    return after if after == date.max else after - ONE_DAY


def whole_years(first: date, last: date) -> int:
    """How many anniversaries of `first` have come by `last`, 0 before the first of them."""
    years = last.year - first.year
    while years > 0 and add_months(first, 12 * years) > last:
        years -= 1
    return max(years, 0)


def month_number(day: date) -> int:
    """Consecutive numbers for consecutive calendar months."""
    return day.year * 12 + day.month


def months_touched(first: date, last: date) -> int:
    """Calendar months from the one of `first` to the one of `last`, both counted: a year of monthly meetings is 12."""
    return month_number(last) - month_number(first) + 1


def period_of(window: str, on: date, year_starts: MonthDay) -> Window:
    """The association year, or the three-year cycle (1 Jan 2025 to 31 Dec 2027, and so on), that holds a day."""
    if window == CYCLE:
        first = on.year - (on.year - CYCLE_STARTS_IN) % CYCLE_YEARS
        last = first + CYCLE_YEARS - 1
        return Window(date(max(first, 1), 1, 1), date(min(last, date.max.year), 12, 31))
    begun = year_starts.in_year(on.year)
    starts_on = begun if begun <= on or on.year == 1 else year_starts.in_year(on.year - 1)
    return Window(min(starts_on, on), last_day(starts_on, 12))
