"""An entry between two people: what was sent back, and what the office was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.signing.queries import Shown, shown
from rs_tracker.store.tables import OfficeQuestion, Person, SentBack


@dataclass(frozen=True, slots=True)
class Dispute:
    """An entry between two people, as *Send back* and *Ask the office* show it."""

    association_id: str
    entry_id: str
    version: int
    state: str
    owner_id: str
    owner_name: str
    provider_id: str
    provider_name: str
    held_on: date
    minutes: int
    format: str
    returns: int
    is_office_run: bool


@dataclass(frozen=True, slots=True)
class Return:
    """One return of an entry."""

    at: datetime
    reason: str
    words: str | None
    by_name: str


def dispute(db: Session, actor: Actor, entry_id: str, *, for_update: bool = False) -> Dispute | None:
    """An entry that the actor owns or that names the actor, in whichever of their associations it is."""
    for hats in actor.memberships:
        found = _dispute_in(db, actor, hats, entry_id, for_update)
        if found is not None:
            return found
    return None


def _dispute_in(db: Session, actor: Actor, hats: Hats, entry_id: str, for_update: bool) -> Dispute | None:
    rows = shown(db, hats.association_id, [entry_id], for_update=for_update)
    row = rows[0] if rows else None
    if row is None or row.provider_id is None or actor.person_id not in (row.person_id, row.provider_id):
        return None
    provider_name = db.scalar(select(Person.name).where(Person.id == row.provider_id)) or ""
    return of_row(row, hats, row.provider_id, provider_name)


def of_row(row: Shown, hats: Hats, provider_id: str, provider_name: str) -> Dispute:
    """The same of a row that was read already."""
    return Dispute(
        association_id=hats.association_id,
        entry_id=row.id,
        version=row.version,
        state=row.state,
        owner_id=row.person_id,
        owner_name=row.name,
        provider_id=provider_id,
        provider_name=provider_name,
        held_on=row.held_on,
        minutes=row.minutes,
        format=row.format,
        returns=row.returns,
        is_office_run=hats.is_office_run,
    )


def returns_of(db: Session, association_id: str, entry_id: str) -> list[Return]:
    """All returns of one entry, oldest first."""
    rows = db.execute(
        select(SentBack.at, SentBack.reason, SentBack.words, Person.name)
        .join(Person, Person.id == SentBack.by_id)
        .where(SentBack.association_id == association_id, SentBack.entry_id == entry_id)
        .order_by(SentBack.at)
    ).all()
    return [Return(row.at, row.reason, row.words, row.name) for row in rows]


def question_about(db: Session, association_id: str, entry_id: str) -> OfficeQuestion | None:
    """What the office was asked about this entry, if it was."""
    return db.scalars(
        select(OfficeQuestion).where(
            OfficeQuestion.association_id == association_id, OfficeQuestion.entry_id == entry_id
        )
    ).first()


def sent_back_by(
    db: Session, association_id: str, person_id: str, entry_ids: Iterable[str], at: datetime
) -> set[tuple[str, int]]:
    """Which versions of these entries this person sent back at that moment: pairs of entry and version."""
    rows = db.execute(
        select(SentBack.entry_id, SentBack.version).where(
            SentBack.association_id == association_id,
            SentBack.by_id == person_id,
            SentBack.entry_id.in_(list(entry_ids)),
            SentBack.at == at,
        )
    )
    return {(row.entry_id, row.version) for row in rows}
