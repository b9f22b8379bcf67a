"""Calendar arithmetic at its edges."""

from datetime import date

import pytest

from rs_tracker.domain.dates import add_months, day_after, day_before, months_touched, period_of, whole_years
from rs_tracker.domain.shown import MonthDay
from rs_tracker.domain.standing import Window
from tests.domain.logs import day

JANUARY, JULY = MonthDay(1, 1), MonthDay(7, 1)


@pytest.mark.parametrize(
    ("first", "months", "then"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2022-03-20", 24, "2024-03-20"),
        ("2100-01-30", 1, "2100-02-28"),
    ],
)
def test_months_are_added_from_the_first_day_and_clamped(first: str, months: int, then: str) -> None:
    assert add_months(day(first), months) == day(then)


def test_clamped_months_do_not_chain() -> None:
    assert [add_months(day("2023-01-31"), month).day for month in range(4)] == [31, 28, 31, 30]


def test_the_end_of_the_calendar_is_not_passed() -> None:
    assert add_months(day("9999-06-01"), 24) == date.max
    assert day_after(date.max) == date.max
    assert day_before(date.min) == date.min


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2020-05-01", "2023-04-30", 2),
        ("2020-05-01", "2023-05-01", 3),
        ("2020-02-29", "2023-02-28", 3),
        ("2020-02-29", "2023-02-27", 2),
        ("2025-01-01", "2024-01-01", 0),
        ("2025-01-01", "2025-12-31", 0),
    ],
)
def test_years_held_are_whole_anniversaries(first: str, last: str, years: int) -> None:
    assert whole_years(day(first), day(last)) == years


def test_a_year_of_monthly_meetings_touches_twelve_months() -> None:
    assert months_touched(day("2023-01-31"), day("2023-12-01")) == 12
    assert months_touched(day("2023-05-01"), day("2023-05-31")) == 1


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2023-01-01", "2023-01-01", "2023-12-31"),
        ("2024-12-31", "2024-01-01", "2024-12-31"),
    ],
)
def test_an_association_year_holds_its_first_and_last_day(on: str, first: str, last: str) -> None:
    assert period_of("year", day(on), JANUARY) == Window(day(first), day(last))


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2023-06-30", "2022-07-01", "2023-06-30"),
        ("2023-07-01", "2023-07-01", "2024-06-30"),
        ("2024-02-29", "2023-07-01", "2024-06-30"),
    ],
)
def test_a_year_may_begin_in_july(on: str, first: str, last: str) -> None:
    assert period_of("year", day(on), JULY) == Window(day(first), day(last))


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2025-01-01", "2025-01-01", "2027-12-31"),
        ("2027-12-31", "2025-01-01", "2027-12-31"),
        ("2028-01-01", "2028-01-01", "2030-12-31"),
        ("2024-12-31", "2022-01-01", "2024-12-31"),
    ],
)
def test_a_cycle_is_three_calendar_years_from_2025(on: str, first: str, last: str) -> None:
    assert period_of("cycle", day(on), JULY) == Window(day(first), day(last))


def test_the_first_days_of_the_calendar_have_a_period_too() -> None:
    for on in (date.min, date(1, 6, 30), date.max):
        for window in ("year", "cycle"):
            assert period_of(window, on, JULY).holds(on)
