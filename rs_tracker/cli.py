"""The command line: what an operator types. Reads the environment once and speaks in sentences."""

import os
from pathlib import Path

import click

from rs_tracker import jobs
from rs_tracker.layout import MIGRATIONS, Config, ConfigError
from rs_tracker.store import engine as store
from rs_tracker.store import schema


def settings() -> Config:
    """The settings of this installation; a fault ends the command with its sentence and exit code 2."""
    try:
        return Config.from_env(os.environ)
    except ConfigError as fault:
        raise click.UsageError(str(fault)) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rs-tracker")
def main() -> None:
    """The log of reflective supervision hours toward the endorsement."""


@main.command()
def migrate() -> None:
    """Bring the database to this release and seed the associations of its rule packs."""
    config = settings()
    if config.database_url.startswith("sqlite:///"):
        Path(config.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = store.open_engine(config.database_url)
    schema.migrate(engine, MIGRATIONS)
    click.echo(f"The database is at {schema.head(MIGRATIONS)}. {jobs.seed_associations(engine)}")
