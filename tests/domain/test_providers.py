"""Who may give the supervision: the base's table, and what a provider held on the day."""

from datetime import date

import pytest

from rs_tracker.domain.facts import Dated, Goal, Person, Provider, Settings
from rs_tracker.domain.standing import Gap
from tests.domain.logs import earn, entry, held, measure, pack_of, person, provider, reasons, renew, row

COUNTS, CATEGORY, NOT_CURRENT, VETTED = "counts", "provider-category", "provider-not-current", "provider-vetted"


def verdict(goal: Goal, by: Provider, on: str = "2021-06-15", who: Person | None = None, **more: object) -> str:
    """The one reason of a signed session of an hour on that day."""
    standing = measure(goal, [entry(on, by=by)], on, who=who, **more)  # type: ignore[arg-type]
    ((code,),) = reasons(standing)
    return code


TABLE = [
    # receiver, degree, gives RSC, provider's category and degree, goal, before 2022-10, after it, from 2024
    ("IFS", "bachelor", False, "IFS", "master", "both", COUNTS, COUNTS, COUNTS),
    ("IFS", "associate", False, "ECFS", "doctorate", "both", COUNTS, COUNTS, COUNTS),
    ("IFS", "bachelor", False, "IFS", "bachelor", "both", CATEGORY, CATEGORY, CATEGORY),
    ("IFS", "master", False, "IFS", "master", "both", CATEGORY, CATEGORY, CATEGORY),
    ("IFS", "doctorate", False, "IMHS", "master", "both", COUNTS, COUNTS, COUNTS),
    ("IFS", "none", False, "IMHM-C", "master", "both", COUNTS, COUNTS, COUNTS),
    ("IFS", "none", False, "IMHM-P", "master", "both", CATEGORY, CATEGORY, CATEGORY),
    ("IFS", "none", False, "IFRS", "none", "both", CATEGORY, COUNTS, COUNTS),
    ("IFRS", "none", False, "IFRS", "none", "both", CATEGORY, COUNTS, COUNTS),
    ("IMHS", "master", False, "IFRS", "none", "both", CATEGORY, CATEGORY, CATEGORY),
    ("IMHS", "master", False, "IMHS", "master", "both", COUNTS, COUNTS, COUNTS),
    ("IMHS", "master", True, "IMHS", "master", "earn", COUNTS, COUNTS, COUNTS),
    ("IMHS", "master", True, "IMHS", "master", "renew", CATEGORY, CATEGORY, CATEGORY),
    ("IMHS", "master", True, "ECMHM-C", "master", "both", COUNTS, COUNTS, COUNTS),
    ("IMHM-C", "master", True, "IMHS", "master", "both", CATEGORY, CATEGORY, CATEGORY),
    ("IMHM-C", "master", True, "ECMHM-C", "master", "both", COUNTS, COUNTS, COUNTS),
    ("ERS", "master", True, "IMHS", "master", "both", COUNTS, COUNTS, COUNTS),
]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: "-".join(str(part) for part in line[:6]))
def test_the_base_table_says_who_serves_whom(line: tuple[str, str, bool, str, str, str, str, str, str]) -> None:
    receiver, degree, gives_rsc, category, providers_degree, goals, *codes = line
    by = provider(held(category, degree=providers_degree))
    for goal in (earn(receiver), renew(receiver)):
        if goals not in ("both", goal.kind):
            continue
        found = [verdict(goal, by, on, person(degree, gives_rsc)) for on in ("2022-09-30", "2022-10-01", "2024-01-01")]
        assert found == codes


@pytest.mark.parametrize("status", ["endorsed", "emerging"])
@pytest.mark.parametrize("receiver", ["IFS", "IFRS", "IMHS", "ERS"])
def test_an_ers_serves_from_2024_with_a_specialist_row_beside_it(receiver: str, status: str) -> None:
    whole = provider(held("IFS", degree="bachelor"), held("ERS", status=status))
    for goal in (earn(receiver), renew(receiver)):
        assert verdict(goal, whole, "2024-01-01", person("master")) == COUNTS
        assert verdict(goal, whole, "2023-12-31", person("master")) == CATEGORY
        assert verdict(goal, provider(held("ERS", status=status)), "2024-01-01", person("master")) == CATEGORY


def test_an_ers_serves_no_clinical_mentor() -> None:
    by = provider(held("IFS"), held("ERS"))
    assert verdict(renew("IMHM-C"), by, "2024-06-01") == CATEGORY


def test_an_ers_stops_serving_when_the_specialist_row_ends() -> None:
    by = provider(held("IFS", ends="2024-05-31", degree="bachelor"), held("ERS"))
    found = [verdict(earn("IFS"), by, on) for on in ("2024-05-31", "2024-06-01")]
    assert found == [COUNTS, CATEGORY]


@pytest.mark.parametrize(("status", "code"), [("emerging", COUNTS), ("vetted", VETTED), ("declared", NOT_CURRENT)])
def test_an_emerging_frs_serves_and_an_emerging_specialist_does_not(status: str, code: str) -> None:
    assert verdict(earn("IFS"), provider(held("IFRS", status=status)), "2023-01-01") == code
    assert verdict(earn("IFS"), provider(held("IMHS", status="emerging")), "2023-01-01") == CATEGORY


