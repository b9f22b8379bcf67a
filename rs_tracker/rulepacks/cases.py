"""Case files: worked examples that prove a pack, and how they are read.

The file is TOML; its keys are those of the value types, with dates written as dates:

    association = "mi-aimh"         # of the cases below that name none themselves; alliance unless given
    [[case]]                        # name, as_of, person, goal, settings, providers, entry (a list), expect
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rs_tracker.domain.categories import BOTH, CATEGORIES, GOAL_KINDS, TRACKS
from rs_tracker.domain.dates import add_months
from rs_tracker.domain.facts import (
    DEGREES,
    FLAG,
    FORMATS,
    GROUP_RULES,
    INDIVIDUAL,
    KINDS,
    MEDIA,
    REFLECTIVE,
    SOURCE_RULES,
    STATUSES,
    VOUCHERS,
    BadFact,
    Dated,
    Fact,
    Goal,
    Person,
    Provider,
    Qualification,
    Settings,
)
from rs_tracker.domain.pack import RulePack
from rs_tracker.rulepacks.answers import ANSWER_KEYS, plain
from rs_tracker.rulepacks.shelf import BASE, ids, load
from rs_tracker.rulepacks.tables import Table, read_toml

MOST_TIMES = 1200


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example. `indexes` tells which `[[case.entry]]` each fact came from; `expect` is what to compare."""

    where: str
    name: str
    pack: RulePack
    settings: Settings
    person: Person
    goal: Goal
    facts: tuple[Fact, ...]
    indexes: tuple[int, ...]
    as_of: date
    expect: Mapping[str, object]


def read_cases(path: Path, name: str | None = None) -> tuple[Case, ...]:
    """Every case of a file; BadFile names file, case and key of what is wrong."""
    root = read_toml(path, name or str(path))
    association = root.text("association", BASE)
    _known(root, association)
    tables = root.tables("case", "case")
    root.done()
    if not tables:
        raise root.bad("case", "there is none")
    return tuple(_case(table, association) for table in tables)


def _known(table: Table, association: str) -> None:
    if association not in ids():
        raise table.bad("association", f"{association!r} is not one of {', '.join(ids())}")


def _case(table: Table, association: str) -> Case:
    name = table.text("name")
    table.where = f"{table.where} ({name!r})"
    association = table.text("association", association)
    _known(table, association)
    pack = load(association)
    as_of = table.day("as_of")
    person = _person(table)
    goal = _goal(table.table("goal"))
    settings = _settings(table.maybe_table("settings"), pack)
    providers = _providers(table.maybe_table("providers"))
    facts, indexes = _entries(table, providers)
    expect = table.maybe_table("expect")
    table.done()
    return Case(table.where, name, pack, settings, person, goal, facts, indexes, as_of, _expectations(expect))


def _expectations(table: Table | None) -> dict[str, object]:
    if table is None:
        return {}
    for key in table.names():
        if key not in ANSWER_KEYS:
            raise table.bad(key, f"is not one of {', '.join(ANSWER_KEYS)}")
    return {key: plain(table.raw(key)) for key in table.names()}


def _person(case: Table) -> Person:
    table = case.maybe_table("person")
    if table is None:
        return Person()
    degrees: list[Dated[str]] = []
    gives: list[Dated[bool]] = []
    if isinstance(table.raw("degree"), list):
        degrees = [Dated(row.choice("value", DEGREES), _start(row)) for row in _dated(table, "degree")]
    elif table.has("degree"):
        degrees = [Dated(table.choice("degree", DEGREES))]
    if isinstance(table.raw("gives_rsc"), list):
        gives = [Dated(row.flag("value"), _start(row)) for row in _dated(table, "gives_rsc")]
    elif table.has("gives_rsc"):
        gives = [Dated(table.flag("gives_rsc"))]
    table.done()
    try:
        return Person(tuple(degrees), tuple(gives))
    except BadFact as fault:
        raise table.bad(fault.key, fault.problem) from fault


def _dated(table: Table, key: str) -> list[Table]:
    rows = table.tables(key)
    if not rows:
        raise table.bad(key, "is an empty list")
    return rows


