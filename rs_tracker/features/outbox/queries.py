"""The newest messages, for the demo's mail page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.store.tables import OutboxMessage


@dataclass(frozen=True, slots=True)
class Row:
    """One message as it would be sent."""

    id: str
    template: str
    recipient: str
    language: str
    params: Mapping[str, object]
    created_at: datetime


def newest(db: Session, recipient: str = "", limit: int = 50) -> list[Row]:
    """The newest messages, of everybody or of one address."""
    wanted = select(
        OutboxMessage.id,
        OutboxMessage.template,
        OutboxMessage.recipient,
        OutboxMessage.language,
        OutboxMessage.params,
        OutboxMessage.created_at,
    )
    if recipient:
        wanted = wanted.where(OutboxMessage.recipient == recipient)
    rows = db.execute(wanted.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id).limit(limit))
    return [Row(*row) for row in rows]
