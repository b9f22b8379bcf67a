"""First renewals, endorsements held long, and the peer sessions of those who hold one."""

import pytest

from rs_tracker.domain.standing import Check
from tests.domain.logs import (
    earn,
    entry,
    held,
    measure,
    pack_of,
    provider,
    reasons,
    renew,
    row,
)


def test_a_first_renewal_is_exempt_in_the_year_of_the_endorsement() -> None:
    for endorsed, exempt in (("2022-12-31", False), ("2023-01-01", True), ("2023-12-31", True), ("2024-01-01", True)):
        standing = measure(renew(endorsed=endorsed), [entry("2023-05-01")], "2023-12-31")
        assert (standing.exempt, standing.met) == (exempt, exempt)
        if exempt:
            assert (standing.required, standing.missing) == (0, 0)
            assert standing.checks == {"rsc": Check(0, 60)}


def test_only_an_exemption_that_was_used_is_told() -> None:
    used, unused = (measure(renew(endorsed=on), [], "2023-12-31") for on in ("2023-05-01", "2024-05-01"))
    assert (used.certainty, used.flags) == ("assumed", ("unconfirmed",))
    assert (unused.certainty, unused.flags) == ("read", ())


def test_the_last_calendar_year_of_a_cycle_is_let_off() -> None:
    for endorsed, exempt in (("2026-12-31", False), ("2027-01-01", True), ("2028-01-01", True)):
        assert measure(renew(endorsed=endorsed), [], "2027-12-31").exempt is exempt


def test_an_association_may_let_off_the_window_of_the_application() -> None:
    pack = pack_of(row("exemption", "FS", window='"year"', when='"applied"'))
    for applied, exempt in (("2022-12-31", False), ("2023-01-01", True), ("2023-12-31", True)):
        goal = renew(endorsed="2023-12-31", applied=applied)
        assert measure(goal, [], "2023-12-31", pack).exempt is exempt


def test_an_unknown_application_was_not_after_the_endorsement() -> None:
    pack = pack_of(row("exemption", "FS", window='"year"', when='"applied"'))
    found = [measure(renew(endorsed=on), [], "2023-06-01", pack).exempt for on in ("2020-05-01", "2023-05-01", None)]
    assert found == [False, True, False]


@pytest.mark.parametrize(
    ("endorsed", "required", "exempt"),
    [
        ("2025-01-01", 2160, False),
        ("2025-01-02", 1440, False),
        ("2025-09-30", 1440, False),
        ("2026-01-02", 720, False),
        ("2027-01-02", 0, True),
    ],
)
def test_a_share_of_the_years_held_may_be_asked(endorsed: str, required: int, exempt: bool) -> None:
    pack = pack_of(row("exemption", "FS", window='"cycle"', when='"fraction"'))
    standing = measure(renew(endorsed=endorsed), [], "2027-12-31", pack)
    assert (standing.required, standing.exempt) == (required, exempt)


def test_an_unknown_endorsement_counts_as_held_long_and_is_flagged() -> None:
    ten = row("long-held", "MHM-C", window='"year"', after_years=3, hours=10)
    peers = row("peer", "MHM-C", after_years=3, partners='["MHM-C"]')
    standing = measure(renew("IMHM-C", None), [entry("2023-02-01", kind="peer")], "2023-12-31", pack_of(ten + peers))
    assert (standing.required, standing.flags, reasons(standing)) == (600, ("unconfirmed",), [("peer",)])


def test_peers_count_for_mentors_who_held_it_three_years_by_the_end_of_the_window() -> None:
    ten = row("long-held", "MHM-C", window='"year"', after_years=3, hours=10)
    pack = pack_of(ten + row("peer", "MHM-C", after_years=3, partners='["MHM-C"]'))
    facts = [entry("2023-02-01", kind="peer"), entry("2023-03-01", by=provider(held("IMHS"), key="eve"), kind="peer")]
    for endorsed, required, first in (("2021-01-01", 600, "counts"), ("2021-01-02", 720, "peer")):
        standing = measure(renew("IMHM-C", endorsed), facts, "2023-12-31", pack)
        assert (standing.required, reasons(standing)) == (required, [(first,), ("peer",)])


def test_peers_may_count_for_everybody_with_anyone() -> None:
    pack = pack_of(row("peer", "FS", starts="2021-01-01", ends="2021-12-31", after_years=0, partners='"anyone"'))
    facts = [entry(on, by=provider(), kind="peer") for on in ("2021-12-31", "2022-01-01")]
    assert measure(renew(), facts, "2021-12-31", pack).counted == 60
    assert measure(renew(), facts, "2022-12-31", pack).counted == 0
    assert reasons(measure(earn("IFS"), facts, "2022-12-31", pack)) == [("peer",), ("peer",)]