def _start(row: Table) -> date | None:
    start = row.maybe_day("from")
    row.raw("value")
    row.done()
    return start


def _goal(table: Table) -> Goal:
    kind = table.choice("kind", GOAL_KINDS)
    category = table.choice("category", tuple(CATEGORIES))
    track = table.maybe_choice("track", TRACKS)
    applied_on, endorsed_on = table.maybe_day("applied_on"), table.maybe_day("endorsed_on")
    table.done()
    try:
        return Goal(kind, category, track, applied_on, endorsed_on)
    except BadFact as fault:
        raise table.bad(fault.key, fault.problem) from fault


def _settings(table: Table | None, pack: RulePack) -> Settings:
    if table is None:
        return Settings()
    readings = table.maybe_table("readings")
    taken: dict[str, str] = {}
    if readings is not None:
        for topic in readings.names():
            if topic not in pack.readings():
                raise readings.bad(topic, f"{pack.id} has no contested rule of that name")
            taken[topic] = readings.choice(topic, pack.readings()[topic])
    limit, rule = table.maybe_whole("group_limit"), table.maybe_choice("group_rule", GROUP_RULES)
    share, sources = table.maybe_whole("individual_share"), table.choice("sources", SOURCE_RULES, FLAG)
    run_by_office = table.flag("run_by_office", True)
    table.done()
    try:
        return Settings(limit, rule, share, sources, taken, run_by_office)
    except BadFact as fault:
        raise table.bad(fault.key, fault.problem) from fault


def _providers(table: Table | None) -> dict[str, Provider]:
    if table is None:
        return {}
    return {key: Provider(key, tuple(_qualification(row) for row in table.tables(key))) for key in table.names()}


def _qualification(row: Table) -> Qualification:
    category = row.choice("category", tuple(CATEGORIES))
    status = row.choice("status", STATUSES, STATUSES[0])
    degree = row.maybe_choice("degree", DEGREES)
    starts_on, ends_on = row.day("from"), row.maybe_day("to")
    row.done()
    try:
        return Qualification(category, status, starts_on, ends_on, degree)
    except BadFact as fault:
        raise row.bad(fault.key, fault.problem) from fault


def _entries(case: Table, providers: Mapping[str, Provider]) -> tuple[tuple[Fact, ...], tuple[int, ...]]:
    facts: list[Fact] = []
    indexes: list[int] = []
    for index, table in enumerate(case.tables("entry")):
        times = table.whole("times", 1, least=1)
        if times > MOST_TIMES:
            raise table.bad("times", f"{times} is more than {MOST_TIMES}")
        on = table.day("on")
        days = [add_months(on, month) for month in range(times)]
        if len(set(days)) != len(days):
            raise table.bad("times", "reaches past the last year there is")
        facts += _facts(table, index, days, providers)
        indexes += [index] * times
    return tuple(facts), tuple(indexes)


def _facts(table: Table, index: int, days: list[date], providers: Mapping[str, Provider]) -> list[Fact]:
    name = table.text("provider") if table.has("provider") else None
    if name is not None and name not in providers:
        raise table.bad("provider", f"{name!r} is not in the case's providers")
    minutes, about_rsc = table.whole("minutes"), table.whole("about_rsc", 0)
    kind, format_ = table.choice("kind", KINDS, REFLECTIVE), table.choice("format", FORMATS, INDIVIDUAL)
    medium, track = table.choice("medium", MEDIA, MEDIA[0]), table.choice("track", TRACKS, BOTH)
    vouched = table.maybe_choice("vouched", VOUCHERS)
    group_size, signed = table.maybe_whole("group_size"), table.flag("signed", vouched is None)
    table.done()
    provider = providers[name] if name is not None else None
    try:
        return [
            Fact(
                f"{index}.{turn}",
                on,
                minutes,
                provider,
                kind,
                format_,
                group_size,
                medium,
                about_rsc,
                track,
                signed=signed,
                vouched=vouched,
            )
            for turn, on in enumerate(days)
        ]
    except BadFact as fault:
        raise table.bad(fault.key, fault.problem) from fault
