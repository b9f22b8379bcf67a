"""Contested rules, how sure a standing is, and the pages it rests on."""

import pytest

from rs_tracker.domain.facts import Settings
from tests.domain.logs import (
    entry,
    measure,
    monthly,
    pack_of,
    renew,
    row,
)

SIX_OR_TWELVE = "".join(
    row(
        "renewal",
        "FS",
        "conflict",
        window='"year"',
        hours=hours,
        starts="2024-01-01",
        ends="2024-12-31",
        reading=f'{{ renewal-hours = "{name}" }}',
    )
    for name, hours in (("six", 6), ("twelve", 12))
)


@pytest.mark.parametrize(("hours", "met"), [(5, False), (7, False), (12, True)])
def test_without_a_named_reading_the_strictest_holds(hours: int, met: bool) -> None:
    standing = measure(renew(), monthly("2024-01-10", hours), "2024-12-31", pack_of(SIX_OR_TWELVE))
    assert (standing.required, standing.met) == (720, met)
    assert (standing.flags, standing.certainty) == (("conflict",), "conflict")


def test_a_named_reading_settles_it() -> None:
    facts = monthly("2024-01-10", 7)
    for name, required in (("six", 360), ("twelve", 720)):
        settings = Settings(readings={"renewal-hours": name})
        standing = measure(renew(), facts, "2024-12-31", pack_of(SIX_OR_TWELVE), settings)
        assert (standing.required, standing.flags) == (required, ())
        assert standing.certainty == "inferred"


def test_a_reading_nobody_knows_settles_nothing() -> None:
    settings = Settings(readings={"renewal-hours": "nine", "other": "six"})
    assert measure(renew(), [], "2024-12-31", pack_of(SIX_OR_TWELVE), settings).flags == ("conflict",)


def test_a_contested_rule_of_other_years_is_no_conflict() -> None:
    assert measure(renew(), [], "2025-06-01", pack_of(SIX_OR_TWELVE)).flags == ()


def test_an_assumed_row_is_flagged_and_weakens_the_certainty() -> None:
    own = row("renewal", "FS", "assumed", window='"year"', hours=12, starts="2020-01-01")
    standing = measure(renew(), [entry("2023-02-01")], "2023-12-31", pack_of(own))
    assert (standing.flags, standing.certainty) == (("unconfirmed",), "assumed")


def test_the_pages_behind_a_standing_are_those_of_the_rows_that_decided() -> None:
    own = row("renewal", "FS", window='"year"', hours=12, starts="2020-01-01")
    standing = measure(renew(), [], "2023-12-31", pack_of(own))
    assert standing.sources == ("https://example.org/rules",)
    with_a_session = measure(renew(), [entry("2023-02-01")], "2023-12-31", pack_of(own))
    assert "https://www.vaimh.org/ifrs" in with_a_session.sources
