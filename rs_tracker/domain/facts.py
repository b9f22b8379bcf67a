"""What counting is told: the person, the goal, who gave the supervision, the entries, and the association's settings.

Every value checks itself when it is made and raises `BadFact`, which names the key at fault. Dates are calendar dates,
the first and the last day included; minutes are whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from rs_tracker.domain.categories import BOTH, CATEGORIES, GOAL_KINDS, TRACKS, family_of

DEGREES = ("none", "associate", "bachelor", "master", "doctorate")
MASTERS_PREPARED = frozenset({"master", "doctorate"})

ENDORSED, EMERGING, VETTED, DECLARED = "endorsed", "emerging", "vetted", "declared"
STATUSES = (ENDORSED, EMERGING, VETTED, DECLARED)

REFLECTIVE, PEER = "reflective", "peer"
KINDS = (REFLECTIVE, PEER, "administrative", "clinical", "training")
NEVER_COUNTING_KINDS = frozenset({"administrative", "clinical", "training"})

INDIVIDUAL, GROUP = "individual", "group"
FORMATS = (INDIVIDUAL, GROUP)
MEDIA = ("in_person", "video", "phone")
MINUTES_IN_A_DAY = 24 * 60

# Who confirmed a session in place of its supervisor.
STAND_IN, OFFICE = "stand-in", "office"
VOUCHERS = (STAND_IN, OFFICE)

EXCLUDE, PRORATE = "exclude", "prorate"
GROUP_RULES = (EXCLUDE, PRORATE)
FLAG, ENFORCE = "flag", "enforce"
SOURCE_RULES = (FLAG, ENFORCE)

T = TypeVar("T")


class BadFact(ValueError):
    """A value that counting cannot work with. `key` is the name of the field, `problem` says what is wrong with it."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def check_choice(key: str, value: object, choices: Sequence[str]) -> None:
    """Raise BadFact unless `value` is one of the words in `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise BadFact(key, f"{value!r} is not one of {', '.join(choices)}")


def check_whole(key: str, value: object, least: int, most: int | None = None) -> None:
    """Raise BadFact unless `value` is a whole number from `least` to `most` (True and False are not numbers)."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadFact(key, f"{value!r} is not a whole number")
    if value < least or (most is not None and value > most):
        limits = f"{least} to {most}" if most is not None else f"{least} or more"
        raise BadFact(key, f"{value} is outside {limits}")


def check_date(key: str, value: object, optional: bool = False) -> None:
    """Raise BadFact unless `value` is a calendar date (an instant is not one)."""
    if value is None and optional:
        return
    if type(value) is not date:
        raise BadFact(key, f"{value!r} is not a date")


def check_flag(key: str, value: object) -> None:
    """Raise BadFact unless `value` is True or False."""
    if not isinstance(value, bool):
        raise BadFact(key, f"{value!r} is not true or false")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value that holds from a day on; no day means it always held."""

    value: T
    starts_on: date | None = None


def in_force(rows: Sequence[Dated[T]], on: date, default: T) -> T:
    """The value of the latest row that has begun on that day, or the default before all of them."""
    best: Dated[T] | None = None
    for row in rows:
        if row.starts_on is not None and row.starts_on > on:
            continue
        if best is None or (row.starts_on or date.min) >= (best.starts_on or date.min):
            best = row
    return default if best is None else best.value


@dataclass(frozen=True, slots=True)
class Person:
    """What is asked of a receiver depends on their degree and on whether they give RSC themselves; both may change."""

    degree: tuple[Dated[str], ...] = ()
    gives_rsc: tuple[Dated[bool], ...] = ()

    def __post_init__(self) -> None:
        for degree in self.degree:
            check_choice("degree", degree.value, DEGREES)
        for gives in self.gives_rsc:
            check_flag("gives_rsc", gives.value)
        _check_distinct_starts("degree", self.degree)
        _check_distinct_starts("gives_rsc", self.gives_rsc)

    def is_masters_prepared(self, on: date) -> bool:
        return in_force(self.degree, on, "none") in MASTERS_PREPARED

    def does_give_rsc(self, on: date) -> bool:
        return in_force(self.gives_rsc, on, False)


def _check_distinct_starts(key: str, rows: Sequence[Dated[T]]) -> None:
    starts = [row.starts_on for row in rows]
    for start in starts:
        check_date(f"{key}.from", start, optional=True)
    if len(set(starts)) != len(starts):
        raise BadFact(key, "two rows begin on the same day")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a person works on: earning or renewing one credential. `track` is for ERS; the other acronyms say it."""

    kind: str
    category: str
    track: str | None = None
    applied_on: date | None = None
    endorsed_on: date | None = None

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, GOAL_KINDS)
        check_choice("category", self.category, tuple(CATEGORIES))
        check_date("applied_on", self.applied_on, optional=True)
        check_date("endorsed_on", self.endorsed_on, optional=True)
        if self.track is None:
            return
        check_choice("track", self.track, TRACKS)
        fixed = CATEGORIES[self.category].track
        if fixed is not None and fixed != self.track:
            raise BadFact("track", f"{self.category} is {fixed}, not {self.track}")

    @property
    def family(self) -> str:
        return family_of(self.category)

    @property
    def ages(self) -> str:
        """The track whose ages the work must be about; `both` asks for none in particular."""
        return CATEGORIES[self.category].track or self.track or BOTH


