"""Bringing a database to a revision: the one caller of the migration library.

Alembic is heavy and needed only here, so it is imported when a migration runs and not at the start of every command.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, inspect, text

from rs_tracker.store.engine import ledger_secret


class SecretMissing(RuntimeError):
    """A migration has to sign or seal something, and the engine was opened without the secret for it."""


def migrate(engine: Engine, folder: Path, revision: str = "head") -> None:
    """Upgrade (or, for an older revision, downgrade) to `revision`; `folder` holds the migrations.

    Migrations that sign take the secret the engine was opened with. Raises SecretMissing where there is none.
    """
    command = import_module("alembic.command")
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(folder))
    with engine.execution_options(spans_associations=True).connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["ledger_secret"] = ledger_secret(engine)
        is_down = revision == "base" or revision.startswith("-")
        with _without_foreign_keys(connection):
            (command.downgrade if is_down else command.upgrade)(config, revision)
            connection.commit()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it; while the old one is gone, rows elsewhere that point to it must not mind.

    Nothing is taken on trust for that: every key is looked at before they are switched on again.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if lost:
        raise RuntimeError(f"after the migration {len(lost)} rows point to nothing, the first in {lost[0][0]}")


def current(connection: Connection) -> str | None:
    """The revision a database is at, or None if it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def head(folder: Path) -> str:
    """The newest revision in the migrations' folder."""
    script = import_module("alembic.script").ScriptDirectory(str(folder))
    return str(script.get_current_head())
