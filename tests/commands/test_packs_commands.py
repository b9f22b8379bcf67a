"""`rs-tracker packs` ends in 0, 1 or 2, and needs neither settings nor a database."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rs_tracker.cli import main

GOOD = """
[[case]]
name = "one hour of twelve"
as_of = 2024-06-30
person = {}
goal = { kind = "renew", category = "IFS", endorsed_on = 2020-05-01 }
[case.providers]
ana = [ { category = "IMHS", from = 2015-01-01 } ]
[[case.entry]]
on = 2024-01-12
minutes = 60
provider = "ana"
[case.expect]
counted = %d
"""


def packs(*words: str) -> Result:
    """`rs-tracker packs WORDS`, in an environment without any setting."""
    return CliRunner(env={"RS_SECRET_KEY": None, "DATABASE_URL": None}).invoke(main, ["packs", *words])


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Where a test writes its case."""
    return tmp_path / "cases.toml"


def test_list_and_show_end_in_0_and_an_unknown_pack_in_2() -> None:
    assert packs("list").exit_code == 0
    shown = packs("show", "mi-aimh", "--on", "2023-06-01")
    assert shown.exit_code == 0
    assert "https://" in shown.output
    unknown = packs("show", "xx-nowhere")
    assert unknown.exit_code == 2
    assert "xx-nowhere" in unknown.output


def test_evaluate_ends_in_0_whatever_the_verdict(case_file: Path) -> None:
    case_file.write_text(GOOD % 999)
    told = packs("evaluate", str(case_file), "--json")
    assert told.exit_code == 0
    assert '"met": false' in told.output


def test_check_ends_in_1_on_a_difference_and_in_0_without(case_file: Path) -> None:
    case_file.write_text(GOOD % 60)
    assert packs("check", str(case_file)).exit_code == 0
    case_file.write_text(GOOD % 61)
    different = packs("check", str(case_file))
    assert different.exit_code == 1
    assert "one hour of twelve" in different.output


@pytest.mark.parametrize("command", ["evaluate", "check"])
def test_a_file_with_a_fault_ends_in_2_and_names_it(case_file: Path, command: str) -> None:
    case_file.write_text(GOOD.replace("minutes = 60", "minutes = -60") % 60)
    result = packs(command, str(case_file))
    assert result.exit_code == 2
    assert all(word in result.output for word in ("cases.toml", "one hour of twelve", "minutes"))
