"""One dated line of a pack: which rule it is, for whom, from when to when, what it says, who says so, how sure it is.

A row is found by its key: the rule, the kind of goal, the family, and for rules that differ by period the period too.
"""

from dataclasses import dataclass
from datetime import date

from rs_tracker.domain.categories import EARN, RENEW
from rs_tracker.domain.facts import EMERGING, ENDORSED, VOUCHERS

YEAR, CYCLE = "year", "cycle"
PERIODS = (YEAR, CYCLE)

EARNING, STRETCH, SPAN, ABOUT_RSC = "earning", "stretch", "span", "about-rsc"
RENEWAL, LONG_HELD, EXEMPTION, PEER, SPREAD = "renewal", "long-held", "exemption", "peer", "spread"
PROVIDER, VETTED, VOUCHED = "provider", "vetted", "vouched"

# Which kinds of goal a rule is about.
RULE_GOALS: dict[str, tuple[str, ...]] = {
    EARNING: (EARN,),
    STRETCH: (EARN,),
    SPAN: (EARN,),
    ABOUT_RSC: (EARN,),
    RENEWAL: (RENEW,),
    LONG_HELD: (RENEW,),
    EXEMPTION: (RENEW,),
    PEER: (RENEW,),
    SPREAD: (RENEW,),
    PROVIDER: (EARN, RENEW),
    VETTED: (EARN, RENEW),
    VOUCHED: (EARN, RENEW),
}
RULES = tuple(RULE_GOALS)

# A year row and a cycle row of these rules stand side by side instead of replacing one another.
RULES_BY_PERIOD = frozenset({LONG_HELD, EXEMPTION})

# First renewals: nobody is let off, or whoever applied in the window, was endorsed in it, was endorsed in the last
# calendar year of it, or everyone pays the share of the years they held the endorsement.
NOBODY, APPLIED, ENDORSED_IN, LAST_YEAR, FRACTION = "nobody", "applied", "endorsed", "last-year", "fraction"
EXEMPTIONS = (NOBODY, APPLIED, ENDORSED_IN, LAST_YEAR, FRACTION)

BACHELORS_CLASS, MASTERS_CLASS = "bachelor", "master"
DEGREE_CLASSES = (BACHELORS_CLASS, MASTERS_CLASS)


@dataclass(frozen=True, slots=True)
class Amount:
    """Minutes needed to earn."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Months:
    """Calendar months: the length of a stretch, or how many a log must touch. 0 asks for none."""

    months: int


@dataclass(frozen=True, slots=True)
class AboutRsc:
    """How many minutes must be about the RSC one gives; `only` means that no other minutes count at all."""

    minutes: int = 0
    only: bool = False


@dataclass(frozen=True, slots=True)
class Renewal:
    """The period of a renewal and the minutes it asks for."""

    window: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LongHeld:
    """The minutes a renewal asks of people who held the endorsement for so many whole years."""

    window: str
    minutes: int
    after_years: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who is let off, or pays a share, at the first renewal."""

    window: str
    when: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One kind of provider that a row accepts, perhaps only for some receivers."""

    family: str
    status: str = ENDORSED
    degree: str | None = None
    receiver_degree: str | None = None
    receiver_gives_rsc: bool | None = None

    def is_for(self, masters_prepared: bool, gives_rsc: bool) -> bool:
        if self.receiver_gives_rsc is not None and self.receiver_gives_rsc != gives_rsc:
            return False
        return self.receiver_degree is None or (self.receiver_degree == MASTERS_CLASS) == masters_prepared


@dataclass(frozen=True, slots=True)
class Providers:
    """Who may give the supervision; `anyone` asks for no qualification."""

    accepts: tuple[Acceptance, ...] = ()
    anyone: bool = False


@dataclass(frozen=True, slots=True)
class VettedAccepted:
    """A vetted provider stands in for an endorsed one, at most so many years from the day they were vetted."""

    years: int | None = None


@dataclass(frozen=True, slots=True)
class Peers:
    """Peer sessions count for people who held the endorsement so many whole years, with a partner of these families."""

    after_years: int = 0
    partners: tuple[str, ...] = ()

    @property
    def anyone(self) -> bool:
        return not self.partners


@dataclass(frozen=True, slots=True)
class Vouching:
    """Whose confirmation stands where the supervisor's signature is not to be had; without a row anybody's does."""

    accepts: tuple[str, ...] = VOUCHERS


Value = Amount | Months | AboutRsc | Renewal | LongHeld | Exemption | Providers | VettedAccepted | Peers | Vouching


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several ways to read a contested rule: `topic` is the rule, `name` this way of reading it."""

    topic: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One dated line of a pack. No `starts_on` means always; `applied_from` and `applied_to` look at `applied_on`."""

    rule: str
    goals: tuple[str, ...]
    families: tuple[str, ...]
    value: Value
    sources: tuple[str, ...]
    certainty: str
    starts_on: date | None = None
    ends_on: date | None = None
    applied_from: date | None = None
    applied_to: date | None = None
    reading: Reading | None = None

    @property
    def first_day(self) -> date:
        return self.starts_on or date.min

    def has_ended(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on

    def is_for_application(self, applied_on: date) -> bool:
        if self.applied_from is not None and applied_on < self.applied_from:
            return False
        return self.applied_to is None or applied_on <= self.applied_to

    @property
    def period(self) -> str:
        """The period in the row's key, empty for rules that have none there."""
        if self.rule in RULES_BY_PERIOD and isinstance(self.value, LongHeld | Exemption):
            return self.value.window
        return ""

    def found_by(self) -> tuple["Key", ...]:
        return tuple(Key(self.rule, goal, family, self.period) for goal in self.goals for family in self.families)


@dataclass(frozen=True, slots=True)
class Key:
    """What a row is found by."""

    rule: str
    goal: str
    family: str
    period: str = ""


STATUSES_A_ROW_MAY_ASK = (ENDORSED, EMERGING)
