"""A group around bob: people he supervises, a sheet of theirs, and its signature."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.groups import moment, service
from rs_tracker.features.groups.service import Meeting, Present
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Entry
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast

TODAY = date(2026, 11, 21)
SHEET = "6f1d2c3b-0000-4000-8000-000000000001"
NAMES = (
    "Maya Brooks",
    "Noor Haddad",
    "Owen Fitz",
    "Priya Raman",
    "Quentin Roy",
    "Rosa Pike",
    "Sami Diallo",
    "Tess Uhl",
)


def group(db: Session, who: Cast, size: int = 8, association_id: str = HOME) -> list[str]:
    """So many people whom bob supervises, with accounts; their ids."""
    ids = []
    for number in range(size):
        name = NAMES[number] if number < len(NAMES) else f"Member {number:02}"
        first = name.split()[0].lower() if number < len(NAMES) else f"member{number}"
        ids.append(builders.person(db, name, f"{first}@example.org"))
        builders.member(db, association_id, ids[-1], SUPERVISEE)
        builders.pair(db, association_id, ids[-1], who.bob)
    return ids


def meeting(minutes: int = 90, held_on: date = TODAY, medium: str = "video", co_name: str | None = None) -> Meeting:
    """A meeting of today."""
    return Meeting(held_on, minutes, medium, co_name)


def here(ids: Sequence[str], association_id: str = HOME) -> list[Present]:
    """These people were there, in one association."""
    return [Present(id_, association_id) for id_ in ids]


def sheet(
    db: Session, who: Cast, present: Sequence[Present], now: datetime = NOW, id_: str = SHEET, minutes: int = 90
) -> str:
    """An open sheet of bob's; its id."""
    return service.save(db, builders.actor(db, who.bob), id_, meeting(minutes), present, now)


def sign(db: Session, who: Cast, sheet_id: str, now: datetime = NOW) -> signing.Outcome:
    """Bob signs it."""
    bob = builders.actor(db, who.bob)
    return signing.sign(db, bob, moment.prepare(db, bob, sheet_id, now), "pwd", now)


def entries_of(db: Session, person_id: str, association_id: str = HOME) -> list[Entry]:
    """A person's entries, read anew."""
    wanted = select(Entry).where(Entry.association_id == association_id, Entry.person_id == person_id)
    return list(db.scalars(wanted.order_by(Entry.created_at), execution_options={"populate_existing": True}))
