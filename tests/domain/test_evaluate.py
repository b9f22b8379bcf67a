"""Renewing and earning at their edges: windows, reasons, checks and flags."""

import pytest

from rs_tracker.domain.facts import Dated, Person, Settings
from rs_tracker.domain.standing import Check, Window
from tests.domain.logs import (
    day,
    earn,
    entry,
    held,
    measure,
    monthly,
    pack_of,
    person,
    provider,
    reasons,
    renew,
    row,
)


def window(first: str, last: str) -> Window:
    return Window(day(first), day(last))


def test_a_renewal_counts_its_year_up_to_2024_and_its_cycle_from_2025() -> None:
    found = [measure(renew(), [], on) for on in ("2024-12-31", "2025-01-01")]
    assert [standing.window for standing in found] == [
        window("2024-01-01", "2024-12-31"),
        window("2025-01-01", "2027-12-31"),
    ]
    assert [standing.required for standing in found] == [720, 2160]


def test_the_first_and_the_last_day_of_a_window_are_inside() -> None:
    facts = [entry(on) for on in ("2022-12-31", "2023-01-01", "2023-12-31")]
    standing = measure(renew(), [*facts, entry("2024-01-01")], "2023-12-31")
    assert (standing.logged, standing.counted) == (120, 120)
    assert reasons(standing) == [("outside-window",), ("counts",), ("counts",), ("outside-window",)]


def test_what_is_dated_after_the_day_asked_about_is_not_logged() -> None:
    standing = measure(renew(), [entry("2023-06-01"), entry("2023-06-02")], "2023-06-01")
    assert (standing.logged, reasons(standing)) == (60, [("counts",), ("outside-window",)])
    everlasting = measure(earn("ERS"), [entry("2023-06-02", about_rsc=60)], "2023-06-01")
    assert (everlasting.window, reasons(everlasting)) == (None, [("outside-window",)])


def test_hours_before_the_endorsement_count_for_its_window() -> None:
    standing = measure(renew(endorsed="2022-06-01"), [entry("2022-01-01")], "2022-12-31")
    assert standing.counted == 60


@pytest.mark.parametrize(("minutes", "met"), [(1439, False), (1440, True)])
def test_a_minute_decides(minutes: int, met: bool) -> None:
    facts = [*monthly("2022-01-15", 11, 120), entry("2022-12-15", minutes - 1320)]
    standing = measure(earn("IFS"), facts, "2023-01-01")
    assert (standing.met, standing.missing) == (met, 1440 - minutes)


def test_an_unsigned_entry_waits_with_what_it_would_add() -> None:
    facts = [entry("2023-02-01", signed=False), entry("2023-03-01", 45, kind="training", signed=False)]
    standing = measure(renew(), facts, "2023-12-31")
    assert (standing.logged, standing.waiting, standing.counted) == (105, 60, 0)
    assert reasons(standing) == [("not-signed",), ("not-signed", "not-reflective")]


def test_an_entry_whose_signature_ended_is_logged_and_neither_counts_nor_waits() -> None:
    gone = entry("2023-02-01", 45, signed=False, ended=True)
    standing = measure(renew(), [entry("2023-01-01"), gone], "2023-12-31")
    assert (standing.logged, standing.waiting, standing.counted) == (105, 0, 60)
    assert reasons(standing) == [("counts",), ("not-signed",)]


def test_a_struck_entry_neither_chooses_a_stretch_nor_makes_an_answer_unsure() -> None:
    declared = provider(held("IMHM-C", status="declared"))
    gone = entry("2018-01-01", 600, by=declared, signed=False, ended=True)
    standing = measure(earn(), [gone], "2023-12-31", settings=Settings(run_by_office=False))
    assert (standing.window, standing.flags) == (None, ())


def test_every_code_that_applies_is_given_in_order() -> None:
    odd = provider(held("IMHM-P"))
    fact = entry("2019-01-01", by=odd, track="ECMH", signed=False, format="group", group_size=12, id="odd")
    facts = [*monthly("2023-01-01", 12), fact]
    settings = Settings(group_limit=8, group_rule="exclude")
    standing = measure(earn("IFS"), facts, "2023-12-31", settings=settings)
    assert reasons(standing)[-1] == ("not-signed", "outside-window", "provider-category", "age-band", "group-size")


