"""Counting by trying everything: every entry against every rule, every stretch from every entry, nothing remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rs_tracker.domain.facts import NEVER_COUNTING_KINDS, Fact, Goal, Person, Settings
from rs_tracker.domain.standing import Standing
from tests.domain import slow_rules as rules

CODES = (
    "counts",
    "not-signed",
    "outside-window",
    "not-reflective",
    "peer",
    "provider-not-current",
    "provider-vetted",
    "provider-category",
    "age-band",
    "group-size",
)
SURE = ("read", "inferred", "assumed", "conflict")
Days = tuple[date, date]
Numbers = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Question:
    association: str
    settings: Settings
    person: Person
    goal: Goal
    facts: Sequence[Fact]
    as_of: date
    # Whose confirmation the association does not take where a supervisor is gone, in sessions from a day on.
    refused: frozenset[str] = frozenset()
    refused_from: date = date.min


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of a standing that the rules determine. Each credit: day, minutes, counted, waiting, reasons."""

    met: bool
    exempt: bool
    window: Days | None
    required: int
    logged: int
    waiting: int
    counted: int
    missing: int
    checks: dict[str, Numbers]
    flags: frozenset[str]
    certainty: str
    credits: tuple[tuple[date, int, int, int, tuple[str, ...]], ...]


