"""The case files examine the packs: all examples are there, they pass, and no dated line is left unexamined."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rs_tracker.domain.categories import CATEGORIES
from rs_tracker.domain.dates import add_months
from rs_tracker.domain.rows import EXEMPTIONS, NOBODY, PEER, PROVIDER, RULES, VETTED, VOUCHED, Exemption, Row
from rs_tracker.domain.standing import CERTAINTIES, CHECKS, FLAGS, REASONS
from rs_tracker.rulepacks import ids, load
from rs_tracker.rulepacks.report import BAD, DIFFERENT, DONE, packs_check
from rs_tracker.rulepacks.shelf import FOLDER

# The published worked examples, and how many cases each became in which association's file.
WORKED_EXAMPLES = {
    1: {"mi-aimh": 2},
    2: {"mi-aimh": 2, "or-imha": 1},
    3: {"mi-aimh": 2},
    4: {"wa-erh": 2},
    5: {"az-itmhca": 1},
    6: {"az-itmhca": 4},
    7: {"tx-first3years": 2},
    8: {"ne-naimh": 1, "fl-faimh": 1},
    9: {"va-aimh": 3},
    10: {"alliance": 1},
    11: {"alliance": 2, "ks-kaimh": 1},
    12: {"mi-aimh": 2},
    13: {"mi-aimh": 2, "au-wa-aaimh": 2},
    14: {"alliance": 1},
    15: {"alliance": 5},
    16: {"ct-aimh": 2},
    17: {"ri-aimh": 6},
    18: {"alliance": 1},
    19: {"alliance": 1},
}
A_DAY = timedelta(days=1)
SESSION_RULES = {PROVIDER, VETTED, PEER}


def case_file(pack_id: str) -> Path:
    return FOLDER / pack_id / "cases.toml"


def cases_of(pack_id: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads(case_file(pack_id).read_text(encoding="utf-8"))["case"]
    return cases


def every_expectation() -> Iterator[dict[str, Any]]:
    for pack_id in ids():
        yield from (case["expect"] for case in cases_of(pack_id))


@pytest.mark.parametrize("pack_id", ids())
def test_every_pack_has_examples_and_they_pass(pack_id: str) -> None:
    assert len(cases_of(pack_id)) >= 4
    text, code = packs_check([case_file(pack_id)])
    assert code == DONE, text


@pytest.mark.parametrize("pack_id", ids())
def test_every_example_has_a_name_of_its_own_and_expects_something(pack_id: str) -> None:
    cases = cases_of(pack_id)
    assert len({case["name"] for case in cases}) == len(cases)
    assert all(case["expect"] for case in cases)


@pytest.mark.parametrize("number", WORKED_EXAMPLES)
def test_every_worked_example_is_a_case_of_its_association(number: int) -> None:
    found = {pack_id: sum(case["name"].startswith(f"WE-{number} ") for case in cases_of(pack_id)) for pack_id in ids()}
    assert {pack_id: count for pack_id, count in found.items() if count} == WORKED_EXAMPLES[number]


@pytest.mark.parametrize("pack_id", ids())
def test_both_ends_of_every_dated_line_are_examined(pack_id: str) -> None:
    """The first and last day a line holds and the days around them, each seen by a case that the line is about."""
    cases = cases_of(pack_id)
    for row in load(pack_id).rows:
        seen = {day for case in cases if is_about(row, case) for day in days_looked_up(row, case)}
        assert ends(row.starts_on, row.ends_on) <= seen, row
        applied = {day for case in cases if is_about(row, case) for day in days_applied(case)}
        assert ends(row.applied_from, row.applied_to) <= applied, row


def test_every_reason_flag_check_and_certainty_is_expected_somewhere() -> None:
    seen: set[str] = set()
    for expect in every_expectation():
        seen.update(expect.get("flags", ()), expect.get("checks", ()), {str(expect.get("certainty"))})
        for credit in expect.get("credits", ()):
            seen.update(credit.get("reasons", ()))
    assert {*REASONS, *FLAGS, *CHECKS, *CERTAINTIES} <= seen


def test_every_rule_and_every_kind_of_first_renewal_is_used_by_a_pack() -> None:
    rows = [row for pack_id in ids() for row in load(pack_id).rows]
    # No association publishes whose confirmation it refuses (SOURCES.md of the base); the format has room for it.
    assert {row.rule for row in rows} == set(RULES) - {VOUCHED}
    kinds = {row.value.when for row in rows if isinstance(row.value, Exemption)}
    assert kinds == set(EXEMPTIONS) - {NOBODY}


def test_a_wrong_expectation_is_found_and_named(tmp_path: Path) -> None:
    text = case_file("mi-aimh").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace("counted = 750\nmissing = 0", "counted = 751\nmissing = 0", 1), encoding="utf-8")
    answer, code = packs_check([path])
    assert code == DIFFERENT
    assert "WE-1 IFS renewal of 2023" in answer
    assert "counted: expected 751, found 750" in answer


def test_a_broken_case_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(case_file("mi-aimh").read_text(encoding="utf-8").replace("minutes = 90", "minutes = -90", 1))
    answer, code = packs_check([path])
    assert code == BAD
    assert "broken.toml" in answer
    assert "minutes" in answer


def ends(first: date | None, last: date | None) -> set[date]:
    """The days on both sides of where something begins and of where it ends."""
    begins = {first - A_DAY, first} if first is not None else set()
    return begins | ({last, last + A_DAY} if last is not None else set())


def is_about(row: Row, case: dict[str, Any]) -> bool:
    family = CATEGORIES[case["goal"]["category"]].family
    if row.rule in SESSION_RULES and row.rule != PEER and family in {"FRS", "ERS"}:
        family = "FS"
    return case["goal"]["kind"] in row.goals and family in row.families


def days_looked_up(row: Row, case: dict[str, Any]) -> Iterator[date]:
    """The days for which a case asks about a line: those of its sessions, or the day of its verdict."""
    if row.rule not in SESSION_RULES:
        yield case["as_of"]
        return
    for entry in case.get("entry", ()):
        yield from (add_months(entry["on"], month) for month in range(entry.get("times", 1)))


def days_applied(case: dict[str, Any]) -> Iterator[date]:
    yield case["goal"].get("applied_on", case["as_of"])
