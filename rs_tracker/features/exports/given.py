"""Hours given: what a supervisor signed, in each of their associations, one association at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.exports.cells import guarded, hours
from rs_tracker.features.exports.lines import AT_ONCE, Period
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, Person

COLUMNS = ("date", "person", "hours", "minutes", "format", "group_size", "medium", "signed_at", "association")
MOST = 1500


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One signed session, as it was signed last."""

    held_on: date
    name: str
    minutes: int
    format: str
    group_size: int | None
    medium: str
    signed_at: datetime
    entry_id: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one association has of it, oldest first; `is_cut` where there is more than a page can hold."""

    association_name: str
    lines: list[GivenLine] = field(default_factory=list)
    is_cut: bool = False

    @property
    def minutes(self) -> int:
        """All of it, whole minutes."""
        return sum(line.minutes for line in self.lines)

    @property
    def people(self) -> list[tuple[str, int, int]]:
        """Name, sessions and minutes of each person, by name."""
        found: dict[str, tuple[int, int]] = {}
        for line in self.lines:
            count, minutes = found.get(line.name, (0, 0))
            found[line.name] = count + 1, minutes + line.minutes
        return [(name, *found[name]) for name in sorted(found, key=str.casefold)]


def given(db: Session, actor: Actor, period: Period) -> list[Given]:
    """What the actor signed in a period, association by association; those without anything are left out."""
    found = []
    for hats in actor.memberships:
        rows = db.execute(signed_by(hats.association_id, actor.person_id, period).limit(MOST + 1)).all()
        if rows:
            lines = [_line(row) for row in rows[:MOST]]
            found.append(Given(hats.association_name, lines, is_cut=len(rows) > MOST))
    return found


def years(db: Session, actor: Actor, today: date) -> list[int]:
    """The years in which the actor gave something, and this one, the newest first."""
    first = today
    for hats in actor.memberships:
        oldest = db.scalar(
            select(func.min(EntryVersion.held_on))
            .join(Attestation, _is_signed_version(hats.association_id))
            .where(Attestation.association_id == hats.association_id, _is_by(actor.person_id))
        )
        first = min(first, oldest or first)
    return list(range(today.year, first.year - 1, -1))


def rows(db: Session, actor: Actor, period: Period, words: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """The same as rows of a file: COLUMNS."""
    for hats in actor.memberships:
        wanted = signed_by(hats.association_id, actor.person_id, period)
        for row in db.execute(wanted, execution_options={"yield_per": AT_ONCE}):
            yield (
                row.held_on,
                guarded(row.name),
                hours(row.minutes),
                row.minutes,
                words[row.format],
                row.group_size,
                words[row.medium],
                str(row.signed_at)[:16],
                guarded(hats.association_name),
            )


def _is_signed_version(association_id: str) -> ColumnElement[bool]:
    return (
        (EntryVersion.association_id == association_id)
        & (EntryVersion.entry_id == Attestation.entry_id)
        & (EntryVersion.version == Attestation.version)
    )


def _is_by(person_id: str) -> ColumnElement[bool]:
    """Signatures name for ever the record of their day; one joined to the person's since is theirs too."""
    records = select(Person.id).where(or_(Person.id == person_id, Person.joined_to == person_id))
    return Attestation.signer_id.in_(records)


def signed_by(association_id: str, signer_id: str, period: Period) -> Select[*tuple[Any, ...]]:
    """The versions that are signed now by this person: one that a later signature replaced is not counted twice."""
    wanted = (
        select(
            EntryVersion.held_on,
            Person.name,
            EntryVersion.minutes,
            EntryVersion.format,
            EntryVersion.group_size,
            EntryVersion.medium,
            Attestation.signed_at,
            Entry.id,
        )
        .select_from(Attestation)
        .join(EntryVersion, _is_signed_version(association_id))
        .join(
            Entry,
            (Entry.association_id == association_id)
            & (Entry.id == Attestation.entry_id)
            & (Entry.signed_version == Attestation.version),
        )
        .join(Person, Person.id == Entry.person_id)
        .where(Attestation.association_id == association_id, _is_by(signer_id))
        .order_by(EntryVersion.held_on, Person.name, Entry.id)
    )
    if period.first_day is not None:
        wanted = wanted.where(EntryVersion.held_on >= period.first_day)
    if period.last_day is not None:
        wanted = wanted.where(EntryVersion.held_on <= period.last_day)
    return wanted


def _line(row: Row[*tuple[Any, ...]]) -> GivenLine:
    return GivenLine(*row)
