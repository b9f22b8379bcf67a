"""Signatures given the way the program gives them, for tests of what becomes of them."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import service, striking, withdrawing
from rs_tracker.store.tables import Entry, Standing
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning


def people(db: Session) -> Cast:
    """Everybody, and Alice earns a credential."""
    who = builders.cast(db)
    earning(db, HOME, who.alice)
    return who


def log(db: Session, who: Cast, day: int = 2, minutes: int = 60) -> str:
    """A session of Alice with Bob in November; its id."""
    return entries.log(db, builders.actor(db, who.alice), Draft(date(2026, 11, day), minutes, who.bob), NOW)


def correct(db: Session, who: Cast, entry_id: str, minutes: int = 90, day: int = 2) -> None:
    """Alice says it again, with another length."""
    version = head(db, entry_id).version
    draft = Draft(date(2026, 11, day), minutes, who.bob)
    entries.correct(db, builders.actor(db, who.alice), entry_id, draft, version, NOW)


def sign(db: Session, who: Cast, *entry_ids: str, now: datetime = NOW) -> service.Outcome:
    """Bob signs the newest versions."""
    bob = builders.actor(db, who.bob)
    lines = [f"{HOME}/{entry_id}/{head(db, entry_id).version}" for entry_id in entry_ids]
    return service.sign(db, bob, service.intend(db, bob, lines, now), "pwd", now)


def signed(db: Session, who: Cast, day: int = 2, minutes: int = 60) -> str:
    """A session that Bob signed; its id."""
    entry_id = log(db, who, day, minutes)
    sign(db, who, entry_id)
    return entry_id


def withdraw(db: Session, who: Cast, entry_id: str, reason: str = "by_mistake", words: str = "") -> None:
    """Bob cancels his signature in force."""
    bob, version = builders.actor(db, who.bob), head(db, entry_id).signed_version or 0
    intent_id = withdrawing.intend(db, bob, entry_id, version, reason, words, NOW)
    withdrawing.withdraw(db, bob, intent_id, "pwd", NOW)


def propose(db: Session, who: Cast, entry_id: str, reason: str = "duplicate", words: str = "") -> str:
    """Dana proposes to strike the signature in force; the proposal's id."""
    version = head(db, entry_id).signed_version or 0
    return striking.propose(db, builders.actor(db, who.dana), entry_id, version, reason, words, NOW)


def head(db: Session, entry_id: str) -> Entry:
    """The entry's row as it stands."""
    wanted = select(Entry).where(Entry.association_id == HOME, Entry.id == entry_id)
    return db.scalars(wanted, execution_options={"populate_existing": True}).one()


def totals(db: Session) -> tuple[int, int, int]:
    """Alice's logged, waiting and counted minutes, as stored."""
    row = db.execute(
        select(Standing.logged, Standing.waiting, Standing.counted).where(
            Standing.association_id == HOME, Standing.place == "current"
        )
    ).one()
    return row.logged, row.waiting, row.counted
