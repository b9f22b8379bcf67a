"""Bringing a database to a revision: the one caller of the migration library.

Alembic is heavy and needed only here, so it is imported when a migration runs and not at the start of every command.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text


def migrate(engine: Engine, folder: Path, revision: str = "head") -> None:
    """Upgrade (or, for an older revision, downgrade) to `revision`; `folder` holds the migrations."""
    command = import_module("alembic.command")
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(folder))
    with engine.execution_options(spans_associations=True).connect() as connection:
        config.attributes["connection"] = connection
        is_down = revision == "base" or revision.startswith("-")
        (command.downgrade if is_down else command.upgrade)(config, revision)
        connection.commit()


def current(connection: Connection) -> str | None:
    """The revision a database is at, or None if it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def head(folder: Path) -> str:
    """The newest revision in the migrations' folder."""
    script = import_module("alembic.script").ScriptDirectory(str(folder))
    return str(script.get_current_head())
