"""`rs-tracker demo`: make the demo and serve it on this computer alone. Needs no settings and takes none but PORT."""

import os
import secrets
import socket
from pathlib import Path

import click

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.commands import server, settings
from rs_tracker.commands.demo import database, play
from rs_tracker.commands.demo.cast import PASSWORD
from rs_tracker.layout import MIGRATIONS, Config, ConfigError
from rs_tracker.store import schema
from rs_tracker.store.engine import open_engine

HOST = "127.0.0.1"
ACCOUNTS = (
    ("alice@example.org", "logs her supervision in Alabama"),
    ("bob@example.org", "supervises in Alabama and Texas"),
    ("charlie@example.org", "logs in Alabama; a stranger to Bob"),
    ("dana@example.org", "coordinates First 5 Alabama"),
    ("erin@example.org", "coordinates First3Years, Texas"),
)


@click.command()
@click.option(
    "--database",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("instance/demo.sqlite"),
    show_default=True,
    help="Where the demo is made; a demo that is there is made anew.",
)
@click.option("--no-serve", is_flag=True, help="Only make the database.")
def demo(file: Path, no_serve: bool) -> None:
    """Two associations, sixty people, two years of sessions, on http://localhost:8000 (PORT=)."""
    config = _settings(file)
    if not no_serve:
        _check_port(config.port)
    click.echo("Making two associations, sixty people and two years of sessions …")
    _make(config, file)
    if no_serve:
        click.echo(f"The demo is in {file}.")
        return
    click.echo(_welcome(config))
    server.run(config)


def _settings(file: Path) -> Config:
    """The demo's own settings, also for the server's process; what the environment says of others does not matter."""
    for name in [*os.environ]:
        if name.startswith("RS_") or name in ("DATABASE_URL", "SIGN_UP"):
            del os.environ[name]
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{file}",
        "RS_SECRET_KEY": secrets.token_urlsafe(48),
        "RS_DEMO": "1",
        "RS_HOST": HOST,
        "RS_LOG_LEVEL": "WARNING",
        "SIGN_UP": "open",
    }
    try:
        return Config.from_env(os.environ)
    except ConfigError as fault:
        raise settings.Fault(str(fault)) from None


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            raise settings.Fault(f"Port {port} cannot be used ({fault.strerror}). Choose another: PORT=8123.") from None


def _make(config: Config, file: Path) -> None:
    try:
        database.begin_anew(file)
    except database.NotADemo:
        raise settings.Fault(f"{file} is not a demo: it is left as it is. Choose another file (--database).") from None
    except database.InUse:
        raise settings.Fault(f"A demo runs on {file}. Stop it first, or choose another file (--database).") from None
    engine = open_engine(config.database_url, ledger_secret=config.ledger_secret)
    schema.migrate(engine, MIGRATIONS)
    jobs.seed_associations(engine)
    play.fill(engine, clock.now())
    engine.dispose()


def _welcome(config: Config) -> str:
    accounts = "\n".join(f"  {address:<22}{what}" for address, what in ACCOUNTS)
    return f"""
  {config.base_url}

{accounts}

  password of each: {PASSWORD}
  mail that would be sent: {config.base_url}/demo/mail
  Ctrl+C ends it; starting again makes everything anew.
"""