@dataclass(frozen=True, slots=True)
class Qualification:
    """One thing that entitles a person to give RSC, from a day to a day. `degree` is the provider's own."""

    category: str
    status: str
    starts_on: date
    ends_on: date | None = None
    degree: str | None = None

    def __post_init__(self) -> None:
        check_choice("category", self.category, tuple(CATEGORIES))
        check_choice("status", self.status, STATUSES)
        check_date("from", self.starts_on)
        check_date("to", self.ends_on, optional=True)
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise BadFact("to", f"{self.ends_on} is before {self.starts_on}")
        if self.degree is not None:
            check_choice("degree", self.degree, DEGREES)

    @property
    def family(self) -> str:
        return family_of(self.category)

    @property
    def is_masters_prepared(self) -> bool:
        return self.degree in MASTERS_PREPARED

    def holds_on(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gave the supervision. `key` tells providers of one log apart; no qualifications means known to hold none."""

    key: str
    qualifications: tuple[Qualification, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry as counting sees it: its signed version, else its newest one.

    `group_size` counts the supervisees present, this one included. `about_rsc` is how many of the minutes were about
    the RSC the person gives. `provider` may be missing only where the kind never counts. `ended`: its signature was
    cancelled by the supervisor or struck by the office and nobody has said it anew, so it is logged and adds nothing.
    `vouched`: not signed, but confirmed by a stand-in or by the office, because its supervisor is gone.
    """

    entry_id: str
    on: date
    minutes: int
    provider: Provider | None = None
    kind: str = REFLECTIVE
    format: str = INDIVIDUAL
    group_size: int | None = None
    medium: str = "in_person"
    about_rsc: int = 0
    track: str = BOTH
    signed: bool = True
    ended: bool = False
    vouched: str | None = None

    def __post_init__(self) -> None:
        check_date("on", self.on)
        check_whole("minutes", self.minutes, 1, MINUTES_IN_A_DAY)
        check_choice("kind", self.kind, KINDS)
        check_choice("format", self.format, FORMATS)
        check_choice("medium", self.medium, MEDIA)
        check_choice("track", self.track, TRACKS)
        check_flag("signed", self.signed)
        check_flag("ended", self.ended)
        if self.signed and self.ended:
            raise BadFact("ended", "a signature that ended is none")
        if self.vouched is not None:
            check_choice("vouched", self.vouched, VOUCHERS)
            if self.signed or self.ended:
                raise BadFact("vouched", "is for what its supervisor has not signed")
        check_whole("about_rsc", self.about_rsc, 0)
        if self.about_rsc > self.minutes:
            raise BadFact("about_rsc", f"{self.about_rsc} is more than the {self.minutes} minutes of the session")
        if self.provider is None and self.kind not in NEVER_COUNTING_KINDS:
            raise BadFact("provider", f"a {self.kind} session needs one")
        if self.format == INDIVIDUAL and self.group_size is not None:
            raise BadFact("group_size", "an individual session has none")
        if self.format == GROUP:
            check_whole("group_size", self.group_size, 1)


def known_fact(*values: object) -> Fact:
    """A Fact, all its values in order, without looking at them again: for rows that a database has checked already."""
    fact = object.__new__(Fact)
    for name, value in zip(Fact.__slots__, values, strict=True):
        object.__setattr__(fact, name, value)
    return fact


@dataclass(frozen=True, slots=True)
class Settings:
    """What an association may set beside its pack. `readings` names the reading taken of each contested rule."""

    group_limit: int | None = None
    group_rule: str | None = None
    individual_share: int | None = None
    sources: str = FLAG
    readings: Mapping[str, str] = field(default_factory=dict)
    run_by_office: bool = True

    def __post_init__(self) -> None:
        if (self.group_limit is None) != (self.group_rule is None):
            missing = "group_limit" if self.group_limit is None else "group_rule"
            raise BadFact(missing, "group_limit and group_rule are given together or not at all")
        if self.group_limit is not None:
            check_whole("group_limit", self.group_limit, 1)
            check_choice("group_rule", self.group_rule, GROUP_RULES)
        if self.individual_share is not None:
            check_whole("individual_share", self.individual_share, 0, 100)
        check_choice("sources", self.sources, SOURCE_RULES)
        check_flag("run_by_office", self.run_by_office)