@pytest.mark.parametrize("kind", ["administrative", "clinical", "training"])
def test_other_kinds_never_count_and_need_no_supervisor(kind: str) -> None:
    standing = measure(renew(), [entry("2023-02-01", kind=kind, by=None)], "2023-12-31")
    assert (standing.counted, reasons(standing)) == (0, [("not-reflective",)])


def test_ages_matter_for_earning_only() -> None:
    facts = [entry("2023-02-01", track=track) for track in ("IMH", "ECMH", "both")]
    earning = measure(earn("ECFS"), facts, "2023-12-31")
    assert reasons(earning) == [("age-band",), ("counts",), ("counts",)]
    assert measure(renew("ECFS"), facts, "2023-12-31").counted == 180
    assert measure(earn("ERS"), facts, "2023-12-31").met is False


def test_an_ers_brings_its_own_ages() -> None:
    facts = [entry("2023-02-01", track="IMH", about_rsc=60)]
    assert reasons(measure(earn("ERS", track="ECMH"), facts, "2023-12-31")) == [("age-band",)]
    assert reasons(measure(earn("ERS", track="IMH"), facts, "2023-12-31")) == [("counts",)]


def test_an_ers_counts_only_the_minutes_about_the_rsc_one_gives() -> None:
    facts = [entry("2019-02-01", 90, about_rsc=30), entry("2023-02-01", 90), entry("2023-03-01", about_rsc=60)]
    standing = measure(earn("ERS"), [*facts, entry("2023-03-02", about_rsc=20, signed=False)], "2023-12-31")
    assert [credit.counted for credit in standing.credits] == [30, 0, 60, 0]
    assert reasons(standing) == [("counts",), ("counts",), ("counts",), ("not-signed",)]
    assert (standing.window, standing.waiting, list(standing.checks)) == (None, 20, ["rsc"])


def test_a_clinical_mentor_needs_half_of_it_about_rsc() -> None:
    facts = [*monthly("2022-01-10", 18, 160), entry("2023-07-10", 240)]
    facts = [entry(fact.on.isoformat(), fact.minutes, about_rsc=70) for fact in facts]
    standing = measure(earn("IMHM-C"), facts, "2023-12-31")
    assert standing.checks["rsc-about-rsc"] == Check(1500, 19 * 70)
    assert (standing.met, standing.missing) == (False, 170)


def test_nothing_is_asked_of_associates() -> None:
    earning = measure(earn("IFA"), [entry("2023-02-01")], "2023-12-31")
    assert (earning.met, earning.exempt, earning.required, earning.window) == (True, False, 0, None)
    renewing = measure(renew("IMHM-P"), [], "2023-12-31", settings=Settings(individual_share=50))
    assert (renewing.met, renewing.exempt, list(renewing.checks)) == (True, False, ["rsc"])
    assert renewing.window == window("2023-01-01", "2023-12-31")


def test_counted_hours_may_have_to_lie_across_months() -> None:
    pack = pack_of(row("spread", "FS", months=6))
    facts = [*monthly("2023-01-10", 5, 120), entry("2023-05-20", 120), entry("2023-09-01", signed=False)]
    standing = measure(renew(), facts, "2023-12-31", pack)
    assert (standing.checks["spread"], standing.met, standing.missing) == (Check(6, 5), False, 0)
    assert "spread" not in measure(renew(endorsed="2023-05-01"), facts, "2023-12-31", pack).checks


def test_a_degree_may_change_inside_the_window() -> None:
    specialist = provider(held("IFS"))
    who = Person((Dated("bachelor"), Dated("master", day("2023-07-01"))))
    facts = [entry("2023-06-30", by=specialist), entry("2023-07-01", by=specialist)]
    assert reasons(measure(renew(), facts, "2023-12-31", who=who)) == [("counts",), ("provider-category",)]


