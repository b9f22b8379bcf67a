"""What the people of these tests do, in a few words each."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.standins import gone, naming, service
from rs_tracker.store.tables import Entry, Standing
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.files import PNG

DAY = timedelta(days=1)
FILE = ("log.png", PNG)


def logged(db: Session, who: Cast, day: int = 2, minutes: int = 60, *, by: str | None = None) -> str:
    draft = Draft(date(2026, 11, day), minutes, who.bob)
    return entries.log(db, builders.actor(db, by or who.alice, HOME), draft, NOW)


def line(db: Session, entry_id: str, home: str = HOME) -> str:
    return f"{home}/{entry_id}/{row(db, entry_id, home).version}"


def row(db: Session, entry_id: str, home: str = HOME) -> Entry:
    wanted = select(Entry).where(Entry.association_id == home, Entry.id == entry_id)
    return db.scalars(wanted, execution_options={"populate_existing": True}).one()


def counted(db: Session, who: Cast) -> tuple[int, int]:
    wanted = select(Standing.counted, Standing.waiting).where(
        Standing.association_id == HOME, Standing.person_id == who.alice, Standing.place == "current"
    )
    return tuple(db.execute(wanted).one())  # type: ignore[return-value]


def say_gone(db: Session, who: Cast, entry_id: str, reason: str = "retired") -> None:
    gone.tell(db, builders.actor(db, who.alice), entry_id, reason, None, [], NOW)


def named(db: Session, who: Cast, *entry_ids: str, email: str = "charlie@example.org", now: datetime = NOW) -> int:
    alice = builders.actor(db, who.alice)
    return naming.name(db, alice, entry_ids[0], entry_ids, "Charlie", email, "group-member", now)


def stand_in_confirms(db: Session, who: Cast, *entry_ids: str) -> service.Outcome:
    charlie = builders.actor(db, who.charlie)
    intent_id = service.intend(db, charlie, [line(db, one) for one in entry_ids], NOW)
    return service.confirm(db, charlie, intent_id, "pwd", NOW)


def office_confirms(db: Session, who: Cast, *entry_ids: str, by: str | None = None) -> service.Outcome:
    dana = builders.actor(db, by or who.dana)
    lines = [line(db, one) for one in entry_ids]
    intent_id = service.intend_for_office(db, dana, entry_ids[0], lines, "Paper log with initials", FILE, NOW)
    return service.confirm(db, dana, intent_id, "pwd", NOW)