def in_short(standing: Standing) -> Answer:
    """What the engine answered, in the same shape."""
    window = standing.window
    return Answer(
        standing.met,
        standing.exempt,
        (window.starts_on, window.ends_on) if window else None,
        standing.required,
        standing.logged,
        standing.waiting,
        standing.counted,
        standing.missing,
        {name: (check.required, check.counted, check.met) for name, check in standing.checks.items()},
        frozenset(standing.flags),
        standing.certainty,
        tuple((one.on, one.minutes, one.counted, one.waiting, one.reasons) for one in standing.credits),
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """What an entry adds inside the window once signed, and why it may add nothing."""

    fact: Fact
    minutes: int
    about_rsc: int
    against: frozenset[str]
    is_pro_rated: bool
    is_unconfirmed: bool
    certainty: str | None
    is_confirmed: bool

    @property
    def fits(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class Asked:
    required: int
    exempt: bool
    window: Days | None
    years_held: int | None
    certainties: frozenset[str]


def measure(question: Question) -> Answer:
    """The strictest answer over all readings nobody has chosen between."""
    named = question.settings.readings.get(rules.TOPIC)
    answers = [_measure(question, name) for name in ([named] if named else [rules.SIX, rules.TWELVE])]
    strictest = max(answers, key=lambda answer: (not answer.met, answer.required))
    if len({(answer.met, answer.exempt, answer.required) for answer in answers}) == 1:
        return strictest
    return replace(strictest, flags=strictest.flags | {"conflict"}, certainty="conflict")


def _measure(question: Question, reading: str) -> Answer:
    goal = question.goal
    asked = _asked(question, reading)
    worths = [_worth(question, asked, fact) for fact in question.facts]
    window = asked.window
    if goal.kind == "earn" and asked.required and goal.family not in ("ERS", "FRS"):
        window = _best_stretch(question, asked, worths)
    inside = [worth for worth in worths if _is_inside(worth.fact, window, question.as_of)]
    alive = [worth for worth in inside if not worth.fact.ended]
    counting = [worth for worth in alive if worth.fits and worth.is_confirmed]
    checks = _checks(question, asked, counting)
    certainties = asked.certainties | {worth.certainty for worth in alive if worth.certainty}
    flags = {"conflict"} & certainties
    is_guessed = goal.kind == "renew" and goal.endorsed_on is None
    if is_guessed or "assumed" in certainties or any(worth.fits and worth.is_unconfirmed for worth in alive):
        flags.add("unconfirmed")
    if goal.kind == "earn" and _is_scattered(asked.required, counting):
        flags.add("sources")
    return Answer(
        asked.exempt or all(met for _, _, met in checks.values()),
        asked.exempt,
        window,
        asked.required,
        sum(worth.fact.minutes for worth in inside),
        sum(worth.minutes for worth in alive if worth.fits and not worth.is_confirmed),
        sum(worth.minutes for worth in counting),
        max(max(0, check[0] - check[1]) for name, check in checks.items() if name not in ("span", "spread")),
        checks,
        frozenset(flags),
        max(certainties, key=SURE.index),
        tuple(_credit(worth, worth in inside) for worth in worths),
    )


def _is_inside(fact: Fact, window: Days | None, as_of: date) -> bool:
    return fact.on <= as_of and (window is None or window[0] <= fact.on <= window[1])


def _asked(question: Question, reading: str) -> Asked:
    association, goal, as_of = question.association, question.goal, question.as_of
    if goal.kind == "earn":
        earned = rules.to_earn(association, goal.family)
        return Asked(earned.minutes, False, None, None, frozenset({earned.certainty}))
    kind = rules.to_renew(association, goal.family, as_of)[0].window
    window = rules.window_of(association, kind, as_of)
    last = rules.to_renew(association, goal.family, window[1])
    general = next(one for one in last if one.reading in (None, reading))
    years = rules.whole_years(goal.endorsed_on, window[1] + timedelta(days=1)) if goal.endorsed_on else None
    certainties = {general.certainty}
    if goal.family == "MHM-C" and (years is None or years >= 3):
        general = rules.for_an_old_mentor(association, general) or general
        certainties.add(general.certainty)
    let_off = rules.first_renewal(association, kind, goal, window, as_of, general.minutes)
    required = general.minutes if let_off is None else let_off.minutes
    if let_off is not None and let_off.certainty:
        certainties.add(let_off.certainty)
    return Asked(required, bool(general.minutes and not required), window, years, frozenset(certainties))


def _worth(question: Question, asked: Asked, fact: Fact) -> Worth:
    goal, settings = question.goal, question.settings
    code, is_unconfirmed, certainty = _about_the_provider(question, asked, fact)
    against = {code} if code else set()
    if goal.kind == "earn" and {fact.track, goal.ages} == {"IMH", "ECMH"}:
        against.add("age-band")
    minutes, about, is_pro_rated = fact.minutes, fact.about_rsc, False
    if settings.group_limit and fact.group_size and fact.group_size > settings.group_limit:
        is_pro_rated = settings.group_rule == "prorate"
        if is_pro_rated:
            minutes = minutes * settings.group_limit // fact.group_size
            about = about * settings.group_limit // fact.group_size
        else:
            against.add("group-size")
    if goal.kind == "earn" and goal.family == "ERS":
        minutes = about
    is_refused = fact.vouched in question.refused and fact.on >= question.refused_from
    is_confirmed = fact.signed or (fact.vouched is not None and not is_refused)
    return Worth(fact, minutes, about, frozenset(against), is_pro_rated, is_unconfirmed, certainty, is_confirmed)


def _about_the_provider(question: Question, asked: Asked, fact: Fact) -> tuple[str | None, bool, str | None]:
    association, goal, person, on = question.association, question.goal, question.person, fact.on
    if fact.kind in NEVER_COUNTING_KINDS:
        return "not-reflective", False, None
    accepted: list[rules.Accepted] | None
    if fact.kind == "peer":
        accepted = rules.peers(association, goal, on, asked.years_held)
        certainty = None if accepted == [] else "read"
    else:
        certainty, accepted = rules.who_may_give(
            association, goal, on, person.is_masters_prepared(on), person.does_give_rsc(on)
        )
    if accepted is None:
        return None, False, certainty
    rows = fact.provider.qualifications if fact.provider else ()
    vetted = {row: rules.is_vetted_enough(association, goal, row, on, question.as_of) for row in rows}
    code, is_unconfirmed, by_vetting = rules.reason_against(rows, accepted, question.settings, on, vetted)
    if by_vetting and association == "pa-aimh":
        certainty = "inferred"
    return ("peer" if code and fact.kind == "peer" else code), is_unconfirmed, certainty


def _credit(worth: Worth, is_inside: bool) -> tuple[date, int, int, int, tuple[str, ...]]:
    fact, codes = worth.fact, set(worth.against)
    if worth.is_pro_rated:
        codes.add("group-size")
    if not is_inside:
        codes.add("outside-window")
    if not worth.is_confirmed:
        codes.add("not-signed")
    adds = worth.minutes if is_inside and worth.fits and not fact.ended else 0
    if is_inside and worth.fits and worth.is_confirmed:
        codes.add("counts")
    reasons = tuple(code for code in CODES if code in codes)
    return fact.on, fact.minutes, adds if worth.is_confirmed else 0, 0 if worth.is_confirmed else adds, reasons


def _may_add(worth: Worth) -> bool:
    return worth.fits and worth.minutes > 0 and not worth.fact.ended


def _best_stretch(question: Question, asked: Asked, worths: Sequence[Worth]) -> Days | None:
    useful = [worth for worth in worths if _may_add(worth) and worth.fact.on <= question.as_of]
    counting = [worth for worth in useful if worth.is_confirmed]
    ranked = []
    for start in {worth.fact.on for worth in counting or useful}:
        days = start, rules.later(start, 24) - timedelta(days=1)
        inside = [worth for worth in useful if days[0] <= worth.fact.on <= days[1]]
        signed = [worth for worth in inside if worth.is_confirmed]
        is_met = all(met for _, _, met in _checks(question, asked, signed).values())
        counted = sum(worth.minutes for worth in signed)
        ranked.append((is_met, counted, sum(worth.minutes for worth in inside), days))
    return max(ranked)[-1] if ranked else None


def _checks(question: Question, asked: Asked, counting: Sequence[Worth]) -> dict[str, Numbers]:
    goal, settings, required = question.goal, question.settings, asked.required
    counted = sum(worth.minutes for worth in counting)
    months = {(worth.fact.on.year * 12 + worth.fact.on.month) for worth in counting if worth.minutes}
    numbers = {"rsc": (required, counted)}
    if required and goal.kind == "earn":
        if goal.family in ("FS", "MHS", "MHM-C") and question.association != "ks-kaimh":
            numbers["span"] = (12, max(months) - min(months) + 1 if months else 0)
        if goal.family == "MHM-C":
            numbers["rsc-about-rsc"] = (25 * rules.HOUR, sum(worth.about_rsc for worth in counting))
        if settings.sources == "enforce":
            numbers["sources"] = (required, sum(_largest_two(counting)))
    if required and settings.individual_share is not None:
        alone = sum(worth.minutes for worth in counting if worth.fact.format == "individual")
        numbers["individual-share"] = (-(-counted * settings.individual_share // 100), alone)
    if required and (question.association, goal.kind, goal.family) == ("mi-aimh", "renew", "MHM-C"):
        numbers["spread"] = (6, len(months))
    return {name: (least, found, found >= least) for name, (least, found) in numbers.items()}


def _largest_two(counting: Sequence[Worth]) -> tuple[int, int]:
    names = {worth.fact.provider.key for worth in counting if worth.fact.provider}
    sums = [
        sum(worth.minutes for worth in counting if worth.fact.provider and worth.fact.provider.key == name)
        for name in names
    ]
    first, second, *_ = sorted([*sums, 0, 0], reverse=True)
    return first, second


def _is_scattered(required: int, counting: Sequence[Worth]) -> bool:
    counted = sum(worth.minutes for worth in counting)
    first, second = _largest_two(counting)
    needed = min(required, counted)
    return counted > 0 and (2 * first <= needed or first + second < needed)
