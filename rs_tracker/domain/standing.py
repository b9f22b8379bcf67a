"""What counting answers: one credit per entry, the checks, and the standing that sums them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# Reason codes, in the order in which a line carries them.
COUNTS = "counts"
NOT_SIGNED = "not-signed"
OUTSIDE_WINDOW = "outside-window"
NOT_REFLECTIVE = "not-reflective"
PEER_LINE = "peer"
PROVIDER_NOT_CURRENT = "provider-not-current"
PROVIDER_VETTED = "provider-vetted"
PROVIDER_CATEGORY = "provider-category"
AGE_BAND = "age-band"
GROUP_SIZE = "group-size"
REASONS = (
    COUNTS,
    NOT_SIGNED,
    OUTSIDE_WINDOW,
    NOT_REFLECTIVE,
    PEER_LINE,
    PROVIDER_NOT_CURRENT,
    PROVIDER_VETTED,
    PROVIDER_CATEGORY,
    AGE_BAND,
    GROUP_SIZE,
)

# Checks; all are minutes but SPAN and SPREAD, which are calendar months.
RSC = "rsc"
SPAN = "span"
SPREAD = "spread"
ABOUT_RSC = "rsc-about-rsc"
INDIVIDUAL_SHARE = "individual-share"
SOURCES = "sources"
CHECKS = (RSC, SPAN, SPREAD, ABOUT_RSC, INDIVIDUAL_SHARE, SOURCES)
MONTH_CHECKS = frozenset({SPAN, SPREAD})

UNCONFIRMED = "unconfirmed"
CONFLICT = "conflict"
FLAGS = (SOURCES, UNCONFIRMED, CONFLICT)

# Strongest first.
READ, INFERRED, ASSUMED = "read", "inferred", "assumed"
CERTAINTIES = (READ, INFERRED, ASSUMED, CONFLICT)

NOT_YET_CONFIRMED, ENDED, NEVER_HELD = "not-yet-confirmed", "ended", "never-held"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a provider held nothing on the day of a session; for `ended` the last day on which they held something."""

    kind: str
    ended_on: date | None = None


class Credit(NamedTuple):
    """What one entry brings to one goal.

    A tuple, not a dataclass: one is made for every entry on every count, and a tuple costs a third as much.
    `minutes` is what was logged, `counted` what a signed entry adds, `waiting` what an unsigned one would add (all
    whole minutes). `gap` is there with `provider-not-current` only.
    """

    entry_id: str
    on: date
    minutes: int
    counted: int
    waiting: int
    reasons: tuple[str, ...]
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is asked, and how much of it is there (minutes; months for `span` and `spread`)."""

    required: int
    counted: int

    @property
    def met(self) -> bool:
        return self.counted >= self.required


@dataclass(frozen=True, slots=True)
class Window:
    """The days that count, the first and the last included."""

    starts_on: date
    ends_on: date

    def holds(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Standing:
    """One goal measured on one day. Minutes throughout; `logged` is every entry in the window, whatever it is worth.

    `window` is None where all time counts, where nothing is required, or where there is no stretch to choose yet.
    `window_kind` is `year`, `cycle`, `stretch` or `all`; `stretch_months` is how long a stretch is, 0 elsewhere.
    """

    met: bool
    exempt: bool
    window: Window | None
    window_kind: str
    required: int
    logged: int
    waiting: int
    counted: int
    missing: int
    checks: Mapping[str, Check]
    flags: tuple[str, ...]
    credits: tuple[Credit, ...]
    sources: tuple[str, ...]
    certainty: str
    stretch_months: int = 0
