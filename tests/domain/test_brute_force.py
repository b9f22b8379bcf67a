"""The engine and the packs against a slow second opinion that knows neither (slow_rules, slow_counting)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rs_tracker.domain.categories import CATEGORIES, FAMILIES
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import (
    KINDS,
    STATUSES,
    VOUCHERS,
    Dated,
    Fact,
    Goal,
    Person,
    Provider,
    Qualification,
    Settings,
)
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.rows import VOUCHED, Row, Vouching
from rs_tracker.rulepacks import ids, load
from tests.domain import slow_rules as rules
from tests.domain.slow_counting import Question, in_short, measure

EXAMPLES = settings().max_examples
# The last day before something changes somewhere, and days that calendars trip over.
PROVIDER_EDGES = [
    date(2010, 9, 30),
    date(2022, 9, 30),
    date(2022, 12, 31),
    date(2023, 12, 31),
    date(2024, 3, 31),
    date(2024, 12, 31),
    date(2025, 12, 31),
    date(2027, 12, 31),
]
EDGES = [
    *PROVIDER_EDGES,
    date(2018, 12, 31),
    date(2020, 2, 29),
    date(2020, 12, 31),
    date(2021, 12, 31),
    date(2023, 6, 30),
    date(2024, 2, 29),
    date(2024, 6, 30),
    date(2025, 6, 30),
    date(2028, 2, 29),
    date(2030, 12, 31),
]
LONG_AGO = date(2003, 5, 4)
# Signed, waiting, signed no longer, and confirmed in the supervisor's place.
SIGNED = (True, False, None)
ENDS = [SIGNED, SIGNED, SIGNED, (False, False, None), (False, True, None), *((False, False, word) for word in VOUCHERS)]
REFUSED = [frozenset[str](), frozenset({"office"}), frozenset(VOUCHERS)]
MENTOR = Provider("mentor", (Qualification("IMHM-C", "endorsed", LONG_AGO),))


def check(question: Question) -> None:
    args = question.settings, question.person, question.goal, question.facts, question.as_of
    assert in_short(evaluate(pack_of(question), *args)) == measure(question)


def pack_of(question: Question) -> RulePack:
    """The association's pack, with a row for those whose confirmation it refuses."""
    pack = load(question.association)
    if not question.refused:
        return pack
    taken = Vouching(tuple(word for word in VOUCHERS if word not in question.refused))
    starts_on = None if question.refused_from == date.min else question.refused_from
    row = Row(VOUCHED, ("earn", "renew"), FAMILIES, taken, ("https://example.org",), "read", starts_on)
    return replace(pack, rows=(*pack.rows, row))


def near_an_edge(most: int = 40) -> st.SearchStrategy[date]:
    days = st.sampled_from([-most, -1, 0, 1, 2, most]) | st.integers(-most, most)
    return st.builds(lambda edge, days: edge + timedelta(days=days), st.sampled_from(EDGES), days)


@st.composite
def qualifications(draw: st.DrawFn) -> Qualification:
    starts_on = draw(st.just(LONG_AGO) | near_an_edge())
    ends_on = draw(st.none() | near_an_edge().filter(lambda day: day >= starts_on))
    degree = draw(st.sampled_from([None, "bachelor", "master"]))
    category = draw(st.sampled_from(["IFS", "ECFRS", "IMHS", "ECMHM-C", "ERS", *CATEGORIES]))
    return Qualification(category, draw(st.sampled_from(STATUSES)), starts_on, ends_on, degree)


@st.composite
def providers(draw: st.DrawFn) -> list[Provider]:
    rows = draw(st.lists(st.lists(qualifications(), max_size=3), max_size=3))
    return [MENTOR, *(Provider(f"provider {number}", tuple(held)) for number, held in enumerate(rows))]


