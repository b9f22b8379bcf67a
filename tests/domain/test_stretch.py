"""The best stretch of an applicant: found fast, and the same as trying them all."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_tracker.domain.dates import add_months
from rs_tracker.domain.facts import Settings
from rs_tracker.domain.standing import Window
from tests.domain.logs import day, earn, entry, held, measure, monthly, pack_of, provider, reasons, row
from tests.domain.worlds import World, worlds


def window(first: str, last: str) -> Window:
    return Window(day(first), day(last))


def test_the_stretch_with_the_most_hours_is_chosen() -> None:
    facts = [entry("2022-01-10", 120), entry("2022-03-20", 120), *monthly("2022-04-10", 20, 129)]
    facts += [entry("2024-01-10", 90), entry("2024-03-20", 90)]
    standing = measure(earn("IMHS"), facts, "2024-12-31")
    assert standing.window == window("2022-01-10", "2024-01-09")
    assert standing.counted == 240 + 20 * 129
    assert reasons(standing)[-2:] == [("outside-window",), ("outside-window",)]


def test_the_day_after_two_years_is_outside() -> None:
    facts = [entry("2022-02-28", 60), entry("2024-02-27", 60), entry("2024-02-28", 60)]
    assert measure(earn(), facts, "2024-12-31").counted == 120
    leap = [entry("2024-02-29", 60), entry("2026-02-27", 60), entry("2026-02-28", 90)]
    standing = measure(earn(), leap, "2026-12-31")
    assert (standing.window, standing.counted) == (window("2026-02-27", "2028-02-26"), 150)


def test_of_equal_stretches_the_latest_is_chosen() -> None:
    facts = [entry("2018-01-01"), entry("2021-01-01")]
    assert measure(earn(), facts, "2024-01-01").window == window("2021-01-01", "2022-12-31")


def test_waiting_hours_decide_between_equal_stretches() -> None:
    facts = [entry("2018-01-01"), entry("2018-02-01", signed=False), entry("2021-01-01")]
    standing = measure(earn(), facts, "2024-01-01")
    assert (standing.window, standing.waiting) == (window("2018-01-01", "2019-12-31"), 60)


def test_a_stretch_that_meets_every_check_beats_a_fuller_one() -> None:
    short = [entry(f"2018-0{month}-01", 600) for month in (1, 2, 3)]
    long = monthly("2021-01-01", 12, 120)
    standing = measure(earn(), [*short, *long], "2022-12-31")
    assert (standing.met, standing.counted, standing.window) == (True, 1440, window("2021-01-01", "2022-12-31"))


def test_with_nothing_signed_the_waiting_hours_choose() -> None:
    facts = [
        entry("2018-01-01", signed=False),
        *monthly("2021-01-01", 3, signed=False),
        entry("2023-06-01", 600, signed=False),
    ]
    standing = measure(earn(), facts, "2024-01-01")
    assert (standing.window, standing.waiting) == (window("2023-06-01", "2025-05-31"), 600)


def test_with_nothing_to_count_there_is_no_window_and_the_reasons_stay() -> None:
    standing = measure(earn(), [entry("2023-01-01", by=provider()), entry("2023-02-01", kind="peer")], "2024-01-01")
    assert (standing.window, standing.logged) == (None, 120)
    assert reasons(standing) == [("provider-not-current",), ("peer",)]


@pytest.mark.parametrize(("last", "met"), [("2022-11-30", False), ("2022-12-01", True)])
def test_the_hours_must_touch_twelve_months(last: str, met: bool) -> None:
    standing = measure(earn(), [entry("2022-01-31", 720), entry(last, 720)], "2024-01-01")
    assert (standing.met, standing.checks["span"].counted) == (met, 12 if met else 11)
    assert standing.missing == 0


def test_an_association_may_ask_for_no_span() -> None:
    pack = pack_of(row("span", "FS", months=0))
    standing = measure(earn(), [entry("2022-01-31", 1440)], "2024-01-01", pack)
    assert (standing.met, list(standing.checks)) == (True, ["rsc"])


def test_a_stretch_with_two_main_supervisors_beats_a_fuller_one_where_that_is_enforced() -> None:
    many = [entry(f"2017-{month:02d}-01", 240, by=provider(held("IMHS"), key=str(month))) for month in range(1, 13)]
    standing = measure(
        earn(), [*many, *monthly("2021-01-01", 12, 120)], "2022-12-31", settings=Settings(sources="enforce")
    )
    assert (standing.met, standing.counted) == (True, 1440)


def by_trying_them_all(world: World, required: int, months: int, span: int, about_needed: int) -> tuple[object, ...]:
    """The best stretch the slow way: every first day, its entries added up by hand. (met, counted, waiting, first)."""
    alone = {fact.entry_id: world.measure((fact,)) for fact in world.facts}
    adding = [fact for fact in world.facts if alone[fact.entry_id].counted + alone[fact.entry_id].waiting]
    starts = {fact.on for fact in adding if fact.signed} or {fact.on for fact in adding}
    tried: list[tuple[bool, int, int, date | None]] = []
    for first in starts:
        inside = [fact for fact in adding if first <= fact.on < add_months(first, months)]
        signed = [fact for fact in inside if fact.signed]
        counted = sum(alone[fact.entry_id].counted for fact in signed)
        waiting = sum(alone[fact.entry_id].waiting for fact in inside if not fact.signed)
        days = [fact.on for fact in signed]
        touched = 12 * (max(days).year - min(days).year) + max(days).month - min(days).month + 1 if days else 0
        checks = [counted >= required, touched >= span]
        if about_needed:
            about = sum(alone[fact.entry_id].checks["rsc-about-rsc"].counted for fact in signed)
            checks.append(about >= about_needed)
        if world.settings.individual_share is not None:
            single = sum(alone[fact.entry_id].counted for fact in signed if fact.format == "individual")
            checks.append(100 * single >= counted * world.settings.individual_share)
        if world.settings.sources == "enforce":
            sums: dict[str, int] = {}
            for fact in signed:
                key = fact.provider.key if fact.provider else ""
                sums[key] = sums.get(key, 0) + alone[fact.entry_id].counted
            checks.append(sum(sorted(sums.values())[-2:]) >= required)
        tried.append((all(checks), counted, counted + waiting, first))
    met, counted, both, best = max(tried, default=(False, 0, 0, None))
    return met, counted, both - counted, best


@given(worlds(max_entries=14), st.sampled_from(("IFS", "IMHS", "IMHM-C")), st.sampled_from((1, 10, 60)))
def test_the_best_stretch_equals_trying_them_all(world: World, category: str, times: int) -> None:
    facts = tuple(replace(fact, minutes=min(1440, fact.minutes * times)) for fact in world.facts)
    world = replace(world, goal=replace(world.goal, kind="earn", category=category, track=None), facts=facts)
    standing = world.measure()
    checks = standing.checks
    span = checks["span"].required if "span" in checks else 0
    about = checks["rsc-about-rsc"].required if "rsc-about-rsc" in checks else 0
    met, counted, waiting, first = by_trying_them_all(world, standing.required, standing.stretch_months, span, about)
    assert (standing.met, standing.counted, standing.waiting) == (met, counted, waiting)
    assert (standing.window.starts_on if standing.window else None) == first
