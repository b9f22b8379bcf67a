"""Which message goes next, and what became of it. The loop that calls this sends between the two, in no transaction.

A crash after sending and before `sent()` sends again after two minutes, under the same Message-ID.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Address, OutboxMessage

HELD = timedelta(minutes=2)
TRIES = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
ONCE_READ = ("code", "token")


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the hands of one sender; `attempt` counts from 1."""

    id: str
    template: str
    recipient: str
    language: str
    params: Mapping[str, object]
    attempt: int


def claim(db: Session, now: datetime, limit: int = 20) -> list[Message]:
    """Take the oldest due messages for this sender; what nobody needs any more is marked `skipped` instead."""
    due = or_(
        and_(OutboxMessage.state == "pending", OutboxMessage.not_before <= now),
        and_(OutboxMessage.state == "sending", OutboxMessage.claimed_until < now),
    )
    rows = db.scalars(
        select(OutboxMessage)
        .where(due)
        .order_by(OutboxMessage.not_before, OutboxMessage.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    taken = []
    for row in rows:
        if _is_late(row.params, now) or row.attempt >= TRIES:
            row.state, row.params = "skipped" if row.attempt < TRIES else "dead", _kept(row.params)
            continue
        row.state, row.attempt, row.claimed_until = "sending", row.attempt + 1, now + HELD
        taken.append(Message(row.id, row.template, row.recipient, row.language, dict(row.params), row.attempt))
    db.flush()
    return taken


def sent(db: Session, message: Message, now: datetime) -> None:
    """The server has it. A code or a link's token is not kept longer than it takes to send."""
    _settle(db, message, state="sent", sent_at=now, claimed_until=None, params=_kept(message.params), last_error=None)


def failed(db: Session, message: Message, why: str, now: datetime, *, is_final: bool, is_address: bool) -> None:
    """It did not go out: try again later, longer each time, or give up after eight times or when told for good."""
    if is_address:
        unreachable = update(Address).where(Address.email == message.recipient, Address.unreachable_at.is_(None))
        db.execute(unreachable.values(unreachable_at=now))
    if is_final or message.attempt >= TRIES:
        _settle(db, message, state="dead", claimed_until=None, params=_kept(message.params), last_error=why[:300])
        return
    later = now + wait_after(message.attempt)
    _settle(db, message, state="pending", claimed_until=None, not_before=later, last_error=why[:300])


def wait_after(attempt: int) -> timedelta:
    """How long to wait after so many failed attempts: 30 s, 2 min, 8 min … at most 6 h."""
    return min(FIRST_WAIT * int(4 ** (attempt - 1)), LONGEST_WAIT)


def _settle(db: Session, message: Message, **values: object) -> None:
    """Only the sender that holds the message may say what became of it."""
    mine = (
        OutboxMessage.id == message.id,
        OutboxMessage.state == "sending",
        OutboxMessage.attempt == message.attempt,
    )
    db.execute(update(OutboxMessage).where(*mine).values(**values))


def _is_late(params: Mapping[str, object], now: datetime) -> bool:
    expires_at = params.get("expires_at")
    return isinstance(expires_at, str) and datetime.fromisoformat(expires_at) <= now


def _kept(params: Mapping[str, object]) -> dict[str, object]:
    return {name: "······" if name in ONCE_READ else value for name, value in params.items()}
