"""Rows of a ledger as they stand in the database, and ways to break them that only somebody with the file has."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from rs_tracker.features.ledger import service
from rs_tracker.features.ledger.service import Record, Sealed
from rs_tracker.store.tables import LedgerRow
from tests.support.builders import HOME, NOW

KEPT = ("attestation", "attestation_end", "checkpoint", "ledger")


def confirmed(number: int = 1, **about: object) -> Record:
    """A row about nobody in particular."""
    said: dict[str, object] = {"qualification": str(uuid4()), "person": str(uuid4()), "category": "IFS"}
    return Record("confirm", said | {"status": "endorsed", "from": "2026-01-01", "to": None, "number": number} | about)


def added(db: Session, count: int, now: datetime = NOW, association_id: str = HOME) -> list[Sealed]:
    """So many rows, and a commit."""
    sealed = service.append(db, association_id, [confirmed(number) for number in range(count)], now)
    db.commit()
    return sealed


def rows(db: Session, association_id: str = HOME) -> list[LedgerRow]:
    """All rows in their order."""
    wanted = select(LedgerRow).where(LedgerRow.association_id == association_id).order_by(LedgerRow.seq)
    return list(db.scalars(wanted, execution_options={"populate_existing": True}))


def says(row: LedgerRow) -> dict[str, Any]:
    """What a row says."""
    found: dict[str, Any] = json.loads(row.canonical)
    return found


def unguarded(engine: Engine, work: Callable[[Connection], object]) -> None:
    """Change what nobody may change: with the triggers and foreign keys away, as whoever owns the file can."""
    with engine.execution_options(spans_associations=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            _unguarded_sqlite(connection, work)
        else:
            connection.execute(text("SET session_replication_role = replica"))
            work(connection)
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()


def _unguarded_sqlite(connection: Connection, work: Callable[[Connection], object]) -> None:
    driver: Any = connection.connection.driver_connection
    kept = driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    driver.execute("PRAGMA foreign_keys=OFF")
    for name, _sql in kept:
        driver.execute(f"DROP TRIGGER {name}")
    work(connection)
    connection.commit()
    for _name, sql in kept:
        driver.execute(sql)
    driver.execute("PRAGMA foreign_keys=ON")
