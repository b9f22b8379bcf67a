"""What the queue and a statement show of group sheets. How a sheet comes about is the groups room's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle, signing
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.facts import GROUP
from rs_tracker.features.signing.statement import Item
from rs_tracker.store.groups import OPEN
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, GroupLine, GroupSheet, OfficeQuestion, Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that its supervisor has not signed: who started it, and how many people stand on it."""

    sheet_id: str
    held_on: date
    starter_name: str
    is_own: bool
    people: int


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody logged of a group meeting of that day already, in its newest version."""

    association_id: str
    entry_id: str
    person_id: str
    version: int
    sha256: str
    held_on: date
    minutes: int
    state: str
    changed_at: datetime

    @property
    def is_signable(self) -> bool:
        return self.state in signing.SIGNABLE

    @property
    def item(self) -> Item:
        """It as a line of a statement."""
        return Item(self.association_id, self.entry_id, self.version, self.sha256, self.held_on, self.minutes)


def waiting(db: Session, actor: Actor) -> list[Waiting]:
    """The actor's open sheets, the oldest first."""
    rows = db.execute(
        select(GroupSheet.id, GroupSheet.held_on, GroupSheet.started_by, Person.name)
        .join(Person, Person.id == GroupSheet.started_by)
        .where(GroupSheet.provider_id == actor.person_id, GroupSheet.state == OPEN)
        .order_by(GroupSheet.held_on, GroupSheet.created_at)
        .limit(50)
    ).all()
    if not rows:
        return []
    counts = _people(db, actor, [row.id for row in rows])
    mine = actor.person_id
    return [Waiting(row.id, row.held_on, row.name, row.started_by == mine, counts.get(row.id, 0)) for row in rows]


def _people(db: Session, actor: Actor, sheet_ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for hats in actor.memberships:
        counted = (
            select(GroupLine.sheet_id, func.count())
            .where(GroupLine.association_id == hats.association_id, GroupLine.sheet_id.in_(sheet_ids))
            .where(GroupLine.is_present)
            .group_by(GroupLine.sheet_id)
        )
        for sheet_id, number in db.execute(counted):
            found[sheet_id] = found.get(sheet_id, 0) + number
    return found


def known(
    db: Session, association_id: str, provider_id: str, held_on: date, person_ids: Iterable[str]
) -> dict[str, list[Known]]:
    """By person: what they logged here of a group with that supervisor on that day, whatever became of it since."""
    rows = db.execute(
        select(
            Entry.id,
            Entry.person_id,
            Entry.version,
            EntryVersion.sha256,
            Entry.held_on,
            Entry.minutes,
            Entry.state,
            Entry.changed_at,
        )
        .join(
            EntryVersion,
            (EntryVersion.association_id == Entry.association_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == Entry.version),
        )
        .where(
            Entry.association_id == association_id,
            Entry.provider_id == provider_id,
            Entry.held_on == held_on,
            Entry.format == GROUP,
            Entry.state.not_in(sorted(lifecycle.NO_RECORD)),
            Entry.person_id.in_(set(person_ids)),
        )
        .order_by(Entry.created_at, Entry.id)
    )
    found: dict[str, list[Known]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(Known(association_id, *row))
    return found


@dataclass(frozen=True, slots=True)
class NotRight:
    """A signed line that its owner, who did not write it, says is not right; nobody has answered for the office yet."""

    entry_id: str
    person_name: str
    held_on: date
    minutes: int


def not_right(db: Session, actor: Actor) -> list[NotRight]:
    """The actor's signed lines that are said not to be right, in all their associations.

    A line is no longer among them once it is cancelled, struck or signed anew, or the office has answered.
    """
    found: list[NotRight] = []
    for hats in actor.memberships:
        rows = db.execute(
            select(Entry.id, Person.name, Entry.held_on, Entry.minutes)
            .join(
                OfficeQuestion,
                (OfficeQuestion.association_id == Entry.association_id) & (OfficeQuestion.entry_id == Entry.id),
            )
            .join(
                Attestation,
                (Attestation.association_id == Entry.association_id)
                & (Attestation.entry_id == Entry.id)
                & (Attestation.version == Entry.signed_version),
            )
            .join(Person, Person.id == Entry.person_id)
            .where(
                Entry.association_id == hats.association_id,
                Entry.provider_id == actor.person_id,
                Entry.state.in_(sorted(lifecycle.HOLDS_SIGNATURE)),
                OfficeQuestion.answered_at.is_(None),
                OfficeQuestion.asked_at >= Attestation.signed_at,
            )
            .order_by(OfficeQuestion.asked_at)
        )
        found += [NotRight(*row) for row in rows]
    return found


def names(db: Session, association_id: str, line_ids: Iterable[str]) -> dict[str, str]:
    """Names of the persons on lines that are no entries yet."""
    rows = db.execute(
        select(GroupLine.id, Person.name)
        .join(Person, Person.id == GroupLine.person_id)
        .where(GroupLine.association_id == association_id, GroupLine.id.in_(set(line_ids)))
    )
    return {row.id: row.name for row in rows}
