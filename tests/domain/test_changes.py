"""What time alone changes: the day to look again, the last window, what drops out."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from rs_tracker.domain.changes import drops_out_next, evaluate_last, last_window, next_change, window_of
from rs_tracker.domain.facts import Dated, Fact, Goal, Person, Settings
from rs_tracker.domain.standing import Standing, Window
from rs_tracker.rulepacks import load
from tests.domain.logs import day, earn, entry, held, measure, monthly, pack_of, provider, renew, row
from tests.domain.worlds import World, worlds

BASE, PLAIN = load("alliance"), Settings()


def look_again(goal: Goal, facts: list[Fact], as_of: str, who: Person | None = None) -> date | None:
    return next_change(BASE, PLAIN, who or Person(), goal, facts, day(as_of))


def last_one(facts: list[Fact], as_of: str, endorsed: str = "2015-06-01") -> Standing | None:
    return evaluate_last(BASE, PLAIN, Person(), renew(endorsed=endorsed), facts, day(as_of))


def days_between(first: date, last: date) -> list[date]:
    """Every day near both ends, and some in between."""
    span = (last - first).days
    steps = {0, 1, 2, span // 2, span - 2, span - 1, *range(0, span, max(1, span // 12))}
    return [first + timedelta(days=step) for step in sorted(steps) if 0 <= step < span]


@given(worlds(max_entries=6))
def test_the_answer_is_the_same_on_every_day_before_the_next_change(world: World) -> None:
    change = next_change(world.pack, world.settings, world.person, world.goal, world.facts, world.as_of)
    assert change is None or change > world.as_of
    until = change or world.as_of + timedelta(days=3650)
    now = world.measure()
    last = evaluate_last(world.pack, world.settings, world.person, world.goal, world.facts, world.as_of)
    for on in days_between(world.as_of, until):
        assert world.measure(as_of=on) == now
        assert evaluate_last(world.pack, world.settings, world.person, world.goal, world.facts, on) == last


def test_a_renewal_changes_when_its_window_rolls() -> None:
    assert look_again(renew(), [], "2026-05-01") == day("2028-01-01")
    assert look_again(renew(), [], "2027-12-31") == day("2028-01-01")


def test_a_renewal_changes_when_the_last_window_falls_out_of_sight() -> None:
    assert look_again(renew(), [], "2028-01-01") == day("2027-12-31") + timedelta(days=121)


def test_an_earner_whose_rows_stand_still_is_never_due() -> None:
    assert look_again(earn(applied="2026-01-01"), [], "2026-05-01") is None


def test_a_session_dated_later_is_a_change_on_its_day() -> None:
    assert look_again(earn(applied="2026-01-01"), [entry("2026-07-09")], "2026-05-01") == day("2026-07-09")


@pytest.mark.parametrize(
    ("rows", "then"),
    [
        ((held("IMHS", ends="2026-06-30"),), "2026-07-01"),
        ((held("IMHS", ends="2026-04-30"), held("IMHS", "2026-08-01")), "2026-08-01"),
    ],
)
def test_a_supervisors_row_that_begins_or_ends_is_a_change(rows: tuple[object, ...], then: str) -> None:
    facts = [entry("2026-03-01", by=provider(*rows))]  # type: ignore[arg-type]
    assert look_again(earn(applied="2026-01-01"), facts, "2026-05-01") == day(then)


def test_a_degree_that_comes_later_is_a_change() -> None:
    who = Person((Dated("bachelor"), Dated("master", day("2026-06-01"))))
    assert look_again(earn(applied="2026-01-01"), [], "2026-05-01", who) == day("2026-06-01")


def test_the_last_window_is_shown_until_it_is_met_or_120_days_are_past() -> None:
    facts = monthly("2023-01-10", 11)
    shown = last_one(facts, "2024-04-29")
    assert shown is not None
    assert (shown.window, shown.missing) == (Window(day("2023-01-01"), day("2023-12-31")), 60)
    assert last_one(facts, "2024-04-30") is None
    assert last_one([*facts, entry("2023-12-31")], "2024-01-01") is None


def test_a_december_session_signed_in_january_counts_for_its_year() -> None:
    facts = monthly("2023-01-10", 11)
    waits = last_one([*facts, entry("2023-12-20", signed=False)], "2024-01-15")
    assert waits is not None
    assert (waits.waiting, waits.met) == (60, False)
    assert last_one([*facts, entry("2023-12-20")], "2024-01-15") is None


def test_a_last_window_before_the_endorsement_is_not_shown() -> None:
    assert last_one([], "2024-01-15", endorsed="2024-01-05") is None


def test_an_earner_has_no_last_window() -> None:
    assert last_window(BASE, PLAIN, earn(), day("2024-01-15")) is None
    assert window_of(BASE, PLAIN, earn(), day("2024-01-15")) is None
    assert evaluate_last(BASE, PLAIN, Person(), earn(), [], day("2024-01-15")) is None


def test_the_last_window_may_be_of_another_kind() -> None:
    assert last_window(BASE, PLAIN, renew(), day("2025-03-01")) == Window(day("2024-01-01"), day("2024-12-31"))


def test_a_contested_rule_does_not_hide_the_window() -> None:
    rows = "".join(
        row(
            "renewal",
            "FS",
            window='"year"',
            hours=hours,
            starts="2024-01-01",
            ends="2024-12-31",
            reading=f'{{ hours = "{hours}" }}',
        )
        for hours in (6, 12)
    )
    for settings in (PLAIN, Settings(readings={"hours": "6"}), Settings(readings={"hours": "nine"})):
        window = window_of(pack_of(rows), settings, renew(), day("2024-06-01"))
        assert window == Window(day("2024-01-01"), day("2024-12-31"))


def test_the_oldest_counted_session_that_can_still_help_drops_out_next() -> None:
    facts = [entry("2022-03-04"), entry("2022-03-04", 30), *monthly("2022-05-01", 6)]
    standing = measure(earn(), facts, "2023-01-01")
    drop = drops_out_next(standing, day("2023-01-01"))
    assert drop is not None
    assert (drop.held_on, drop.minutes, drop.leaves_on) == (day("2022-03-04"), 90, day("2024-03-04"))
    later = drops_out_next(measure(earn(), facts, "2024-03-04"), day("2024-03-04"))
    assert later is not None
    assert (later.held_on, later.leaves_on) == (day("2022-05-01"), day("2024-05-01"))
    assert drops_out_next(measure(earn(), facts, "2026-01-01"), day("2026-01-01")) is None


def test_nothing_drops_out_once_met_nor_where_all_time_counts() -> None:
    met = measure(earn(), monthly("2022-01-01", 12, 120), "2023-01-01")
    assert met.met
    assert drops_out_next(met, day("2023-01-01")) is None
    ers = measure(earn("ERS"), [entry("2022-01-01", about_rsc=60)], "2023-01-01")
    assert drops_out_next(ers, day("2023-01-01")) is None
    assert drops_out_next(measure(renew(), [entry("2023-01-01")], "2023-02-01"), day("2023-02-01")) is None
