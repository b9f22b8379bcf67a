"""An uploaded log between its preview and its confirmation, and saving it: all rows at once, a second time none."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters.spreadsheet import Sheet, Unreadable, read
from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.facts import BadFact
from rs_tracker.features.entries import service
from rs_tracker.features.entries.choices import offer
from rs_tracker.features.entries.sheet_columns import guess
from rs_tracker.features.entries.sheet_people import NEW
from rs_tracker.features.entries.sheet_plan import Choices, Known, Plan, first_choices, plan, read_choices
from rs_tracker.features.people import queries as people_queries
from rs_tracker.features.people import service as people
from rs_tracker.store.tables import Entry, LogUpload

__all__ = [
    "BadFact",
    "Outcome",
    "Preview",
    "Unreadable",
    "choose",
    "forget",
    "look",
    "preview",
    "read",
    "save",
    "upload",
]

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """A file, read with the choices made so far."""

    file_name: str
    sheets: list[Sheet]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: sessions added, rows known before, rows with a fault."""

    added: int
    known: int
    faulty: int


def upload(db: Session, actor: Actor, file_name: str, content: bytes, now: datetime) -> str:
    """Keep a file for its preview, at most a day; the upload's id. Raises Unreadable. Earlier uploads are forgotten."""
    choices = first_choices(read(content))
    db.execute(delete(LogUpload).where(*_mine(actor)))
    row = LogUpload(
        association_id=actor.association,
        id=str(uuid4()),
        person_id=actor.person_id,
        file_name=file_name[-200:],
        content=content,
        choices=choices.written(),
        created_at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def look(db: Session, actor: Actor, upload_id: str, now: datetime) -> Preview | None:
    """The actor's upload as it would be saved now, or None if there is none (any more)."""
    row = db.execute(
        select(LogUpload.file_name, LogUpload.content, LogUpload.choices).where(
            *_mine(actor), LogUpload.id == upload_id, LogUpload.created_at > now - KEPT
        )
    ).first()
    return preview(db, actor, row.file_name, row.content, read_choices(row.choices), now) if row else None


def preview(
    db: Session, actor: Actor, file_name: str, content: bytes, choices: Choices | None, now: datetime
) -> Preview:
    """A file read for this actor; without choices, as the file itself suggests. Raises Unreadable."""
    sheets = read(content)
    chosen = choices or first_choices(sheets)
    return Preview(file_name, sheets, plan(sheets, chosen, _known(db, actor), service.latest_day(actor, now)))


def choose(db: Session, actor: Actor, upload_id: str, seen: Preview, choices: Choices) -> None:
    """Keep what the person chose about their upload; another sheet has columns of its own, guessed anew."""
    if choices.sheet != seen.plan.choices.sheet and 0 <= choices.sheet < len(seen.sheets):
        found = guess(seen.sheets[choices.sheet])
        choices = replace(choices, heading_row=found.heading_row, of=found.of)
    db.execute(update(LogUpload).where(*_mine(actor), LogUpload.id == upload_id).values(choices=choices.written()))


def forget(db: Session, actor: Actor, upload_id: str) -> None:
    """Throw an upload away."""
    db.execute(delete(LogUpload).where(*_mine(actor), LogUpload.id == upload_id))


def save(db: Session, actor: Actor, found: Plan, now: datetime) -> Outcome:
    """Add every row without a fault that is not known yet, unsigned; supervisors nobody knows are named and invited.

    Raises BadFact (`provider`) if the log names its own owner as supervisor.
    """
    ids = _named(db, actor, found, now)
    drafts = [
        replace(row.draft, provider_id=ids.get(row.who, row.draft.provider_id)) for row in found.added if row.draft
    ]
    checked = service.checked_all(db, actor, drafts, now)
    lines = [(str(uuid4()), draft, name, row.key) for row, (draft, name) in zip(found.added, checked, strict=True)]
    added = service.add_lines(db, actor, lines, now, "entry.imported") if lines else 0
    return Outcome(added, len(found.known), len(found.faulty))


def _named(db: Session, actor: Actor, found: Plan, now: datetime) -> dict[str, str]:
    """The ids of those who are new, by the name typed: each is named once, however many rows name them."""
    needed = {row.who for row in found.added if row.draft and row.draft.provider_id == NEW}
    try:
        return {
            one.name: people.name_supervisor(db, actor, one.name, one.email or None, now)
            for one in found.people
            if one.name in needed
        }
    except people.NamedOneself:
        raise BadFact("provider", "the log names its owner as supervisor") from None


def _known(db: Session, actor: Actor) -> Known:
    mine = people_queries.supervisors_of(db, actor.association, actor.person_id)
    offered = offer(db, actor)
    others = [(one.id, one.name, None) for one in offered.others]
    rows = db.execute(
        select(Entry.provider_id, Entry.held_on, Entry.format, Entry.import_key, Entry.state).where(
            Entry.association_id == actor.association, Entry.person_id == actor.person_id
        )
    ).all()
    return Known(
        people=(*((row.person_id, row.name, row.email) for row in mine), *others),
        sessions=frozenset(
            (row.provider_id, row.held_on, row.format) for row in rows if row.state != lifecycle.REMOVED
        ),
        keys=frozenset(row.import_key for row in rows if row.import_key is not None),
    )


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LogUpload.association_id == actor.association, LogUpload.person_id == actor.person_id
