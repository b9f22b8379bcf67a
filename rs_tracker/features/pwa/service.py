"""Exactly once: an operation and the memory of it are written in one transaction, and the memory never ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Operation

OPERATION = cast(Table, Operation.__table__)
_ADD = {
    name: dialect.insert(OPERATION).on_conflict_do_nothing().returning(OPERATION.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


class OtherBody(ValueError):
    """This id was used before, for something else."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer that an operation got when it was carried out."""

    status: int
    answer: Mapping[str, Any]


def begin(
    db: Session, association_id: str, person_id: str, operation_id: str, sha256: str, now: datetime
) -> Remembered | None:
    """Take an operation's id for this transaction; None if nobody had it, else the answer of the first time.

    A twin that is being carried out at this moment is waited for. Raises OtherBody if the id stood for something else.
    """
    row = {"association_id": association_id, "person_id": person_id, "id": operation_id, "request_sha256": sha256}
    adding = _ADD[db.get_bind().dialect.name]
    if db.execute(adding, row | {"status": 0, "answer": {}, "received_at": now}).first() is not None:
        return None
    known = db.execute(
        select(OPERATION.c.request_sha256, OPERATION.c.status, OPERATION.c.answer).where(
            OPERATION.c.association_id == association_id,
            OPERATION.c.person_id == person_id,
            OPERATION.c.id == operation_id,
        )
    ).one()
    if known.request_sha256 != sha256:
        raise OtherBody(operation_id)
    return Remembered(known.status, known.answer)


def remember(
    db: Session, association_id: str, person_id: str, operation_id: str, status: int, answer: Mapping[str, object]
) -> None:
    """Keep the answer beside the operation taken by `begin`, in the same transaction as its effect."""
    mine = (
        OPERATION.c.association_id == association_id,
        OPERATION.c.person_id == person_id,
        OPERATION.c.id == operation_id,
    )
    db.execute(update(OPERATION).where(*mine).values(status=status, answer=dict(answer)))
