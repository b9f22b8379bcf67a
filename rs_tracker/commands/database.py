"""`rs-tracker migrate`, `doctor` and `verify`: the state of an installation, in sentences."""

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.commands import checkup, records, settings
from rs_tracker.layout import MIGRATIONS
from rs_tracker.store import engine as store
from rs_tracker.store import schema


@click.command()
def migrate() -> None:
    """Bring the database to this release and make every rule pack an association."""
    config = settings.read()
    engine = settings.database(config, is_new=True)
    schema.migrate(engine, MIGRATIONS)
    click.echo(f"The database is at {schema.head(MIGRATIONS)}. {jobs.seed_associations(engine)}")


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit 1 if anything is."""
    config = settings.read()
    findings = checkup.examine(config, settings.database(config), clock.now())
    for finding in findings:
        click.echo(f"{'ok ' if finding.is_well else 'BAD'}  {finding.sentence}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


@click.command()
def verify() -> None:
    """Recompute every stored record of this database: exit 0 if all hold, 1 if one does not, 2 if it cannot be read."""
    engine = settings.database(settings.read())
    db = store.reading(engine)
    try:
        outcome = records.verify(db)
    except SQLAlchemyError as fault:
        raise settings.Fault(f"The database cannot be read to its end: {type(fault).__name__}.") from None
    finally:
        db.close()
    for sentence in outcome.sentences:
        click.echo(sentence)
    sys.exit(0 if outcome.holds else 1)