@pytest.mark.parametrize(
    ("rule", "size", "counted", "codes"),
    [
        ("exclude", 9, 0, ("group-size",)),
        ("exclude", 8, 125, ("counts",)),
        ("prorate", 9, 111, ("counts", "group-size")),
        ("prorate", 8, 125, ("counts",)),
    ],
)
def test_a_group_over_the_limit_is_left_out_or_pro_rated(
    rule: str, size: int, counted: int, codes: tuple[str, ...]
) -> None:
    fact = entry("2023-02-01", 125, format="group", group_size=size)
    standing = measure(renew(), [fact], "2023-12-31", settings=Settings(group_limit=8, group_rule=rule))
    assert (standing.counted, reasons(standing)) == (counted, [codes])


def test_minutes_about_rsc_are_pro_rated_too() -> None:
    fact = entry("2023-02-01", 120, format="group", group_size=10, about_rsc=61)
    settings = Settings(group_limit=8, group_rule="prorate")
    assert measure(earn("ERS"), [fact], "2023-12-31", settings=settings).counted == 48
    assert measure(earn("IMHM-C"), [fact], "2023-12-31", settings=settings).checks["rsc-about-rsc"].counted == 48


def test_a_share_of_individual_sessions_is_rounded_up() -> None:
    facts = [entry("2023-02-01", 101), entry("2023-03-01", 650, format="group", group_size=4)]
    standing = measure(renew(), facts, "2023-12-31", settings=Settings(individual_share=15))
    assert standing.checks["individual-share"] == Check(113, 101)
    assert (standing.met, standing.missing) == (False, 12)


def test_many_sources_are_flagged_and_only_enforced_where_the_office_says_so() -> None:
    makers = [(600, "ana"), (480, "eve"), (360, "joe")]
    facts = [
        fact
        for minutes, key in makers
        for fact in monthly("2022-01-10", 12, minutes // 12, by=provider(held("IMHS"), key=key))
    ]
    lenient = measure(earn("IFS"), facts, "2022-12-31")
    strict = measure(earn("IFS"), facts, "2022-12-31", settings=Settings(sources="enforce"))
    assert (lenient.met, lenient.flags) == (True, ("sources",))
    assert (strict.met, strict.missing, strict.checks["sources"]) == (False, 360, Check(1440, 1080))
    assert reasons(strict) == [("counts",)] * 36


@pytest.mark.parametrize(("minutes", "flags"), [(120, ("sources",)), (121, ())])
def test_half_of_the_hours_is_no_majority(minutes: int, flags: tuple[str, ...]) -> None:
    other = provider(held("IMHM-C"), key="eve")
    facts = [entry("2023-01-01", 120, by=other), entry("2023-02-01", minutes)]
    assert measure(earn("IFS"), facts, "2023-12-31").flags == flags


def test_an_association_year_may_begin_in_july() -> None:
    own = row("renewal", "FS", window='"year"', hours=12, starts="2020-07-01")
    facts = [entry(on) for on in ("2023-06-30", "2023-07-01", "2024-06-30")]
    standing = measure(renew(), facts, "2024-06-30", pack_of(own, "07-01"))
    assert (standing.window, standing.counted) == (window("2023-07-01", "2024-06-30"), 120)


def test_the_amount_is_that_of_the_windows_last_day() -> None:
    own = row("renewal", "FS", window='"year"', hours=12, starts="2020-01-01")
    own += row("renewal", "FS", window='"year"', hours=6, starts="2023-12-31")
    assert measure(renew(), [], "2023-01-01", pack_of(own)).required == 360


def test_a_kind_of_window_that_ends_inside_a_block_keeps_the_amount_of_its_kind() -> None:
    own = row("renewal", "FS", window='"year"', hours=9, starts="2020-07-01")
    own += row("renewal", "FS", window='"cycle"', hours=36, starts="2024-09-01")
    standing = measure(renew(), [], "2024-08-01", pack_of(own, "07-01"))
    assert (standing.window, standing.required) == (window("2024-07-01", "2025-06-30"), 540)


def test_a_log_without_entries_has_a_standing_too() -> None:
    standing = measure(earn("IMHS"), [], "2024-06-01", who=person("master"))
    assert (standing.window, standing.met, standing.missing, standing.credits) == (None, False, 3000, ())
    assert standing.checks["span"] == Check(12, 0)
