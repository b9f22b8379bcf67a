"""`rs-tracker import log`: a spreadsheet that somebody kept, read, shown row by row, and saved after a yes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.commands import settings
from rs_tracker.commands.acting import actor_of
from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.domain.facts import BadFact
from rs_tracker.domain.hours import decimal_hours
from rs_tracker.features.entries import sheet_import, sheet_plan
from rs_tracker.features.entries.sheet_import import Preview, Unreadable
from rs_tracker.features.entries.sheet_people import NEW
from rs_tracker.features.entries.sheet_plan import PlannedRow
from rs_tracker.features.people import queries as people
from rs_tracker.store import engine as store

MONTH_FIRST, DAY_FIRST = "month-first", "day-first"
FAULTS = {
    sheet_plan.NO_DATE: "no date",
    sheet_plan.BAD_DATE: "not a date",
    sheet_plan.WHICH_ORDER: "month or day first?",
    sheet_plan.AHEAD: "in the future",
    sheet_plan.NO_LENGTH: "no length",
    sheet_plan.BAD_LENGTH: "not a length",
    sheet_plan.TOO_LONG: "longer than a day",
    sheet_plan.NO_SUPERVISOR: "no supervisor",
    sheet_plan.NO_SIZE: "a group without its size",
    sheet_plan.OTHER: "cannot have been",
}
NOTES = {
    sheet_plan.KNOWN: "imported before",
    sheet_plan.TWIN: "the same supervisor and day as another session",
    sheet_plan.ROUNDED: "rounded to the minute",
}
UNREADABLE = {
    "too-large": "it is larger than 5 MB",
    "empty": "there is nothing in it",
    "old-excel": "it is in Excel's old format; save it as .xlsx or .csv",
    "not-a-spreadsheet": "it is neither CSV nor XLSX",
    "broken": "it is damaged",
    "too-many-rows": "it has more than 5,000 rows",
}


@click.group("import")
def import_group() -> None:
    """Bring in what people kept elsewhere."""


@import_group.command("log")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--person", required=True, metavar="EMAIL", help="Whose log it is.")
@click.option("--association", "association_id", required=True, metavar="ID", help="Where it is logged.")
@click.option(
    "--day-order", type=click.Choice([MONTH_FIRST, DAY_FIRST]), help="How to read 3/4/2024 if nothing else tells."
)
@click.option("--yes", is_flag=True, help="Save without asking.")
def import_log(file: Path, person: str, association_id: str, day_order: str | None, yes: bool) -> None:
    """Add the sessions of a CSV or XLSX file to a person's log, unsigned. A second run adds nothing."""
    engine = settings.database(settings.read())
    content, now = file.read_bytes(), clock.now()
    db = store.reading(engine)
    try:
        actor = _owner(db, person, association_id)
        found = _read(db, actor, file, content, day_order, now, may_ask=not yes)
    finally:
        db.close()
    for line in _told(found):
        click.echo(line)
    if not found.plan.added:
        return
    if not yes:
        click.confirm("Save these sessions?", abort=True)
    click.echo(_save(store.writing(engine), actor, found, content, now))


def _owner(db: Session, email: str, association_id: str) -> Actor:
    person_id = people.by_email(db, email)
    if person_id is None:
        raise settings.Fault(f"Nobody has the address {email}.")
    actor = actor_of(db, person_id, association_id)
    if SUPERVISEE not in actor.roles:
        raise settings.Fault(f"{email} keeps no log in {association_id}. See `rs-tracker association list`.")
    return actor


def _read(
    db: Session,
    actor: Actor,
    file: Path,
    content: bytes,
    day_order: str | None,
    now: datetime,
    *,
    may_ask: bool,
) -> Preview:
    try:
        found = sheet_import.preview(db, actor, file.name, content, None, now)
    except Unreadable as fault:
        raise settings.Fault(f"{file} cannot be read: {UNREADABLE[fault.code]}.") from None
    if found.plan.is_order_open and day_order is None:
        if not may_ask:
            raise settings.Fault(
                f"Dates like 3/4/2024 can be read in two ways here: add --day-order {MONTH_FIRST} or {DAY_FIRST}."
            )
        day_order = click.prompt("Is 3/4/2024 March 4 or April 3?", type=click.Choice([MONTH_FIRST, DAY_FIRST]))
    if day_order is None:
        return found
    choices = replace(found.plan.choices, is_day_first=day_order == DAY_FIRST)
    return sheet_import.preview(db, actor, file.name, content, choices, now)


def _told(found: Preview) -> Iterator[str]:
    """The preview: each row with what it would add or why it cannot, the supervisors, and the sums."""
    plan = found.plan
    yield from (_line(row) for row in plan.rows)
    yield ""
    for one in plan.people:
        if one.name:
            known = "new here" if one.person_id == NEW else "known"
            yield f"{one.name}: {one.times} {_rows(one.times)}, {known}"
    yield f"{len(plan.added)} sessions to add, {decimal_hours(plan.minutes)} hours, none of them signed."
    if plan.known:
        yield f"{len(plan.known)} {_rows(len(plan.known))} imported before."
    if plan.faulty:
        yield f"{len(plan.faulty)} {_rows(len(plan.faulty))} with a fault, left out."


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _line(row: PlannedRow) -> str:
    said = f"row {row.number:>4}  {row.day[:20]:<20}  {row.length[:14]:<14}  {row.who[:30]:<30}"
    if row.faults:
        return f"{said}  FAULT: {', '.join(FAULTS[fault] for fault in row.faults)}"
    read = f"{row.draft.held_on} {row.draft.minutes} min" if row.draft else ""
    return "  ".join((said, read, ", ".join(NOTES[note] for note in row.notes))).rstrip()


def _save(db: store.WriteSession, actor: Actor, found: Preview, content: bytes, now: datetime) -> str:
    """Read once more under the write lock, so that of two imports at once the second adds nothing, and save."""
    try:
        plan = sheet_import.preview(db, actor, found.file_name, content, found.plan.choices, now).plan
        done = sheet_import.save(db, actor, plan, now)
        db.commit()
    except BadFact:
        raise settings.Fault("The log names its own owner as supervisor; nothing was saved.") from None
    finally:
        db.close()
    return f"{done.added} sessions were added; each waits for its supervisor's signature."
