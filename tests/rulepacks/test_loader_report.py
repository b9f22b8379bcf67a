"""What the packs commands print, and how they end."""

import json
from pathlib import Path

import pytest

from rs_tracker.rulepacks import ids, packs_check, packs_evaluate, packs_list, packs_show
from tests.domain.logs import day

MICHIGAN = """
association = "mi-aimh"
[[case]]
name = "IFS renewal of 2023, seven groups and two individual sessions"
as_of = 2023-12-31
person = { degree = "bachelor", gives_rsc = false }
goal = { kind = "renew", category = "IFS", endorsed_on = 2020-05-01, applied_on = 2020-02-01 }
settings = { }
[case.providers]
ana = [ { category = "IMHS", status = "endorsed", degree = "master", from = 2015-01-01 } ]
[[case.entry]]
on = 2023-01-12
minutes = 90
format = "group"
group_size = 6
provider = "ana"
times = 7
[[case.entry]]
on = 2023-09-14
minutes = 60
provider = "ana"
[[case.entry]]
on = 2023-11-09
minutes = 60
provider = "ana"
[case.expect]
met = true
required = 720
counted = 750
missing = 0
window = [2023-01-01, 2023-12-31]
"""
SHORT = """
[[case]]
name = "Eight sessions of an hour and twenty-five minutes"
as_of = 2023-12-31
goal = { kind = "renew", category = "IFS", endorsed_on = 2020-05-01 }
providers = { ana = [{ category = "IMHS", from = 2015-01-01 }], eve = [] }
entry = [
    { on = 2023-01-12, minutes = 85, provider = "ana", times = 8 },
    { on = 2023-10-12, minutes = 60, provider = "eve", signed = false },
]
"""


@pytest.fixture
def michigan(tmp_path: Path) -> Path:
    path = tmp_path / "michigan.toml"
    path.write_text(MICHIGAN, encoding="utf-8")
    return path


def test_the_json_has_the_keys_of_a_standing_in_their_order(michigan: Path) -> None:
    text, code = packs_evaluate(michigan, as_json=True)
    (found,) = json.loads(text)
    sources, credits = found.pop("sources"), found.pop("credits")
    assert code == 0
    assert found == {
        "name": "IFS renewal of 2023, seven groups and two individual sessions",
        "met": True,
        "exempt": False,
        "window": ["2023-01-01", "2023-12-31"],
        "required": 720,
        "logged": 750,
        "waiting": 0,
        "counted": 750,
        "missing": 0,
        "checks": {"rsc": {"required": 720, "counted": 750, "met": True}},
        "flags": [],
        "certainty": "read",
    }
    assert credits[0] == {"entry": 0, "on": "2023-01-12", "minutes": 90, "counted": 90, "reasons": ["counts"]}
    assert [(credit["entry"], credit["on"]) for credit in credits[5:]] == [
        (0, "2023-06-12"),
        (0, "2023-07-12"),
        (1, "2023-09-14"),
        (2, "2023-11-09"),
    ]
    assert sources
    assert all(source.startswith("http") for source in sources)


def test_the_verdict_is_told_in_hours_that_promise_nothing(tmp_path: Path) -> None:
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    text, code = packs_evaluate(path, as_json=False)
    assert code == 0
    assert "not met" in text
    assert "required 12.00, logged 12.33, counted 11.33, waiting 0.00, missing 0.67" in text
    assert "entry 0, 2023-01-12: 1.41 of 1.41: counts" in text
    assert "entry 1, 2023-10-12: 0.00 of 1.00: not signed yet; the supervisor had no confirmed standing" in text


def test_evaluate_ends_in_two_on_a_bad_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(SHORT.replace("minutes = 85", "minutes = -85"), encoding="utf-8")
    for as_json in (True, False):
        text, code = packs_evaluate(path, as_json)
        assert code == 2
        name = "Eight sessions of an hour and twenty-five minutes"
        assert text.startswith(f"{path}: case 1 ({name!r}), key 'entry[0].minutes': -85 is ")
        assert text.count("\n") == 1


def test_check_ends_in_zero_one_or_two(michigan: Path, tmp_path: Path) -> None:
    assert packs_check([michigan]) == ("cases checked: 1, differences: 0\n", 0)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(MICHIGAN.replace("counted = 750", "counted = 720"), encoding="utf-8")
    text, code = packs_check([michigan, wrong])
    assert code == 1
    assert "key" not in text
    assert "case 1 ('IFS renewal of 2023" in text
    assert "counted: expected 720, found 750" in text
    assert text.endswith("cases checked: 2, differences: 1\n")
    text, code = packs_check([michigan, tmp_path / "gone.toml"])
    assert (code, text.count("\n")) == (2, 1)


def test_without_a_file_every_shipped_case_is_checked() -> None:
    text, code = packs_check([])
    assert code == 0, text
    assert int(text.split(":")[1].split(",")[0]) > len(ids())


def test_the_list_names_every_pack() -> None:
    text, code = packs_list()
    assert code == 0
    assert [line.split()[0] for line in text.splitlines()] == list(ids())


@pytest.mark.parametrize("pack_id", ids())
def test_every_pack_can_be_shown(pack_id: str) -> None:
    text, code = packs_show(pack_id, day("2024-06-01"))
    assert code == 0
    assert text.startswith(f"{pack_id}: ")
    assert "Rules in force on 2024-06-01" in text


def test_a_pack_is_shown_as_it_is_on_a_day() -> None:
    before, after = (packs_show("alliance", day(on))[0] for on in ("2024-12-31", "2025-01-01"))
    assert "12 hours a year" in before
    assert "36 hours a cycle" not in before
    assert "36 hours a cycle" in after
    assert "12 hours a year" not in after


def test_an_own_row_hides_the_base_row_it_replaces() -> None:
    text = packs_show("mi-aimh", day("2026-06-01"))[0]
    assert "hours a cycle" not in text
    assert "alliance" in text


def test_a_pack_nobody_knows_is_a_bad_request() -> None:
    text, code = packs_show("nowhere", day("2024-06-01"))
    assert (code, "there is no such pack" in text) == (2, True)


def test_the_example_in_the_guide_is_a_case_file_that_works(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in guide.split("```toml\n")[1:] if "[[case]]" in part]
    assert len(examples) == 1
    path = tmp_path / "guide.toml"
    path.write_text(examples[0], encoding="utf-8")
    text, code = packs_evaluate(path, as_json=False)
    assert (code, "missing 2.00" in text) == (0, True)


def test_a_base_row_is_shown_as_assumed_before_the_first_own_renewal_row() -> None:
    before, after = (packs_show("ri-aimh", day(on))[0].splitlines() for on in ("2020-06-01", "2021-06-01"))
    yearly = next(number for number, line in enumerate(before) if "12 hours a year" in line)
    assert before[yearly + 1].startswith("    assumed, alliance: ")
    assert any("24 hours a year" in line for line in after)
    assert not any("12 hours a year" in line for line in after)
