"""Random logs, people, goals and settings for the properties: small numbers, near one another, so that edges meet."""

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from rs_tracker.domain.categories import CATEGORIES
from rs_tracker.domain.dates import add_months
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import (
    DEGREES,
    GROUP_RULES,
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
from rs_tracker.domain.standing import Standing
from rs_tracker.rulepacks import load_all

FIRST, LAST = date(2019, 11, 1), date(2028, 3, 1)
# Around the days on which the rules turn, on ends of months, and anywhere.
EDGES = [
    add_months(date(year, month, day), 0)
    for year in (2021, 2022, 2024, 2025, 2027)
    for month, day in ((1, 1), (2, 28), (4, 1), (6, 30), (7, 1), (9, 30), (10, 1), (12, 31))
] + [date(2024, 2, 29), date(2024, 1, 31), date(2025, 12, 31)]
DAYS = st.one_of(st.sampled_from(EDGES), st.dates(FIRST, LAST))
# Signed, waiting, signed no longer, and confirmed in the supervisor's place.
SIGNED = (True, False, None)
ENDS = (SIGNED, SIGNED, SIGNED, (False, False, None), (False, True, None), *((False, False, word) for word in VOUCHERS))
LIKELY_KINDS = st.sampled_from(("reflective", "reflective", "reflective", "peer", *KINDS))


@dataclass(frozen=True)
class World:
    """Everything one evaluation is told."""

    pack: RulePack
    settings: Settings
    person: Person
    goal: Goal
    facts: tuple[Fact, ...]
    as_of: date

    def measure(self, facts: tuple[Fact, ...] | None = None, as_of: date | None = None) -> Standing:
        log = self.facts if facts is None else facts
        return evaluate(self.pack, self.settings, self.person, self.goal, log, as_of or self.as_of)


@st.composite
def qualifications(draw: st.DrawFn) -> Qualification:
    starts_on = draw(st.one_of(st.just(date(2015, 1, 1)), DAYS))
    ends_on = draw(st.one_of(st.none(), DAYS.filter(lambda day: day >= starts_on)))
    category = draw(st.sampled_from(("IMHS", "IMHM-C", "IFS", "ERS", *CATEGORIES)))
    status = draw(st.sampled_from(("endorsed", "endorsed", *STATUSES)))
    return Qualification(category, status, starts_on, ends_on, draw(st.sampled_from((None, "master", *DEGREES))))


@st.composite
def providers(draw: st.DrawFn) -> list[Provider]:
    good = Provider("good", (Qualification("IMHM-C", "endorsed", date(2015, 1, 1)),))
    keys = draw(st.lists(st.sampled_from(("ana", "eve", "joe")), unique=True))
    return [good, *(Provider(key, tuple(draw(st.lists(qualifications(), max_size=3)))) for key in keys)]


@st.composite
def entries(draw: st.DrawFn, number: int, known: list[Provider]) -> Fact:
    minutes = draw(st.sampled_from((1, 30, 60, 90, 480, 1440)))
    size = draw(st.one_of(st.none(), st.integers(1, 12)))
    signed, ended, vouched = draw(st.sampled_from(ENDS))
    return Fact(
        str(number),
        draw(DAYS),
        minutes,
        draw(st.sampled_from(known)),
        kind=draw(LIKELY_KINDS),
        format="individual" if size is None else "group",
        group_size=size,
        about_rsc=draw(st.sampled_from((0, minutes // 2, minutes))),
        track=draw(st.sampled_from(("both", "IMH", "ECMH"))),
        signed=signed,
        ended=ended,
        vouched=vouched,
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    starts = [None, *draw(st.lists(DAYS, max_size=2, unique=True))]
    degrees = tuple(Dated(draw(st.sampled_from(DEGREES)), start) for start in starts)
    return Person(degrees, tuple(Dated(draw(st.booleans()), start) for start in starts))


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    category = draw(st.sampled_from(("IFS", "IMHS", "IMHM-C", "ERS", *CATEGORIES)))
    track = draw(st.sampled_from((None, "IMH", "both"))) if category == "ERS" else None
    applied_on, endorsed_on = draw(st.one_of(st.none(), DAYS)), draw(st.one_of(st.none(), DAYS))
    return Goal(draw(st.sampled_from(("earn", "renew"))), category, track, applied_on, endorsed_on)


@st.composite
def settings(draw: st.DrawFn, pack: RulePack) -> Settings:
    limit = draw(st.one_of(st.none(), st.integers(1, 10)))
    named = [(topic, draw(st.sampled_from(names))) for topic, names in pack.readings().items() if draw(st.booleans())]
    return Settings(
        group_limit=limit,
        group_rule=None if limit is None else draw(st.sampled_from(GROUP_RULES)),
        individual_share=draw(st.one_of(st.none(), st.integers(0, 100))),
        sources=draw(st.sampled_from(("flag", "enforce"))),
        readings=dict(named),
        run_by_office=draw(st.booleans()),
    )


@st.composite
def worlds(draw: st.DrawFn, max_entries: int = 12) -> World:
    pack = draw(st.sampled_from(load_all()))
    known = draw(providers())
    count = draw(st.integers(0, max_entries))
    return World(
        pack,
        draw(settings(pack)),
        draw(people()),
        draw(goals()),
        tuple(draw(entries(number, known)) for number in range(count)),
        draw(DAYS),
    )
