"""Web sessions: begun at sign-in, listed as devices, ended by a button here or there."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.lifetimes import has_ended, lifetime
from rs_tracker.features.people.memberships import roles_of
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import WebSession

LISTED = 50


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A browser that is signed in."""

    session_id: str
    device: str
    is_own_device: bool
    created_at: datetime
    seen_at: datetime


def begin(db: Session, person_id: str, token: str, *, is_own_device: bool, device: str, now: datetime) -> str:
    """Write down a new session for the token that the cookie will hold; returns the session's id."""
    life = lifetime(roles_of(db, person_id), is_own_device)
    row = WebSession(
        id=str(uuid4()),
        token_hash=sha256(token.encode()).hexdigest(),
        person_id=person_id,
        is_own_device=is_own_device,
        device=device[:120],
        created_at=now,
        seen_at=now,
        idle_until=now + life.idle,
        expires_at=now + life.whole,
    )
    db.add(row)
    trail.record_account(db, person_id, "session.begun", at=now)
    db.flush()
    return row.id


def listing(db: Session, person_id: str, now: datetime) -> list[DeviceRow]:
    """The browsers where a person is signed in, the one seen last first."""
    roles = roles_of(db, person_id)
    rows = db.execute(
        select(WebSession.id, WebSession.device, WebSession.is_own_device, WebSession.created_at, WebSession.seen_at)
        .where(WebSession.person_id == person_id, WebSession.ended_at.is_(None), WebSession.expires_at > now)
        .order_by(WebSession.seen_at.desc())
        .limit(LISTED)
    )
    return [
        DeviceRow(*row)
        for row in rows
        if not has_ended(lifetime(roles, row.is_own_device), row.created_at, row.seen_at, now)
    ]


def end(db: Session, person_id: str, session_id: str, now: datetime, *, is_remote: bool = False) -> bool:
    """End one of a person's sessions. From afar the device is also no longer taken for theirs."""
    mine = (WebSession.id == session_id, WebSession.person_id == person_id, WebSession.ended_at.is_(None))
    values = {"ended_at": now} | ({"is_own_device": False} if is_remote else {})
    if db.scalar(update(WebSession).where(*mine).values(values).returning(WebSession.id)) is None:
        return False
    trail.record_account(db, person_id, "session.ended", at=now, is_remote=is_remote)
    return True


def end_others(db: Session, person_id: str, keep_id: str | None, now: datetime, *, is_trusted: bool = False) -> None:
    """End all sessions of a person but one.

    Unless trusted, no other device is taken for theirs any more, those signed out before included: whoever was here
    may have called this or that browser their own.
    """
    mine = [WebSession.person_id == person_id]
    if keep_id is not None:
        mine.append(WebSession.id != keep_id)
    db.execute(update(WebSession).where(*mine, WebSession.ended_at.is_(None)).values(ended_at=now))
    if not is_trusted:
        db.execute(update(WebSession).where(*mine).values(is_own_device=False))
    trail.record_account(db, person_id, "session.others-ended", at=now)


def is_known_device(db: Session, person_id: str, token: str | None) -> bool:
    """Whether somebody signed in as this person here before and called the device their own."""
    if token is None:
        return False
    wanted = select(WebSession.id).where(
        WebSession.token_hash == sha256(token.encode()).hexdigest(),
        WebSession.person_id == person_id,
        WebSession.is_own_device.is_(True),
    )
    return db.scalar(wanted) is not None


def act_in(db: Session, session_id: str, association_id: str) -> None:
    """From now on this session is about that association."""
    db.execute(update(WebSession).where(WebSession.id == session_id).values(association_id=association_id))