def test_the_first_and_the_last_day_of_a_row_count_and_the_days_beside_them_do_not() -> None:
    by = provider(held("IMHS", "2021-06-01", "2021-06-30"))
    days = ("2021-05-31", "2021-06-01", "2021-06-30", "2021-07-01")
    assert [verdict(earn("IFS"), by, on) for on in days] == [NOT_CURRENT, COUNTS, COUNTS, NOT_CURRENT]


def test_any_of_several_rows_satisfies() -> None:
    assert verdict(earn("IMHS"), provider(held("IFS"), held("ECMHS"))) == COUNTS


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ((), Gap("never-held")),
        ((held("IMHS", "2022-01-01"),), Gap("never-held")),
        ((held("IMHS", ends="2019-12-31"), held("IFS", ends="2020-02-29")), Gap("ended", date(2020, 2, 29))),
        ((held("IMHS", status="declared"),), Gap("not-yet-confirmed")),
        ((held("IMHS", ends="2019-12-31"), held("IMHS", status="declared")), Gap("not-yet-confirmed")),
        ((held("IMHS", ends="2019-12-31", status="declared"),), Gap("never-held")),
    ],
)
def test_a_missing_row_says_what_there_was(rows: tuple[object, ...], gap: Gap) -> None:
    standing = measure(earn("IFS"), [entry("2021-06-15", by=provider(*rows))], "2021-06-15")  # type: ignore[arg-type]
    (credit,) = standing.credits
    assert (credit.reasons, credit.gap) == ((NOT_CURRENT,), gap)


def test_a_declared_row_counts_with_a_flag_where_no_office_runs_the_association() -> None:
    by = provider(held("IMHS", status="declared"))
    standing = measure(earn("IFS"), [entry("2021-06-15", by=by)], "2021-06-15", settings=Settings(run_by_office=False))
    assert (reasons(standing), standing.flags) == ([("counts",)], ("unconfirmed",))


def test_a_confirmed_row_is_preferred_to_a_declared_one() -> None:
    by = provider(held("IMHM-C", status="declared"), held("IMHS"))
    standing = measure(earn("IFS"), [entry("2021-06-15", by=by)], "2021-06-15", settings=Settings(run_by_office=False))
    assert (standing.counted, standing.flags) == (60, ())


OPEN = row("vetted", "FS MHS MHM-C", goal='"both"')
TO_2025 = row("vetted", "FS MHS MHM-C", goal='"both"', ends="2025-12-31")
FIVE_YEARS = row("vetted", "FS MHS MHM-C", goal='"both"', years=5)


def test_a_vetted_provider_needs_a_row_that_accepts_vetted_on_that_day() -> None:
    by = provider(held("IMHS", status="vetted"))
    for pack, on, code in (
        (pack_of(""), "2021-06-15", VETTED),
        (pack_of(OPEN), "2021-06-15", COUNTS),
        (pack_of(TO_2025), "2025-12-31", COUNTS),
        (pack_of(TO_2025), "2026-01-01", VETTED),
    ):
        assert verdict(earn("IFS"), by, on, pack=pack) == code


def test_vetting_may_last_five_years_from_its_first_day() -> None:
    by = provider(held("IMHS", "2018-02-28", status="vetted"))
    found = [verdict(earn("IFS"), by, on, pack=pack_of(FIVE_YEARS)) for on in ("2023-02-27", "2023-02-28")]
    assert found == [COUNTS, VETTED]


def test_a_vetted_provider_needs_the_family_the_row_asks_for() -> None:
    by = provider(held("IFS", status="vetted", degree="bachelor"))
    assert verdict(earn("IFS"), by, pack=pack_of(OPEN)) == VETTED
    beside = provider(held("IFS", status="vetted"), held("IMHM-P"))
    assert verdict(earn("IMHS"), beside, pack=pack_of(OPEN)) == CATEGORY


def test_rows_for_specialists_serve_frs_and_ers_receivers() -> None:
    own = row("provider", "FS", goal='"earn"', accepts='[{ family = "MHM-C" }]')
    for category in ("IFS", "IFRS", "ERS"):
        assert verdict(earn(category), provider(held("IMHS")), pack=pack_of(own)) == CATEGORY
    assert verdict(renew("IFS"), provider(held("IMHS")), pack=pack_of(own)) == COUNTS


def test_a_row_may_ask_for_no_qualification_at_all() -> None:
    own = row("provider", "FS", goal='"both"', ends="2010-09-30", accepts='"anyone"')
    nobody = Provider("ana")
    found = [verdict(earn("IFS"), nobody, on, pack=pack_of(own)) for on in ("2010-09-30", "2010-10-01")]
    assert found == [COUNTS, NOT_CURRENT]


def test_the_receivers_degree_on_the_day_decides() -> None:
    who = Person((Dated("bachelor"), Dated("master", date(2021, 6, 15))))
    found = [verdict(earn("IFS"), provider(held("IFS")), on, who) for on in ("2021-06-14", "2021-06-15")]
    assert found == [COUNTS, CATEGORY]


def test_giving_rsc_on_the_day_decides() -> None:
    who = Person((Dated("master"),), (Dated(True, date(2021, 6, 15)),))
    found = [verdict(renew("IMHS"), provider(held("IMHS")), on, who) for on in ("2021-06-14", "2021-06-15")]
    assert found == [COUNTS, CATEGORY]
