"""Hours under either hat: received, given, and about the supervision one gives; one association at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, extract, func
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.exports.given import signed_by
from rs_tracker.features.exports.lines import Period, statement
from rs_tracker.store.tables import Entry, EntryVersion


@dataclass(frozen=True, slots=True)
class Sums:
    """Minutes of a year or of an association. `signed` and `about` (the supervision one gives) are parts of
    `received`; `given` is what one signed for others.
    """

    received: int = 0
    signed: int = 0
    about: int = 0
    given: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.received + other.received,
            self.signed + other.signed,
            self.about + other.about,
            self.given + other.given,
        )


@dataclass(frozen=True, slots=True)
class Hats:
    """All hours of one person, told twice: by year, the newest first, and by association."""

    years: list[tuple[int, Sums]]
    associations: list[tuple[str, Sums]]

    @property
    def together(self) -> Sums:
        """All of it."""
        return _sum(sums for _year, sums in self.years)


def hats(db: Session, actor: Actor) -> Hats:
    """What the actor received and gave, over all their associations and years."""
    years: dict[int, Sums] = {}
    associations: list[tuple[str, Sums]] = []
    for membership in actor.memberships:
        here = _in(db, membership.association_id, actor.person_id)
        for year, sums in here.items():
            years[year] = years.get(year, Sums()) + sums
        if here:
            associations.append((membership.association_name, _sum(here.values())))
    return Hats(sorted(years.items(), reverse=True), associations)


def _in(db: Session, association_id: str, person_id: str) -> dict[int, Sums]:
    found: dict[int, Sums] = {}
    for year, minutes, signed, about in db.execute(_received(association_id, person_id)):
        found[year] = Sums(received=minutes, signed=signed, about=about)
    for year, minutes in db.execute(_given(association_id, person_id)):
        found[year] = found.get(year, Sums()) + Sums(given=minutes)
    return found


def _received(association_id: str, person_id: str) -> Select[*tuple[Any, ...]]:
    """By year: minutes of each entry as it counts (its signed version, else its newest)."""
    entry, said = Entry.__table__.c, EntryVersion.__table__.c
    year = extract("year", said.held_on)
    return (
        statement(association_id, Period())
        .with_only_columns(
            year,
            func.sum(said.minutes),
            func.sum(case((entry.signed_version.is_not(None), said.minutes), else_=0)),
            func.sum(said.about_rsc),
        )
        .where(entry.person_id == person_id)
        .group_by(year)
        .order_by(None)
    )


def _given(association_id: str, person_id: str) -> Select[*tuple[Any, ...]]:
    year = extract("year", EntryVersion.held_on)
    wanted = signed_by(association_id, person_id, Period())
    return wanted.with_only_columns(year, func.sum(EntryVersion.minutes)).group_by(year).order_by(None)


def _sum(sums: Iterable[Sums]) -> Sums:
    return sum(sums, Sums())
