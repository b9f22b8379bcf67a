"""What counting is told is checked when it is made, and a fault names its key."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from rs_tracker.domain.categories import CATEGORIES, FAMILIES, family_of, receiving_family
from rs_tracker.domain.facts import BadFact, Dated, Fact, Goal, Person, Provider, Qualification, Settings, in_force
from tests.domain.logs import BOB, day, entry

ON = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("key", "make"),
    [
        ("minutes", lambda: Fact("1", ON, 0, BOB)),
        ("minutes", lambda: Fact("1", ON, 1441, BOB)),
        ("minutes", lambda: Fact("1", ON, True, BOB)),
        ("minutes", lambda: Fact("1", ON, 1.5, BOB)),  # type: ignore[arg-type]
        ("on", lambda: Fact("1", datetime(2024, 1, 1), 60, BOB)),  # noqa: DTZ001
        ("kind", lambda: Fact("1", ON, 60, BOB, kind="supervision")),
        ("format", lambda: Fact("1", ON, 60, BOB, format="couple")),
        ("medium", lambda: Fact("1", ON, 60, BOB, medium="letter")),
        ("track", lambda: Fact("1", ON, 60, BOB, track="all")),
        ("about_rsc", lambda: Fact("1", ON, 60, BOB, about_rsc=61)),
        ("about_rsc", lambda: Fact("1", ON, 60, BOB, about_rsc=-1)),
        ("group_size", lambda: Fact("1", ON, 60, BOB, format="group")),
        ("group_size", lambda: Fact("1", ON, 60, BOB, format="group", group_size=0)),
        ("group_size", lambda: Fact("1", ON, 60, BOB, group_size=3)),
        ("provider", lambda: Fact("1", ON, 60)),
        ("provider", lambda: Fact("1", ON, 60, kind="peer")),
        ("signed", lambda: Fact("1", ON, 60, BOB, signed=1)),  # type: ignore[arg-type]
        ("ended", lambda: Fact("1", ON, 60, BOB, signed=False, ended=1)),  # type: ignore[arg-type]
        ("ended", lambda: Fact("1", ON, 60, BOB, signed=True, ended=True)),
        ("kind", lambda: Goal("keep", "IFS")),
        ("category", lambda: Goal("earn", "IFX")),
        ("track", lambda: Goal("earn", "ERS", "IMHX")),
        ("track", lambda: Goal("earn", "IFS", "ECMH")),
        ("applied_on", lambda: Goal("earn", "IFS", None, "2024-01-01")),  # type: ignore[arg-type]
        ("degree", lambda: Person((Dated("phd"),))),
        ("gives_rsc", lambda: Person((), (Dated("yes"),))),  # type: ignore[arg-type]
        ("degree", lambda: Person((Dated("none"), Dated("master")))),
        ("status", lambda: Qualification("IFS", "active", ON)),
        ("category", lambda: Qualification("FS", "endorsed", ON)),
        ("degree", lambda: Qualification("IFS", "endorsed", ON, None, "phd")),
        ("to", lambda: Qualification("IFS", "endorsed", ON, date(2023, 12, 31))),
        ("group_rule", lambda: Settings(group_limit=8)),
        ("group_limit", lambda: Settings(group_rule="exclude")),
        ("group_limit", lambda: Settings(group_limit=0, group_rule="exclude")),
        ("group_rule", lambda: Settings(group_limit=8, group_rule="halve")),
        ("individual_share", lambda: Settings(individual_share=101)),
        ("sources", lambda: Settings(sources="strict")),
        ("run_by_office", lambda: Settings(run_by_office="yes")),  # type: ignore[arg-type]
    ],
)
def test_a_fault_names_its_key(key: str, make: Callable[[], object]) -> None:
    with pytest.raises(BadFact) as fault:
        make()
    assert fault.value.key == key


def test_a_kind_that_never_counts_needs_no_provider() -> None:
    for kind in ("administrative", "clinical", "training"):
        assert Fact("1", ON, 60, kind=kind).provider is None


def test_both_ends_of_a_day_are_minutes() -> None:
    assert [entry("2024-01-01", minutes).minutes for minutes in (1, 1440)] == [1, 1440]


def test_the_degree_in_force_on_the_day_is_used() -> None:
    who = Person((Dated("master", day("2022-06-01")), Dated("bachelor")), (Dated(True, day("2023-01-01")),))
    assert [who.is_masters_prepared(day(on)) for on in ("2022-05-31", "2022-06-01")] == [False, True]
    assert [who.does_give_rsc(day(on)) for on in ("2022-12-31", "2023-01-01")] == [False, True]


def test_before_the_first_dated_row_the_default_holds() -> None:
    assert in_force((Dated("master", ON),), date(2023, 12, 31), "none") == "none"
    assert in_force((), ON, "none") == "none"


def test_a_qualification_holds_on_its_first_and_last_day() -> None:
    row = Qualification("IFS", "endorsed", day("2023-02-01"), day("2024-02-29"))
    days = ("2023-01-31", "2023-02-01", "2024-02-29", "2024-03-01")
    assert [row.holds_on(day(on)) for on in days] == [False, True, True, False]


def test_the_acronym_fixes_the_track_and_an_ers_brings_its_own() -> None:
    assert Goal("earn", "ECMHS").ages == "ECMH"
    assert Goal("earn", "IFS", "IMH").ages == "IMH"
    assert Goal("earn", "ERS", "ECMH").ages == "ECMH"
    assert Goal("earn", "ERS").ages == "both"


def test_every_category_has_a_family_and_every_family_a_category() -> None:
    assert {family_of(code) for code in CATEGORIES} == set(FAMILIES)
    assert {receiving_family(family) for family in FAMILIES} == set(FAMILIES) - {"FRS", "ERS"}


def test_a_provider_may_be_known_to_hold_nothing() -> None:
    assert Provider("ana").qualifications == ()
