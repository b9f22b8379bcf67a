"""The shelf of packs, their digests, and that a pack written out and read again is the same."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_tracker.domain.categories import FAMILIES
from rs_tracker.domain.dates import day_before
from rs_tracker.domain.facts import STATUSES, VOUCHERS
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.rows import (
    ABOUT_RSC,
    DEGREE_CLASSES,
    EXEMPTION,
    EXEMPTIONS,
    LONG_HELD,
    PEER,
    PERIODS,
    PROVIDER,
    RENEWAL,
    RULE_GOALS,
    RULES,
    SPAN,
    SPREAD,
    STRETCH,
    VETTED,
    VOUCHED,
    AboutRsc,
    Acceptance,
    Amount,
    Exemption,
    LongHeld,
    Months,
    Peers,
    Providers,
    Reading,
    Renewal,
    Row,
    Value,
    VettedAccepted,
    Vouching,
)
from rs_tracker.domain.shown import MonthDay, Shown
from rs_tracker.domain.standing import CERTAINTIES
from rs_tracker.rulepacks import BadFile, digest, dump, ids, load, load_all, parse_pack, parse_toml, read_pack

RECEIVERS = tuple(family for family in FAMILIES if family not in ("FRS", "ERS"))
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
PAGES = st.builds(lambda tail: f"https://example.org/{tail}", WORDS)
HOURS = st.integers(0, 200).map(lambda hours: 60 * hours)
ACCEPTANCES = st.builds(
    Acceptance,
    st.sampled_from(FAMILIES),
    st.sampled_from(STATUSES[:2]),
    st.sampled_from((None, *DEGREE_CLASSES)),
    st.sampled_from((None, *DEGREE_CLASSES)),
    st.sampled_from((None, True, False)),
)
SOME_FAMILIES = st.lists(st.sampled_from(FAMILIES), min_size=1, unique=True).map(tuple)
YEARS = st.one_of(st.none(), st.integers(1, 9))


def values(rule: str) -> st.SearchStrategy[Value]:
    """What a row of this rule may say."""
    periods, months = st.sampled_from(PERIODS), st.integers(0, 60)
    known: dict[str, st.SearchStrategy[Value]] = {
        STRETCH: st.builds(Months, months),
        SPAN: st.builds(Months, months),
        SPREAD: st.builds(Months, months),
        ABOUT_RSC: st.one_of(st.builds(AboutRsc, HOURS), st.just(AboutRsc(only=True))),
        RENEWAL: st.builds(Renewal, periods, HOURS),
        LONG_HELD: st.builds(LongHeld, periods, HOURS, st.integers(1, 9)),
        EXEMPTION: st.builds(Exemption, periods, st.sampled_from(EXEMPTIONS)),
        PEER: st.builds(Peers, st.integers(0, 9), st.one_of(st.just(()), SOME_FAMILIES)),
        PROVIDER: st.one_of(
            st.just(Providers(anyone=True)),
            st.builds(Providers, st.lists(ACCEPTANCES, min_size=1, max_size=4).map(tuple)),
        ),
        VETTED: st.builds(VettedAccepted, YEARS),
        VOUCHED: st.builds(Vouching, st.sampled_from(((), ("office",), ("stand-in",), VOUCHERS))),
    }
    return known.get(rule, st.builds(Amount, HOURS))


@st.composite
def rows_of(draw: st.DrawFn, rule: str, goals: tuple[str, ...], families: tuple[str, ...]) -> list[Row]:
    """Rows of one key, in order of their days; the last of them may come in two readings."""
    starts = sorted(draw(st.lists(DAYS, max_size=3, unique=True)))
    rows = []
    for number, start in enumerate(starts):
        end = draw(st.one_of(st.none(), st.dates(start, start + timedelta(days=4000))))
        if end is not None and number + 1 < len(starts):
            end = min(end, day_before(starts[number + 1]))
        value, certainty = draw(values(rule)), draw(st.sampled_from(CERTAINTIES))
        pages = tuple(draw(st.lists(PAGES, min_size=1, max_size=3, unique=True)))
        rows.append(Row(rule, goals, families, value, pages, certainty, start if number else None, end))
    if draw(st.booleans()) and rows:
        topic = draw(WORDS.filter(str.strip))
        rows[-1:] = [replace(rows[-1], reading=Reading(topic, name)) for name in ("one", "the other")]
    if rule in (PROVIDER, VETTED) and draw(st.booleans()):
        rows = [replace(row, applied_to=draw(DAYS)) for row in rows]
    return rows


@st.composite
def shown_lines(draw: st.DrawFn) -> tuple[Shown, ...]:
    page = (draw(PAGES),)
    lines = [
        Shown("training", page, "read", "year", ("FS",), None, draw(DAYS), minutes=draw(HOURS)),
        Shown("membership", page, "assumed", need="required", day=MonthDay(1, 31), year="next"),
        Shown("fee", page, "read", cents=draw(st.integers(0, 10**6)), currency="USD"),
        Shown("due", page, "conflict", "cycle", day=MonthDay(12, 31)),
        Shown("due", page, "conflict", "cycle", day=MonthDay(1, 15), year="next"),
    ]
    return tuple(line for line in lines if draw(st.booleans()))


@st.composite
def packs(draw: st.DrawFn) -> RulePack:
    rows: list[Row] = []
    for rule in draw(st.lists(st.sampled_from(RULES), unique=True)):
        known = RECEIVERS if rule in (PROVIDER, VETTED) else FAMILIES
        split = draw(st.integers(1, len(known)))
        goals = RULE_GOALS[rule] if draw(st.booleans()) else RULE_GOALS[rule][:1]
        for families in (known[:split], known[split:]):
            if families:
                rows += draw(rows_of(rule, goals, families))
    return RulePack(
        draw(st.sampled_from(("one", "two"))),
        draw(WORDS.filter(str.strip)),
        "US",
        "America/Chicago",
        draw(PAGES),
        MonthDay(draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        tuple(rows),
        draw(WORDS),
        draw(shown_lines()),
        load("alliance"),
    )


def again(pack: RulePack) -> RulePack:
    return parse_pack(parse_toml(dump(pack).encode(), "again.toml"), pack.base)


@given(packs())
def test_a_random_valid_pack_comes_back_as_it_was(pack: RulePack) -> None:
    assert again(pack) == pack
    assert digest(again(pack)) == digest(pack)


@pytest.mark.parametrize("pack_id", ids())
def test_a_shipped_pack_comes_back_as_it_was(pack_id: str) -> None:
    assert again(load(pack_id)) == load(pack_id)


def test_every_shipped_pack_but_the_base_lies_over_the_base() -> None:
    assert ids()[0] == "alliance"
    assert [pack.id for pack in load_all()] == list(ids())
    assert {pack.base.id if pack.base else None for pack in load_all()[1:]} == {"alliance"}
    assert load("alliance").base is None


def test_a_pack_is_read_once() -> None:
    assert load("mi-aimh") is load("mi-aimh")


def test_an_unknown_association_has_no_pack() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        load("nowhere")


def test_two_packs_never_share_a_digest() -> None:
    assert len({digest(pack) for pack in load_all()}) == len(ids())


def test_the_digest_changes_with_any_row_and_with_the_base() -> None:
    pack = load("mi-aimh")
    later = replace(pack.rows[0], certainty="assumed" if pack.rows[0].certainty == "read" else "read")
    base = load("alliance")
    other_base = replace(base, rows=base.rows[:-1])
    changed = [replace(pack, rows=(later, *pack.rows[1:])), replace(pack, base=other_base), replace(pack, name="X")]
    assert digest(pack) not in {digest(other) for other in changed}


def test_comments_and_layout_do_not_change_the_digest() -> None:
    text = "# a remark\n" + dump(load("mi-aimh")).replace(" = ", "   =   ")
    assert digest(parse_pack(parse_toml(text.encode(), "x"), load("alliance"))) == digest(load("mi-aimh"))


def test_a_pack_may_be_read_from_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(dump(load("ri-aimh")), encoding="utf-8")
    assert read_pack(path, load("alliance")) == load("ri-aimh")
    with pytest.raises(BadFile, match=r"inherits.*but this pack inherits from nothing"):
        read_pack(path, None)


def test_windows_line_ends_are_read_as_well() -> None:
    text = dump(load("ri-aimh")).replace("\n", "\r\n")
    assert parse_pack(parse_toml(text.encode(), "x"), load("alliance")) == load("ri-aimh")
