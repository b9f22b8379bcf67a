"""`rs-tracker export`: the files of the pages, byte for byte, for who has the server but no browser at hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.commands import settings
from rs_tracker.features.exports import service as exports
from rs_tracker.features.exports.lines import Period
from rs_tracker.features.exports.words import words
from rs_tracker.features.ledger import checkpoints, keys, whole
from rs_tracker.features.people import queries as people
from rs_tracker.features.people.memberships import places_of
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association

A_DAY = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., Any]


def _options(command: Command) -> Command:
    for option in (
        click.option(
            "--output", type=click.File("wb", lazy=True), default="-", help="A file instead of standard output."
        ),
        click.option("--association", "association_id", required=True, metavar="ID", help="Of which association."),
    ):
        command = option(command)
    return command


@click.group()
def export() -> None:
    """Write files. What the office may not see is not in its file; each file leaves a line in the trail."""


@export.command("hours")
@_options
def export_hours(association_id: str, output: BinaryIO) -> None:
    """Hours by person, as the coordinator downloads them."""
    with _reading(association_id, "hours") as db:
        exports.export_hours(db, association_id, output, words())


@export.command("log")
@click.option("--person", required=True, metavar="EMAIL", help="Whose log.")
@click.option("--from", "first", type=A_DAY, help="The first day (2026-01-01).")
@click.option("--to", "last", type=A_DAY, help="The last day.")
@_options
def export_log(
    association_id: str, output: BinaryIO, person: str, first: datetime | None, last: datetime | None
) -> None:
    """One person's log, as they download it themselves."""
    period = Period(first.date() if first else None, last.date() if last else None)
    with _reading(association_id, "log", person) as db:
        site = f"{settings.read().base_url}/verify/"
        exports.export_log(db, association_id, _member(db, person, association_id), output, words(), site, period)


@export.command("ledger")
@click.argument("association_id", metavar="ASSOCIATION")
@click.option("--output", type=click.File("wb", lazy=True), default="-", help="A file instead of standard output.")
def export_ledger(association_id: str, output: BinaryIO) -> None:
    """Every row of an association's ledger with its signature, for `rs-tracker verify --full` and other software.

    A checkpoint is made of where it ends, so that what was given away can be proven later.
    """
    with _reading(association_id, "ledger") as db:
        _checkpoint(db.get_bind().engine, association_id)
        output.writelines(whole.lines(db, association_id))


def _checkpoint(engine: Engine, association_id: str) -> None:
    db = store.writing(engine)
    try:
        checkpoints.checkpoint(db, association_id, clock.now())
        db.commit()
    except (keys.SecretMissing, keys.WrongSecret):
        raise settings.Fault(settings.OTHER_SEAL) from None
    finally:
        db.close()


@contextmanager
def _reading(association_id: str, what: str, email: str | None = None) -> Iterator[Session]:
    """A session to read with; the trail's line comes first, so that no file is without one."""
    engine = settings.database(settings.read())
    _note(engine, association_id, what, email)
    db = store.reading(engine)
    try:
        yield db
    finally:
        db.close()


def _note(engine: Engine, association_id: str, what: str, email: str | None) -> None:
    db = store.writing(engine)
    try:
        if db.scalar(select(Association.id).where(Association.id == association_id)) is None:
            raise settings.Fault(f"There is no association {association_id}. See `rs-tracker association list`.")
        person_id = _member(db, email, association_id) if email else None
        exports.note_download(db, None, association_id, what, clock.now(), person_id=person_id)
        db.commit()
    finally:
        db.close()


def _member(db: Session, email: str, association_id: str) -> str:
    person_id = people.by_email(db, email)
    if person_id is None or association_id not in places_of(db, person_id):
        raise settings.Fault(f"Nobody in {association_id} has the address {email}.")
    return person_id
