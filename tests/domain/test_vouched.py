"""Sessions confirmed by a stand-in or the office: they count like signed ones unless a pack's row refuses it."""

import pytest

from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import Person, Settings
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.standing import Standing
from rs_tracker.rulepacks import BadFile, dump, load, parse_pack, parse_toml
from rs_tracker.rulepacks.describe import describe_pack
from tests.domain.logs import day, entry, renew

HEAD = """[association]
id = "zz-test"
name = "Test"
country = "US"
zone = "America/Chicago"
url = "https://example.org"
inherits = "alliance"
"""
ROW = """
[[row]]
rule = "vouched"
goal = "both"
families = ["FS"]
{more}
source = "https://example.org/vouched"
certainty = "inferred"
"""


def pack(*rows: str) -> RulePack:
    text = HEAD + "".join(ROW.format(more=row) for row in rows)
    return parse_pack(parse_toml(text.encode(), "zz-test/pack.toml"), load("alliance"))


def measured(rules: RulePack, *vouched: str | None, on: str = "2023-05-01") -> Standing:
    facts = [entry(on, signed=False, vouched=word, id=str(number)) for number, word in enumerate(vouched)]
    return evaluate(rules, Settings(), Person(), renew(), facts, day("2023-12-31"))


def test_without_a_row_both_confirmations_count_like_a_signature() -> None:
    standing = measured(pack(), "stand-in", "office", None)
    assert (standing.logged, standing.counted, standing.waiting) == (180, 120, 60)
    assert [credit.reasons for credit in standing.credits] == [("counts",), ("counts",), ("not-signed",)]


def test_a_refused_confirmation_waits_with_its_minutes_and_says_that_it_is_not_signed() -> None:
    standing = measured(pack('accepts = ["stand-in"]'), "stand-in", "office")
    assert (standing.counted, standing.waiting) == (60, 60)
    assert [credit.reasons for credit in standing.credits] == [("counts",), ("not-signed",)]


def test_a_pack_may_refuse_everybody_from_a_day_on() -> None:
    rules = pack('accepts = "nobody"\nfrom = 2023-05-01')
    assert measured(rules, "stand-in", "office").counted == 0
    assert measured(rules, "stand-in", "office", on="2023-04-30").counted == 120


def test_the_row_that_decided_is_named_with_its_page_and_its_sureness() -> None:
    standing = measured(pack('accepts = ["office"]'), "office")
    assert "https://example.org/vouched" in standing.sources
    assert standing.certainty == "inferred"
    assert "https://example.org/vouched" not in measured(pack('accepts = ["office"]'), None).sources


def test_a_row_says_what_it_accepts_when_it_is_shown_and_written_back() -> None:
    for accepts, said in (
        ('accepts = "nobody"', "nobody may confirm"),
        ('accepts = ["stand-in"]', "stand-in may confirm"),
        ('accepts = ["stand-in", "office"]', "stand-in or office may confirm"),
    ):
        rules = pack(accepts)
        assert said in describe_pack(rules, day("2023-05-01"))
        assert parse_pack(parse_toml(dump(rules).encode(), "again"), load("alliance")) == rules


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "accepts = []",
        'accepts = ["supervisor"]',
        'accepts = "anyone"',
        'accepts = ["office"]\napplied_from = 2023-01-01',
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_place(wrong: str) -> None:
    with pytest.raises(BadFile) as refused:
        pack(wrong)
    assert refused.value.where.startswith("row")
