"""Builders for counting: people, providers and entries in a few words, each with the ordinary thing as its default."""

from datetime import date

from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import Dated, Fact, Goal, Person, Provider, Qualification, Settings
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.standing import Standing
from rs_tracker.rulepacks import load, parse_pack, parse_toml

LONG_AGO = date(2010, 1, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def held(
    category: str, starts: str = "2010-01-01", ends: str | None = None, status: str = "endorsed", degree: str = "master"
) -> Qualification:
    return Qualification(category, status, day(starts), day(ends) if ends else None, degree)


def provider(*rows: Qualification, key: str = "bob") -> Provider:
    return Provider(key, rows)


BOB = provider(held("IMHM-C"))


def entry(on: str, minutes: int = 60, by: Provider | None = BOB, **more: object) -> Fact:
    return Fact(str(more.pop("id", f"{on}/{minutes}")), day(on), minutes, by, **more)  # type: ignore[arg-type]


def monthly(first: str, times: int, minutes: int = 60, by: Provider | None = BOB, **more: object) -> list[Fact]:
    """So many sessions, one on the same day of each month."""
    start = day(first)
    months = [divmod(start.month - 1 + number, 12) for number in range(times)]
    return [
        entry(start.replace(year=start.year + years, month=month + 1).isoformat(), minutes, by, **more)
        for years, month in months
    ]


def person(degree: str = "none", gives_rsc: bool = False) -> Person:
    return Person((Dated(degree),), (Dated(gives_rsc),))


def renew(category: str = "IFS", endorsed: str | None = "2015-06-01", applied: str | None = None) -> Goal:
    return Goal("renew", category, None, day(applied) if applied else None, day(endorsed) if endorsed else None)


def earn(category: str = "IFS", applied: str | None = None, track: str | None = None) -> Goal:
    return Goal("earn", category, track, day(applied) if applied else None)


def measure(
    goal: Goal,
    facts: list[Fact],
    as_of: str,
    pack: RulePack | None = None,
    settings: Settings | None = None,
    who: Person | None = None,
) -> Standing:
    return evaluate(pack or load("alliance"), settings or Settings(), who or Person(), goal, facts, day(as_of))


def reasons(standing: Standing) -> list[tuple[str, ...]]:
    return [credit.reasons for credit in standing.credits]


def pack_of(rows: str, year_starts: str = "01-01") -> RulePack:
    """A pack over the base, from the TOML of its rows."""
    head = f"""
[association]
id = "test"
name = "Test"
country = "US"
zone = "America/Chicago"
url = "https://example.org/"
year_starts = "{year_starts}"
inherits = "alliance"
"""
    return parse_pack(parse_toml((head + rows).encode(), "test.toml"), load("alliance"))


def row(rule: str, families: str, certainty: object = "read", **keys: object) -> str:
    """One row as TOML; `starts` and `ends` are its days, other keys are written as given (text brings its quotes)."""
    lines = ["[[row]]", f'rule = "{rule}"', f"families = {families.split()!r}", f'certainty = "{certainty}"']
    lines.append('source = "https://example.org/rules"')
    names = {"starts": "from", "ends": "to"}
    lines += [f"{names.get(key, key)} = {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"
