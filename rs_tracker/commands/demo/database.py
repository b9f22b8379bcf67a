"""The demo's own database file: marked inside, so that nothing else is ever deleted by mistake."""

import sqlite3
from pathlib import Path

# What `PRAGMA application_id` of a demo says; SQLite keeps it in the file's header and no other database has it.
MARK = int.from_bytes(b"rsdm", "big")
BESIDE = ("", "-wal", "-shm", "-journal")


class NotADemo(ValueError):
    """There is a file of that name which this command did not make."""


class InUse(RuntimeError):
    """Another process has this demo open."""


def begin_anew(path: Path) -> None:
    """Delete the demo at `path`, if there is one, and put an empty marked database there.

    Raises NotADemo for any other file, which is left as it is, and InUse while a demo runs on it.
    """
    if path.exists():
        _check(path)
        for ending in BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {MARK}")
    finally:
        connection.close()


def is_demo(path: Path) -> bool:
    """Whether this file is a database that `rs-tracker demo` made."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0] == MARK)
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False


def _check(path: Path) -> None:
    if not path.is_file() or path.stat().st_size == 0 or not is_demo(path):
        raise NotADemo(str(path))
    connection = sqlite3.connect(path, timeout=0)
    try:
        # Leaving write-ahead logging needs the file for oneself alone; a running server has it open.
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as fault:
        raise InUse(str(path)) from fault
    finally:
        connection.close()
