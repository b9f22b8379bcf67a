"""Every shipped pack names its sources, says how sure it is, and is explained in words beside it."""

import re
import tomllib
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.rows import EARNING, RENEWAL, Amount, Renewal
from rs_tracker.domain.standing import CERTAINTIES
from rs_tracker.rulepacks import ids, load
from rs_tracker.rulepacks.shelf import BASE, FOLDER

SHIPPED = (
    *("alliance", "al-f5a", "mo-moaimh-ec", "ak-aimh", "pa-aimh", "tn-aimhitn", "mi-aimh", "ct-aimh", "az-itmhca"),
    *("tx-first3years", "ri-aimh", "va-aimh", "fl-faimh", "ne-naimh", "nm-aimh", "ma-massaimh", "wa-erh", "or-imha"),
    *("ok-aimh", "in-infancyonward", "nc-imha", "sc-imha", "ks-kaimh", "au-wa-aaimh"),
)
UNREAD = ("ak-aimh", "mo-moaimh-ec", "nc-imha", "wa-erh", "ks-kaimh")
YEARLY = ("az-itmhca", "mi-aimh", "al-f5a", "tn-aimhitn", "va-aimh", "ma-massaimh")
ADDRESS = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?")
MARKED = re.compile(r"`(read|inferred|assumed|conflict)`")


def raw(pack_id: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / pack_id / "pack.toml").read_text(encoding="utf-8"))


def lines_of(pack_id: str) -> list[dict[str, Any]]:
    """Rows and shown lines alike, as written."""
    pack = raw(pack_id)
    return [*pack.get("row", []), *pack.get("shown", [])]


def sources_of(line: dict[str, Any]) -> list[str]:
    source = line["source"]
    return source if isinstance(source, list) else [source]


def test_the_list_of_associations_is_complete() -> None:
    assert set(ids()) == set(SHIPPED)
    assert ids()[0] == BASE


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_every_line_names_a_page_and_says_how_sure_it_is(pack_id: str) -> None:
    for line in lines_of(pack_id):
        assert line["certainty"] in CERTAINTIES, line
        assert sources_of(line), line
        for source in sources_of(line):
            assert ADDRESS.fullmatch(source), source


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_every_page_a_pack_relies_on_is_explained_in_its_sources(pack_id: str) -> None:
    text = (FOLDER / pack_id / "SOURCES.md").read_text(encoding="utf-8")
    listed = {word.strip("<>") for word in re.findall(r"<https?://[^>]+>", text)}
    assert {source for line in lines_of(pack_id) for source in sources_of(line)} <= listed
    for line in text.splitlines():
        if line.startswith("- <"):
            assert MARKED.search(line), line


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_a_pack_says_where_it_is_and_which_day_it_is_there(pack_id: str) -> None:
    pack = load(pack_id)
    assert ZoneInfo(pack.zone).key == pack.zone
    assert pack.country in {"US", "AU"}
    assert (pack.place != "") == (pack_id != BASE)
    assert ADDRESS.fullmatch(pack.url)
    assert ((pack.year_starts.month, pack.year_starts.day) != (1, 1)) == (pack_id == "au-wa-aaimh")


@pytest.mark.parametrize("pack_id", UNREAD)
def test_renewal_hours_that_nobody_could_read_are_assumed(pack_id: str) -> None:
    rows = own_renewals(load(pack_id))
    assert rows
    assert {certainty for _, certainty in rows} == {"assumed"}
    assert {(value.window, value.minutes) for value, _ in rows} == {("year", 720), ("year", 0), ("cycle", 2160)}


@pytest.mark.parametrize("pack_id", YEARLY)
def test_associations_that_print_a_yearly_renewal_stay_yearly_and_contested(pack_id: str) -> None:
    rows = [row for row in load(pack_id).rows if row.rule == RENEWAL]
    assert {row.value.window for row in rows if isinstance(row.value, Renewal)} == {"year"}
    last = [row for row in rows if row.starts_on == date(2025, 1, 1) and row.ends_on is None]
    assert {row.certainty for row in last} == {"conflict"}
    assert {family for row in last for family in row.families} == {
        *("FA", "FS", "FRS", "MHS", "MHM-C", "MHM-P", "MHM-RF", "ERS")
    }


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_the_amounts_to_earn_are_the_same_everywhere(pack_id: str) -> None:
    own = [row for row in load(pack_id).rows if row.rule == EARNING]
    if pack_id == BASE:
        assert {row.certainty for row in own} == {"read"}
    elif pack_id == "or-imha":
        assert [(row.families, row.value, row.certainty) for row in own] == [(("FS",), Amount(1440), "conflict")]
    else:
        assert own == []


def own_renewals(pack: RulePack) -> list[tuple[Renewal, str]]:
    return [(row.value, row.certainty) for row in pack.rows if isinstance(row.value, Renewal)]
