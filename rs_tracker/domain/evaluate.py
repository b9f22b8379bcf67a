"""Measuring a goal: which minutes count, what is missing, and why. Integers from end to end, one pass over the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from rs_tracker.domain.categories import EARN, RENEW
from rs_tracker.domain.checks import is_scattered, largest_two, make_checks, missing
from rs_tracker.domain.facts import Fact, Goal, Person, Settings
from rs_tracker.domain.lines import Judgement, Line, Lines
from rs_tracker.domain.pack import RulePack, Ruling
from rs_tracker.domain.plan import STRETCH_WINDOW, make_plan
from rs_tracker.domain.standing import (
    ASSUMED,
    CERTAINTIES,
    CONFLICT,
    FLAGS,
    READ,
    SOURCES,
    UNCONFIRMED,
    Credit,
    Standing,
    Window,
)
from rs_tracker.domain.stretch import best_stretch


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is asked about one goal, apart from how its rules are read."""

    pack: RulePack
    settings: Settings
    person: Person
    goal: Goal
    facts: Sequence[Fact]
    as_of: date


def evaluate(
    pack: RulePack, settings: Settings, person: Person, goal: Goal, facts: Sequence[Fact], as_of: date
) -> Standing:
    """Measure one goal on a day: which minutes count, what is missing, and why.

    Minutes are whole; an entry after `as_of` is not logged. Credits come in the order of `facts`. Where a rule can be
    read in several ways and the settings name none, the strictest standing is given, and it is met only if all are.
    Raises NoSuchRow where the pack says nothing about the goal.
    """
    question = Question(pack, settings, person, goal, facts, as_of)
    topics = pack.topics(goal.kind, goal.family)
    if not topics:
        return _measure(question, {}, frozenset())
    named = {topic: settings.readings[topic] for topic in topics if settings.readings.get(topic) in topics[topic]}
    still_open = {topic: names for topic, names in topics.items() if topic not in named}
    taken = [{**named, **dict(zip(still_open, names, strict=True))} for names in product(*still_open.values())]
    return _strictest([_measure(question, readings, frozenset(named)) for readings in taken])


def _strictest(standings: list[Standing]) -> Standing:
    strictest = max(standings, key=lambda standing: (not standing.met, standing.missing, standing.required))
    if all(_verdict(standing) == _verdict(strictest) for standing in standings):
        return strictest
    return replace(
        strictest,
        flags=_in_order({*strictest.flags, CONFLICT}),
        sources=_distinct(source for standing in standings for source in standing.sources),
        certainty=CONFLICT,
    )


def _verdict(standing: Standing) -> tuple[object, ...]:
    return standing.exempt, standing.window, standing.waiting, dict(standing.checks), standing.credits


def _measure(question: Question, readings: Mapping[str, str], named: frozenset[str]) -> Standing:
    """Measure under one reading of every contested rule; `named` are those the office has decided."""
    pack, goal, as_of = question.pack, question.goal, question.as_of
    plan = make_plan(pack, question.settings, goal, as_of, readings)
    lines = Lines(pack, question.settings, question.person, goal, plan).judge_all(question.facts)
    window = best_stretch(lines, plan, as_of) if plan.window_kind == STRETCH_WINDOW else plan.window
    sheet = _credit(lines, window, as_of)
    counted = sum(sheet.counted.values())
    checks = make_checks(plan, sheet.counting, sheet.counted)
    rulings = {*plan.rulings, *(ruling for judgement in sheet.counted for ruling in judgement.rulings)}
    certainties = {_certainty(ruling, named) for ruling in rulings}
    flags = certainties & {CONFLICT}
    if ASSUMED in certainties or _is_unconfirmed(goal, sheet.counted):
        flags.add(UNCONFIRMED)
    if goal.kind == EARN and is_scattered(min(plan.required, counted), largest_two(sheet.counted)):
        flags.add(SOURCES)
    return Standing(
        met=plan.exempt or all(check.met for check in checks.values()),
        exempt=plan.exempt,
        window=window,
        window_kind=plan.window_kind,
        required=plan.required,
        logged=sheet.logged,
        waiting=sheet.waiting,
        counted=counted,
        missing=missing(checks),
        checks=checks,
        flags=_in_order(flags),
        credits=tuple(sheet.credits),
        sources=_distinct(source for ruling in rulings for source in ruling.row.sources),
        certainty=max(certainties, key=CERTAINTIES.index),
        stretch_months=plan.stretch_months,
    )


def _is_unconfirmed(goal: Goal, judgements: Iterable[Judgement]) -> bool:
    """Whether a date or a provider that nobody has confirmed was relied on."""
    if goal.kind == RENEW and goal.endorsed_on is None:
        return True
    return any(judgement.fits and judgement.is_unconfirmed for judgement in judgements)


def _certainty(ruling: Ruling, named: frozenset[str]) -> str:
    """How sure a row is; a contested row is sure once the office has said how it reads it."""
    reading = ruling.row.reading
    if reading is not None and reading.topic in named and ruling.certainty == CONFLICT:
        return READ
    return ruling.certainty


def _in_order(flags: set[str]) -> tuple[str, ...]:
    return tuple(flag for flag in FLAGS if flag in flags)


def _distinct(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(sources)))


@dataclass(slots=True)
class _Sheet:
    """One credit per entry, and what they add up to.

    `counted` has a key for every judgement inside the window, with the minutes that count; `counting` the lines behind.
    """

    credits: list[Credit]
    counting: list[Line]
    counted: dict[Judgement, int]
    logged: int
    waiting: int


def _credit(lines: Sequence[Line], window: Window | None, as_of: date) -> _Sheet:
    """Give every entry its credit. Without a window all days up to `as_of` are inside."""
    first = window.starts_on if window else date.min
    last = min(window.ends_on, as_of) if window else as_of
    credits: list[Credit] = []
    counting: list[Line] = []
    by_judgement: dict[Judgement, int] = {}
    logged = all_waiting = 0
    make = tuple.__new__
    for line in lines:
        fact, judgement, worth = line
        on, minutes = fact.on, fact.minutes
        place = 0 if fact.signed or judgement.stands else 2
        counted = waiting = 0
        if not first <= on <= last:
            place += 1
        elif fact.ended:
            logged += minutes
        else:
            logged += minutes
            if place:
                waiting = worth
                all_waiting += worth
            elif worth:
                counted = worth
                counting.append(line)
            by_judgement[judgement] = by_judgement.get(judgement, 0) + counted
        values = (fact.entry_id, on, minutes, counted, waiting, judgement.reasons[place], judgement.gap)
        credits.append(make(Credit, values))
    return _Sheet(credits, counting, by_judgement, logged, all_waiting)
