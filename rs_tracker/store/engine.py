"""Opening the database, and the two kinds of session: one that reads, one that may write.

SQLite: WAL, every commit on disk, foreign keys on. A writing session takes the write lock at its first statement
(`BEGIN IMMEDIATE`), never half-way, and threads of one process queue for it fairly instead of polling the file.
"""

from __future__ import annotations  # Lock is no class before Python 3.13

import sqlite3
from threading import Lock
from typing import cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from rs_tracker.store import tenancy

BUSY_SECONDS = 20
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=8000",  # 32 MB: folding the log in is rarer than a save, which writes some twenty pages
    "recursive_triggers=ON",  # else REPLACE takes rows away behind the back of the triggers that keep them
    f"busy_timeout={BUSY_SECONDS * 1000}",
)

# The writing face of each engine, and the lock that its threads queue for (SQLite only).
_writers: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()
_locks: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
# The secret under which the associations' keys lie sealed; sessions carry it, so that no service needs it as argument.
_secrets: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


class DatabaseBusy(RuntimeError):
    """The write lock was not to be had in time; nothing was written."""


class WriteSession(Session):
    """A session whose transaction may write. Queues for SQLite's one write lock inside this process."""

    held: Lock | None = None

    def close(self) -> None:
        super().close()
        self.let_go()

    def let_go(self) -> None:
        """Give the process's write lock to the next thread."""
        if self.held is not None:
            self.held.release()
            self.held = None


def open_engine(url: str, *, echo: bool = False, ledger_secret: bytes | None = None) -> Engine:
    """The engine for a database URL (`sqlite:///FILE` or `postgresql+psycopg://…`), with its guards attached.

    Its sessions carry `ledger_secret` as `db.info["ledger_secret"]`; without it they cannot sign.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, echo=echo, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, echo=echo, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=8)
    tenancy.guard(engine)
    _writers[engine] = writer = engine.execution_options(is_write=True)
    if engine.dialect.name == "sqlite":
        _locks[writer] = Lock()
    if ledger_secret is not None:
        _secrets[engine] = ledger_secret
    return engine


def ledger_secret(engine: Engine) -> bytes | None:
    """The secret with which the engine was opened."""
    return _secrets.get(engine)


def reading(engine: Engine) -> Session:
    """A session for questions only; the caller closes it."""
    return Session(engine, expire_on_commit=False, info={"ledger_secret": _secrets.get(engine)})


def writing(engine: Engine) -> WriteSession:
    """A session for one change: commit it, or close it to take everything back."""
    return WriteSession(_writers[engine], expire_on_commit=False, info={"ledger_secret": _secrets.get(engine)})


def asking(db: Session) -> Connection:
    """The session's connection, for questions about plain columns that every request asks.

    The ORM's own look at each statement costs about as much as SQLite takes to answer it.
    """
    connection = db.info.get("connection")
    if connection is None or connection.closed or db.in_nested_transaction():
        connection = db.info["connection"] = db.connection()
    return cast(Connection, connection)


def changing(db: Session) -> Connection:
    """The same for plain changes; the session remembers that something was written."""
    db.info["wrote"] = True
    return asking(db)


@event.listens_for(WriteSession, "after_transaction_create")
def _queue(db: WriteSession, transaction: SessionTransaction) -> None:
    lock = _locks.get(cast(Engine, db.bind))
    if lock is None or transaction.parent is not None or db.held is not None:
        return
    if not lock.acquire(timeout=BUSY_SECONDS):
        raise DatabaseBusy("the database is busy; nothing was saved, please try again")
    db.held = lock


@event.listens_for(WriteSession, "after_transaction_end")
def _leave(db: WriteSession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        db.let_go()


@event.listens_for(WriteSession, "after_flush")
def _note_flush(db: WriteSession, flush: UOWTransaction) -> None:
    db.info["wrote"] = True


@event.listens_for(WriteSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info["wrote"] = True


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("is_write", False)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
    except OperationalError as fault:
        if getattr(fault.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        raise DatabaseBusy("another process holds the database; nothing was saved, please try again") from fault
