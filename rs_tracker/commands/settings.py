"""What commands share: the settings of this installation, and its database when it is ready."""

import os
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from rs_tracker.layout import MIGRATIONS, Config, ConfigError
from rs_tracker.store import schema
from rs_tracker.store.engine import open_engine

OTHER_SEAL = (
    "RS_LEDGER_KEY is not the one under which the signing keys were sealed, so nothing can be signed. Put the old one "
    "back; if it is lost, only `rs-tracker keys revoke` with the paper root key begins a new key."
)


class Fault(click.ClickException):
    """A fault with a sentence; exit code 2, as for a mistyped command."""

    exit_code = 2


def read() -> Config:
    """The settings; a fault ends the command with its sentence and exit code 2."""
    try:
        return Config.from_env(os.environ)
    except ConfigError as fault:
        raise Fault(str(fault)) from None


def database(config: Config, *, is_new: bool = False) -> Engine:
    """The engine of this installation. Unless `is_new`, the database must stand and be at this release."""
    path = config.database_url.removeprefix("sqlite:///")
    if path != config.database_url:
        if is_new:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        elif not Path(path).is_file():
            raise Fault(f"There is no database at {path}. Run `rs-tracker migrate` first.")
    engine = open_engine(config.database_url, ledger_secret=config.ledger_secret)
    click.get_current_context().call_on_close(engine.dispose)
    if is_new:
        return engine
    try:
        with engine.connect() as connection:
            found = schema.current(connection)
    except SQLAlchemyError as fault:
        raise Fault(f"The database cannot be opened: {type(fault).__name__}. Check DATABASE_URL.") from None
    newest = schema.head(MIGRATIONS)
    if found != newest:
        raise Fault(f"The database is at {found or 'nothing'}, this release needs {newest}. Run `rs-tracker migrate`.")
    return engine
