"""What the office asks about itself."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.association import held, questions
from rs_tracker.features.guests import queries as guests
from rs_tracker.features.signing import passkeys_asked
from rs_tracker.store.tables import Association


@dataclass(frozen=True, slots=True)
class Office:
    """What the settings page shows."""

    name: str
    contact: str | None
    join_code: str | None
    asks_for_passkeys: bool
    takes_codes: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the office, as numbers."""

    to_confirm: int
    questions: int


def office(db: Session, association_id: str) -> Office:
    """The association's own settings."""
    row = db.execute(
        select(Association.name, Association.contact, Association.join_code).where(Association.id == association_id)
    ).one()
    return Office(
        *row,
        asks_for_passkeys=bool(passkeys_asked.asking_of(db, [association_id])),
        takes_codes=guests.takes_codes(db, association_id),
    )


def waiting(db: Session, association_id: str) -> Waiting:
    """How much waits to be confirmed and answered."""
    return Waiting(held.count_to_confirm(db, association_id), questions.count_open(db, association_id))