@st.composite
def entries(draw: st.DrawFn, by: list[Provider], as_of: date) -> Fact:
    on = draw(
        near_an_edge() | st.integers(-40, 1).map(lambda months: rules.later(as_of, months)) | st.just(as_of)
    ) + timedelta(days=draw(st.integers(-1, 1)))
    minutes = draw(st.sampled_from([1, 60, 85, 90, 720, 1440]) | st.integers(1, 1440))
    size = draw(st.none() | st.sampled_from([1, 7, 8, 9, 12]))
    signed, ended, vouched = draw(st.sampled_from(ENDS))
    return Fact(
        draw(st.uuids()).hex,
        on,
        minutes,
        draw(st.sampled_from(by)),
        draw(st.sampled_from(["reflective", "reflective", "reflective", *KINDS])),
        "individual" if size is None else "group",
        size,
        about_rsc=draw(st.sampled_from([0, minutes // 2, minutes])),
        track=draw(st.sampled_from(["both", "both", "IMH", "ECMH"])),
        signed=signed,
        ended=ended,
        vouched=vouched,
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    degree = draw(st.lists(st.tuples(st.sampled_from(["none", "bachelor", "master"]), near_an_edge()), max_size=2))
    gives = draw(st.lists(st.tuples(st.booleans(), near_an_edge()), max_size=2))
    return Person(
        tuple(Dated(value, start) for start, value in {start: value for value, start in degree}.items()),
        tuple(Dated(value, start) for start, value in {start: value for value, start in gives}.items()),
    )


@st.composite
def house_rules(draw: st.DrawFn, association: str) -> Settings:
    limit = draw(st.none() | st.sampled_from([1, 8]))
    reading = draw(st.sampled_from([None, rules.SIX, rules.TWELVE])) if association == "va-aimh" else None
    return Settings(
        limit,
        None if limit is None else draw(st.sampled_from(["exclude", "prorate"])),
        draw(st.none() | st.sampled_from([0, 25, 100])),
        draw(st.sampled_from(["flag", "enforce"])),
        {rules.TOPIC: reading} if reading else {},
        draw(st.booleans()),
    )


@st.composite
def questions(draw: st.DrawFn, kind: str) -> Question:
    association = draw(st.sampled_from(ids()))
    as_of = draw(near_an_edge(300))
    maybe_day = st.none() | near_an_edge() | st.integers(0, 60).map(lambda months: rules.later(as_of, -months))
    goal = Goal(kind, draw(st.sampled_from(list(CATEGORIES))), None, draw(maybe_day), draw(maybe_day))
    facts = draw(st.lists(entries(draw(providers()), as_of), max_size=12))
    refused, refused_from = draw(st.sampled_from(REFUSED)), draw(st.just(date.min) | near_an_edge())
    house, who = draw(house_rules(association)), draw(people())
    return Question(association, house, who, goal, facts, as_of, refused, refused_from)


@settings(max_examples=4 * EXAMPLES)
@given(questions("renew"))
def test_renewing_gives_what_counting_by_hand_gives(question: Question) -> None:
    check(question)


@settings(max_examples=4 * EXAMPLES)
@given(questions("earn"))
def test_earning_gives_what_counting_by_hand_gives(question: Question) -> None:
    check(question)


@given(questions("earn") | questions("renew"))
def test_the_order_of_a_providers_qualifications_never_matters(question: Question) -> None:
    turned = [
        replace(fact, provider=replace(fact.provider, qualifications=fact.provider.qualifications[::-1]))
        for fact in question.facts
        if fact.provider
    ]
    asked = load(question.association), question.settings, question.person, question.goal
    assert evaluate(*asked, turned, question.as_of) == evaluate(*asked, question.facts, question.as_of)


@st.composite
def crowded_logs(draw: st.DrawFn) -> Question:
    """Years of long sessions with Mentors in few places, so that stretches compete and checks pull apart."""
    as_of = draw(st.sampled_from([date(2024, 2, 29), date(2026, 2, 28), date(2023, 5, 31), date(2022, 8, 30)]))
    house = draw(
        st.sampled_from(
            [
                Settings(),
                Settings(sources="enforce"),
                Settings(individual_share=50),
                Settings(group_limit=8, group_rule="prorate"),
            ]
        )
    )
    mentors = [Provider(name, MENTOR.qualifications) for name in "abc"]
    months, days, lengths = st.integers(0, 40), st.integers(-1, 1), st.sampled_from([240, 480, 720])
    facts = [
        Fact(
            str(number),
            rules.later(as_of, -draw(months)) + timedelta(days=draw(days)),
            minutes,
            draw(st.sampled_from(mentors)),
            format="individual" if is_alone else "group",
            group_size=None if is_alone else 9,
            about_rsc=draw(st.sampled_from([0, minutes])),
            signed=signed,
            ended=ended,
            vouched=vouched,
        )
        for number, (minutes, is_alone, (signed, ended, vouched)) in enumerate(
            draw(st.lists(st.tuples(lengths, st.booleans(), st.sampled_from(ENDS)), min_size=4, max_size=16))
        )
    ]
    association = draw(st.sampled_from(["alliance", "ks-kaimh"]))
    goal = Goal("earn", draw(st.sampled_from(["IFS", "ECFS", "IMHS", "ECMHM-C"])))
    return Question(association, house, Person(), goal, facts, as_of, draw(st.sampled_from(REFUSED)))


@settings(max_examples=12 * EXAMPLES)
@given(crowded_logs())
def test_the_best_stretch_is_found_when_many_compete(question: Question) -> None:
    check(question)


@pytest.mark.parametrize("house", [Settings(sources="enforce"), Settings(individual_share=60)])
def test_a_stretch_that_meets_every_check_beats_one_with_more_hours(house: Settings) -> None:
    alone = [Fact(f"alone {n}", rules.later(date(2018, 1, 15), n), 120, MENTOR) for n in range(12)]
    many = [Provider(name, MENTOR.qualifications) for name in "abcd"]
    crowd = [
        Fact(f"crowd {n}", rules.later(date(2021, 1, 15), n), 180, many[n % 4], format="group", group_size=5)
        for n in range(12)
    ]
    question = Question("alliance", house, Person(), Goal("earn", "IFS"), [*alone, *crowd], date(2023, 1, 1))
    check(question)
    assert measure(question).met
    assert measure(question).counted == 12 * 120


@pytest.mark.parametrize("association", ids())
def test_every_amount_window_and_exemption_is_as_published(association: str) -> None:
    days = [edge + timedelta(days=number) for edge in EDGES for number in (0, 1)]
    categories = ("IFA", "IFS", "ECFRS", "IMHS", "IMHM-C", "ERS")
    for as_of, category, held in product(days, categories, (None, 0, 11, 30, 36, 48)):
        endorsed_on = None if held is None else rules.later(as_of, -held)
        applied_on = None if endorsed_on is None or held == 30 else rules.later(endorsed_on, -5)
        goal = Goal("renew", category, None, applied_on, endorsed_on)
        check(Question(association, Settings(), Person(), goal, (), as_of))


@pytest.mark.parametrize("reading", [rules.SIX, rules.TWELVE])
def test_a_named_reading_is_the_one_that_is_asked(reading: str) -> None:
    for category, held, year in product(("IFA", "IFS", "IMHM-C"), (0, 30, 36, None), (2023, 2024, 2025)):
        endorsed_on = None if held is None else rules.later(date(year, 12, 31), -held)
        goal = Goal("renew", category, None, None, endorsed_on)
        chosen = Settings(readings={rules.TOPIC: reading})
        check(Question("va-aimh", chosen, Person(), goal, (), date(year, 7, 1)))


def everybody() -> list[Provider]:
    """One provider of each category and status, with and without what an add-on needs."""
    found = [Provider("nobody")]
    for category, status in product(("IFA", "IFS", "IFRS", "IMHS", "IMHM-C", "ERS"), STATUSES):
        row = Qualification(
            category,
            status,
            date(2017, 10, 1) if status == "vetted" else LONG_AGO,
            None,
            "master" if category == "IFS" else None,
        )
        found.append(Provider(f"{category} {status}", (row,)))
        if category == "ERS":
            carrier = Qualification("IFS", "endorsed", LONG_AGO)
            found.append(Provider(f"{category} {status} on IFS", (row, carrier)))
    return found


@pytest.mark.parametrize("association", ids())
def test_every_provider_is_taken_or_refused_as_published(association: str) -> None:
    days = [edge + timedelta(days=number) for edge in PROVIDER_EDGES for number in (0, 1)]
    facts = [Fact(f"{on} {by.key}", on, 60, by, about_rsc=30, signed=False) for on, by in product(days, everybody())]
    people = [
        (Person((Dated("bachelor"),), (Dated(True),)), date(2021, 12, 31), Settings()),
        (Person((Dated("master"),)), date(2022, 1, 1), Settings(run_by_office=False)),
    ]
    for kind, category in product(("earn", "renew"), ("IFS", "IFRS", "IMHS", "IMHM-C", "ERS")):
        for person, applied_on, house in people:
            goal = Goal(kind, category, None, applied_on, date(2005, 1, 1))
            check(Question(association, house, person, goal, facts, date(2029, 1, 1)))
