"""`packs evaluate` against a plain loop over the same tuples: the cost of the rules beside the cost of looking."""

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.harness import Result, in_turn, milliseconds
from rs_tracker import rulepacks
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import Dated, Fact, Goal, Person, Provider, Qualification, Settings

ENTRIES = 10_000
FIRST = date(2024, 1, 1)


def results() -> Iterator[Result]:
    """Renewing within a year, and earning over the best two years of many."""
    pack = rulepacks.load("mi-aimh")
    provider = Provider("ana", (Qualification("IMHS", "endorsed", date(2015, 1, 1), None, "master"),))
    person = Person(degree=(Dated("bachelor"),))
    for name, goal, first, days in (
        ("renew", Goal("renew", "IFS", endorsed_on=date(2020, 5, 1), applied_on=date(2020, 2, 1)), FIRST, 366),
        ("earn", Goal("earn", "IMHS", applied_on=date(2024, 1, 1)), date(2019, 1, 1), 2000),
    ):
        facts = [
            Fact(
                f"e{index}",
                first + timedelta(days=index * 7919 % days),
                30 + index % 90,
                provider,
                signed=index % 10 > 0,
            )
            for index in range(ENTRIES)
        ]
        tuples = [(fact.on, fact.minutes, fact.kind, fact.signed, fact.provider) for fact in facts]
        as_of = max(fact.on for fact in facts)
        spent, floor = in_turn(
            lambda goal=goal, facts=facts, as_of=as_of: evaluate(pack, Settings(), person, goal, facts, as_of),  # type: ignore[misc]
            lambda tuples=tuples, first=first, as_of=as_of: _plain_loop(tuples, first, as_of),  # type: ignore[misc]
            rounds=7,
            times=3,
        )
        detail = f"{milliseconds(spent)} against {milliseconds(floor)} for {ENTRIES} entries"
        yield Result(f"packs evaluate, {name}: x a plain loop", spent / floor, 15, True, detail)


def _plain_loop(tuples: list[tuple[date, int, str, bool, Provider | None]], first: date, last: date) -> int:
    """What a first version would be: inside the dates, reflective, signed, the provider qualified. No reasons."""
    total = 0
    for on, minutes, kind, signed, provider in tuples:
        if on < first or on > last or kind != "reflective" or not signed or provider is None:
            continue
        for row in provider.qualifications:
            if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on):
                total += minutes
                break
    return total
