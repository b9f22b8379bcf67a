"""Which row is in force: own rows over inherited ones, later over earlier, readings, and rows for some applicants."""

from datetime import date

import pytest

from rs_tracker.domain.pack import Lens, NoSuchRow, RulePack, Ruling
from rs_tracker.domain.rows import Key, Renewal
from rs_tracker.rulepacks import load
from tests.domain.logs import day, pack_of, row

TODAY = Lens(date(2024, 6, 1))
FS_RENEWAL = Key("renewal", "renew", "FS")


def hours(ruling: Ruling | None) -> int | None:
    return ruling.row.value.minutes // 60 if ruling and isinstance(ruling.row.value, Renewal) else None


def yearly(hours: int, **keys: object) -> str:
    return row("renewal", "FS", window='"year"', hours=hours, **keys)


def on(pack: RulePack, text: str, lens: Lens = TODAY) -> tuple[int | None, str]:
    ruling = pack.row(FS_RENEWAL, day(text), lens)
    return hours(ruling), ruling.certainty if ruling else ""


def test_without_rows_of_its_own_an_association_uses_the_base() -> None:
    pack = pack_of("")
    assert [on(pack, text) for text in ("2024-12-31", "2025-01-01")] == [(12, "read"), (36, "read")]


def test_own_rows_alone_are_used_from_the_first_of_them_on() -> None:
    pack = pack_of(yearly(20, starts="2022-01-01") + yearly(22, starts="2023-07-01"))
    assert on(pack, "2022-01-01") == (20, "read")
    assert on(pack, "2023-06-30") == (20, "read")
    assert on(pack, "2023-07-01") == (22, "read")
    assert on(pack, "2030-01-01") == (22, "read")


def test_before_its_first_renewal_row_the_base_is_only_assumed() -> None:
    assert on(pack_of(yearly(20, starts="2022-01-01")), "2021-12-31") == (12, "assumed")


def test_an_own_row_that_ends_hands_back_to_the_base_the_day_after() -> None:
    pack = pack_of(yearly(20, starts="2022-01-01", ends="2023-12-31"))
    assert on(pack, "2023-12-31") == (20, "read")
    assert on(pack, "2024-01-01") == (12, "read")


def test_a_later_row_does_not_bring_back_an_earlier_one_when_it_ends() -> None:
    pack = pack_of(yearly(20) + yearly(22, starts="2022-01-01", ends="2022-12-31"))
    assert [on(pack, text)[0] for text in ("2021-12-31", "2022-06-01", "2023-01-01")] == [20, 22, 12]


def test_other_families_keep_the_base() -> None:
    pack = pack_of(yearly(20, starts="2022-01-01"))
    assert hours(pack.row(Key("renewal", "renew", "MHS"), day("2023-01-01"), TODAY)) == 12


def test_a_row_may_be_there_only_for_who_applied_in_time() -> None:
    pack = pack_of(row("vetted", "FS", goal='"earn"', ends="2022-12-31", applied_to="2021-12-31"))
    key = Key("vetted", "earn", "FS")
    found = [pack.row(key, day("2022-06-01"), Lens(day(text))) for text in ("2021-12-31", "2022-01-01")]
    assert [ruling is not None for ruling in found] == [True, False]
    assert pack.row(key, day("2023-01-01"), Lens(day("2021-12-31"))) is None


def test_only_the_reading_that_was_taken_is_seen() -> None:
    six = yearly(6, starts="2024-01-01", ends="2024-12-31", reading='{ hours = "six" }')
    twelve = yearly(12, starts="2024-01-01", ends="2024-12-31", reading='{ hours = "twelve" }')
    pack = pack_of(six + twelve)
    assert pack.readings() == {"hours": ("six", "twelve")}
    assert pack.topics("renew", "FS") == {"hours": ("six", "twelve")}
    assert pack.topics("earn", "FS") == {}
    for name, asked in (("six", 6), ("twelve", 12)):
        assert on(pack, "2024-06-01", Lens(TODAY.applied_on, {"hours": name}))[0] == asked


def test_the_days_on_which_something_begins_or_is_over_are_known() -> None:
    pack = pack_of(yearly(20, starts="2022-01-01", ends="2023-12-31"))
    turns = pack.turning_days("renew", "FS")
    assert {day("2022-01-01"), day("2024-01-01"), day("2025-01-01"), day("2022-10-01")} <= turns
    assert day("2022-01-01") not in pack.turning_days("renew", "MHS")


def test_a_key_nobody_speaks_about_is_named() -> None:
    alone = load("alliance")
    bare = RulePack("bare", "Bare", "US", "America/Chicago", "https://example.org/", alone.year_starts, ())
    with pytest.raises(NoSuchRow, match="bare has no row renewal/renew/FS on 2024-06-01"):
        bare.need(FS_RENEWAL, day("2024-06-01"), TODAY)


SHOWN = """
[[shown]]
topic = "training"
window = "year"
to = 2023-12-31
hours = 20
source = "https://example.org/rules"
certainty = "read"
"""


def test_shown_lines_replace_the_inherited_ones_of_their_topic() -> None:
    pack = pack_of(SHOWN)
    for text, asked in (("2023-12-31", 20), ("2024-01-01", 15)):
        lines = pack.shown_for("FS", "year", day(text))
        assert [line.minutes for line in lines if line.topic == "training"] == [60 * asked]
        assert any(line.topic == "membership" for line in lines)


def test_a_shown_date_belongs_to_the_year_of_the_windows_last_day_or_the_next() -> None:
    due = next(line for line in load("alliance").shown if line.topic == "due")
    assert due.date_for(day("2027-12-31")) == day("2027-12-31")
    removed = '[[shown]]\ntopic = "removed"\nday = "02-01"\nyear = "next"\nsource = "https://example.org"\n'
    (line,) = pack_of(removed + 'certainty = "read"\n').shown
    assert line.date_for(day("2027-12-31")) == day("2028-02-01")
    membership = next(line for line in load("alliance").shown if line.topic == "membership")
    assert membership.date_for(day("2027-12-31")) is None
