"""What an association asks beside RSC, and its dates: shown next to the hours, never added to them."""

from dataclasses import dataclass
from datetime import date

TRAINING, TRAINING_ABOUT_RSC, TRAINING_DIVERSITY = "training", "training-about-rsc", "training-diversity"
MEMBERSHIP, ETHICS = "membership", "ethics"
FEE, LATE_FEE = "fee", "late-fee"
OPENS, DUE, REMOVED = "opens", "due", "removed"

HOUR_TOPICS = (TRAINING, TRAINING_ABOUT_RSC, TRAINING_DIVERSITY)
NEED_TOPICS = (MEMBERSHIP, ETHICS)
FEE_TOPICS = (FEE, LATE_FEE)
DAY_TOPICS = (OPENS, DUE, REMOVED)
TOPICS = (*HOUR_TOPICS, *NEED_TOPICS, *FEE_TOPICS, *DAY_TOPICS)

NEEDS = ("required", "encouraged")
LAST, NEXT = "last", "next"
DAY_YEARS = (LAST, NEXT)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact shown beside RSC. Which of the value fields is filled follows from the topic.

    `minutes` for training; `need` for membership and ethics; `cents` and `currency` for fees; `day` and `year` for
    dates, `year` saying whether the day lies in the year of the window's last day (`last`) or in the one after it
    (`next`). No `window` or no `families` means all of them.
    """

    topic: str
    sources: tuple[str, ...]
    certainty: str
    window: str | None = None
    families: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    minutes: int | None = None
    need: str | None = None
    cents: int | None = None
    currency: str | None = None
    day: MonthDay | None = None
    year: str = LAST

    def holds_on(self, on: date) -> bool:
        if self.starts_on is not None and on < self.starts_on:
            return False
        return self.ends_on is None or on <= self.ends_on

    def is_for(self, family: str, window: str) -> bool:
        return (not self.families or family in self.families) and self.window in (None, window)

    def date_for(self, window_ends_on: date) -> date | None:
        """The calendar date of an `opens`, `due`, `removed` or membership day for a window that ends on that day."""
        if self.day is None:
            return None
        return self.day.in_year(window_ends_on.year + (1 if self.year == NEXT else 0))
