"""Queueing a message in the transaction of its cause. What is sent, when and how often is decided later by the loop."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import cast
from uuid import uuid4

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.store.tables import OutboxMessage

LONGEST_KEY = 200


def queue(
    db: Session,
    template: str,
    recipient: str,
    dedupe_key: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
    params: Mapping[str, object] | None = None,
    person_id: str | None = None,
    association_id: str | None = None,
    language: str = "en",
) -> bool:
    """Queue `templates/mail/<template>.txt` for an address, once per `dedupe_key` (made of facts); False if there.

    `params` are what the template needs: codes, ids, numbers, ISO dates, and names only where the reader must see them.
    It is sent at once, or from `not_before` on; until then it can be revised and taken back.
    """
    key = dedupe_key if len(dedupe_key) <= LONGEST_KEY else sha256(dedupe_key.encode()).hexdigest()
    values = {
        "id": str(uuid4()),
        "association_id": association_id,
        "dedupe_key": key,
        "template": template,
        "person_id": person_id,
        "recipient": recipient,
        "language": language,
        "params": dict(params or {}),
        "state": "pending",
        "not_before": not_before or now,
        "attempt": 0,
        "created_at": now,
    }
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    done = db.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[tuple[()]]", done).rowcount == 1


def revise(db: Session, dedupe_key: str, params: Mapping[str, object]) -> None:
    """Change what a message says, as long as nobody has begun to send it."""
    wanted = select(OutboxMessage).where(OutboxMessage.dedupe_key == dedupe_key, OutboxMessage.state == "pending")
    row = db.scalars(wanted.with_for_update()).first()
    if row is not None:
        row.params = {**row.params, **params}
        db.flush()


def take_back(db: Session, dedupe_key: str) -> bool:
    """Let a message be, as long as nobody has begun to send it; False if it is out, or was never written."""
    unsent = (OutboxMessage.dedupe_key == dedupe_key, OutboxMessage.state == "pending", OutboxMessage.attempt == 0)
    return db.scalar(delete(OutboxMessage).where(*unsent).returning(OutboxMessage.id)) is not None
