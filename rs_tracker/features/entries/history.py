"""What happened to one entry: every version, who signed it, when it came back and why."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries import vouches
from rs_tracker.store import called
from rs_tracker.store.endings import STRUCK
from rs_tracker.store.tables import (
    Attestation,
    AttestationEnd,
    Cancellation,
    Entry,
    EntryVersion,
    Person,
    SentBack,
    SignIntent,
    Strike,
)

LOGGED, CORRECTED, SIGNED, RETURNED = "logged", "corrected", "signed", "returned"
WRITTEN = "written"  # into the log by its supervisor, from a group sheet
WITHDRAWN, VOIDED = lifecycle.WITHDRAWN, lifecycle.VOIDED
BY_STAND_IN, BY_OFFICE, DROPPED = "stand-in", "office", "dropped"  # confirmed in the supervisor's place; no more
# What happened in one instant is told in this order.
ORDER = (LOGGED, WRITTEN, CORRECTED, BY_STAND_IN, BY_OFFICE, DROPPED, SIGNED, WITHDRAWN, VOIDED, RETURNED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a version says."""

    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    provider_name: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `said` is there when a version was written, `reason` and `words` when it came back, or
    when its signature was cancelled or struck.
    """

    what: str
    at: datetime
    version: int
    by_name: str
    said: Said | None = None
    reason: str | None = None
    words: str | None = None


def history(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    """Everything that happened to the actor's own entry, the newest first; empty for anybody else's."""
    found = [*_versions(db, actor, entry_id)]
    if not found:
        return []
    found += _signatures(db, actor, entry_id)
    found += _returns(db, actor, entry_id)
    found += _endings(db, actor, entry_id)
    found += _vouches(db, actor, entry_id)
    return sorted(found, key=lambda event: (event.at, event.version, ORDER.index(event.what)), reverse=True)


def last_return(events: list[Event]) -> Event | None:
    """The return that the newest version has not been answered for: none after a correction."""
    newest = max((event.version for event in events), default=0)
    return next((event for event in events if event.what == RETURNED and event.version == newest), None)


def last_end(events: list[Event]) -> Event | None:
    """How the newest signature ended; None while one stands, and where there never was any."""
    told = next((event for event in events if event.what in (SIGNED, WITHDRAWN, VOIDED)), None)
    return told if told is not None and told.what != SIGNED else None


def vouch(events: list[Event]) -> Event | None:
    """The newest confirmation in the supervisor's place, whether or not it still stands."""
    return next((event for event in events if event.what in (BY_STAND_IN, BY_OFFICE)), None)


def _vouches(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    found: list[Event] = []
    for one in vouches.given(db, actor.association, entry_id):
        found.append(Event(BY_OFFICE if one.is_offices else BY_STAND_IN, one.at, one.version, one.by_name))
        if one.ended_at is not None:
            found.append(Event(DROPPED, one.ended_at, one.version, one.by_name, reason=None))
    return found


def _versions(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    author = aliased(Person)
    rows = db.execute(
        select(
            EntryVersion.version,
            EntryVersion.created_at,
            EntryVersion.held_on,
            EntryVersion.minutes,
            EntryVersion.kind,
            EntryVersion.format,
            EntryVersion.group_size,
            EntryVersion.medium,
            called.provider(Entry.association_id, Entry.person_id).label("name"),
            EntryVersion.provider_id,
            EntryVersion.author_id,
            author.name.label("author_name"),
        )
        .join(Entry, (Entry.association_id == EntryVersion.association_id) & (Entry.id == EntryVersion.entry_id))
        .outerjoin(Person, Person.id == EntryVersion.provider_id)
        .outerjoin(author, author.id == EntryVersion.author_id)
        .where(Entry.association_id == actor.association, Entry.id == entry_id, Entry.person_id == actor.person_id)
    ).all()
    return [
        Event(
            what=CORRECTED if row.version > 1 else WRITTEN if row.author_id == row.provider_id else LOGGED,
            at=row.created_at,
            version=row.version,
            by_name=row.author_name or "",
            said=Said(row.held_on, row.minutes, row.kind, row.format, row.group_size, row.medium, row.name or ""),
        )
        for row in rows
    ]


def _signatures(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    rows = db.execute(
        select(Attestation.version, Attestation.signed_at, Person.name)
        .join(Person, Person.id == Attestation.signer_id)
        .where(Attestation.association_id == actor.association, Attestation.entry_id == entry_id)
    ).all()
    return [Event(SIGNED, row.signed_at, row.version, row.name) for row in rows]


def _returns(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    rows = db.execute(
        select(SentBack.version, SentBack.at, SentBack.reason, SentBack.words, Person.name)
        .join(Person, Person.id == SentBack.by_id)
        .where(SentBack.association_id == actor.association, SentBack.entry_id == entry_id)
    ).all()
    return [Event(RETURNED, row.at, row.version, row.name, reason=row.reason, words=row.words) for row in rows]


def _endings(db: Session, actor: Actor, entry_id: str) -> list[Event]:
    """Signatures that were cancelled or struck, in whose name, and the words that went with it."""
    rows = db.execute(
        select(
            AttestationEnd.version,
            AttestationEnd.at,
            AttestationEnd.how,
            AttestationEnd.reason,
            Person.name,
            func.coalesce(Cancellation.words, Strike.words).label("words"),
        )
        .outerjoin(Person, Person.id == AttestationEnd.by_id)
        .outerjoin(Cancellation, _goes_with(Cancellation) & Cancellation.intent_id.in_(_used(actor)))
        .outerjoin(Strike, _goes_with(Strike) & (Strike.outcome == STRUCK))
        .where(AttestationEnd.association_id == actor.association, AttestationEnd.entry_id == entry_id)
    ).all()
    return [Event(row.how, row.at, row.version, row.name or "", reason=row.reason, words=row.words) for row in rows]


def _goes_with(table: type[Cancellation] | type[Strike]) -> ColumnElement[bool]:
    return (
        (table.association_id == AttestationEnd.association_id)
        & (table.entry_id == AttestationEnd.entry_id)
        & (table.version == AttestationEnd.version)
    )


def _used(actor: Actor) -> Select[str]:
    """Statements that were signed: a supervisor may have begun to cancel more than once."""
    begun = select(Cancellation.intent_id).where(Cancellation.association_id == actor.association)
    return select(SignIntent.id).where(SignIntent.id.in_(begun), SignIntent.used_at.is_not(None))
