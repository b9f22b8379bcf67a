"""A log to count, and a visitor whose session is there already."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from rs_tracker.features.progress import service
from rs_tracker.store.tables import Entry, EntryVersion, Standing, WebSession
from tests.support.builders import HOME, LONG_AGO, NOW, actor
from tests.support.pages import Browser


def session(
    db: Session,
    person_id: str,
    provider_id: str | None,
    held_on: date,
    minutes: int = 60,
    *,
    is_signed: bool = True,
    association_id: str = HOME,
    kind: str = "reflective",
    group_size: int | None = None,
    about_rsc: int = 0,
    track: str = "both",
    state: str | None = None,
) -> str:
    """One line of a log as counting reads it, signed unless said; the rows, without anybody's leave."""
    entry_id = str(uuid4())
    shape = {
        "held_on": held_on,
        "minutes": minutes,
        "kind": kind,
        "format": "group" if group_size else "individual",
        "provider_id": provider_id,
        "person_id": person_id,
        "association_id": association_id,
    }
    signed_version = 1 if is_signed else None
    newest = {"state": state or ("signed" if is_signed else "waiting"), "version": 1, "signed_version": signed_version}
    db.add(Entry(id=entry_id, created_at=LONG_AGO, changed_at=LONG_AGO, **newest, **shape))
    db.flush()
    said = {"medium": "video", "group_size": group_size, "about_rsc": about_rsc, "track": track, "author_id": person_id}
    kept = {"created_at": LONG_AGO, "body": "{}", "sha256": "0" * 64}
    db.add(EntryVersion(entry_id=entry_id, version=1, **said, **kept, **shape))
    db.flush()
    return entry_id


def signed_in(db: Session, app: Flask, person_id: str, association_id: str | None = HOME) -> Browser:
    """A browser whose cookie names a session of this person; the caller has nothing left to commit."""
    token = str(uuid4())
    later = NOW + timedelta(days=3650)
    db.add(
        WebSession(
            id=str(uuid4()),
            token_hash=sha256(token.encode()).hexdigest(),
            person_id=person_id,
            association_id=association_id,
            created_at=NOW,
            seen_at=NOW,
            idle_until=later,
            expires_at=later,
        )
    )
    db.commit()
    browser = Browser(app)
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return browser


def goal(
    db: Session,
    person_id: str,
    kind: str = "renew",
    category: str = "IFS",
    *,
    endorsed_on: date | None = date(2019, 5, 1),
    applied_on: date | None = None,
    track: str | None = None,
    association_id: str = HOME,
    now: datetime = NOW,
) -> str:
    """Something to work on, measured at once; its id."""
    held = endorsed_on if kind == "renew" else None
    who = actor(db, person_id, association_id)
    return service.set_goal(db, who, kind, category, track, applied_on, held, now)


def standing(db: Session, goal_id: str, place: str = "current", association_id: str = HOME) -> Standing | None:
    """The stored row, read anew."""
    wanted = select(Standing).where(
        Standing.association_id == association_id, Standing.goal_id == goal_id, Standing.place == place
    )
    return db.scalars(wanted, execution_options={"populate_existing": True}).first()


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement that reaches the database inside the block."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
