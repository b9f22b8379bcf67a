"""Totals are cut, what is missing is rounded up."""

import pytest

from rs_tracker.domain.hours import decimal_hours, missing_hours


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0.00"), (680, "11.33"), (719, "11.98"), (720, "12.00"), (1, "0.01")]
)
def test_a_total_is_cut(minutes: int, shown: str) -> None:
    assert decimal_hours(minutes) == shown


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0.00"), (40, "0.67"), (1, "0.02"), (60, "1.00"), (360, "6.00")])
def test_what_is_missing_is_rounded_up(minutes: int, shown: str) -> None:
    assert missing_hours(minutes) == shown


@pytest.mark.parametrize("minutes", [0, 1, 7, 59, 61, 719, 721])
def test_total_and_missing_never_promise_more_than_there_is(minutes: int) -> None:
    required = 720
    missing = max(0, required - minutes)
    promised = float(decimal_hours(minutes)) + float(missing_hours(missing))
    assert promised >= min(required, minutes) / 60
    assert float(decimal_hours(minutes)) <= minutes / 60
    assert float(missing_hours(missing)) >= missing / 60


def test_less_than_nothing_is_refused() -> None:
    for show in (decimal_hours, missing_hours):
        with pytest.raises(ValueError, match="-1"):
            show(-1)
