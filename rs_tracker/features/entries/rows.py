"""Writing entries, their versions and disclosures: few plain statements, because every save waits for the disk."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, and_, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.record import Version, canonical, commitment, spelled
from rs_tracker.store.engine import changing
from rs_tracker.store.tables import Disclosure, Entry, EntryVersion, Person

ENTRY = cast(Table, Entry.__table__)
VERSION = cast(Table, EntryVersion.__table__)
DISCLOSURE = cast(Table, Disclosure.__table__)
# What the entry repeats of its newest version, so that lists read one table.
REPEATED = ("held_on", "minutes", "kind", "format", "provider_id")

# Built once: every save writes one of each.
_NEW_ENTRY = {
    name: dialect.insert(ENTRY).on_conflict_do_nothing().returning(ENTRY.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_NEW_VERSION = insert(VERSION)
_NEW_DISCLOSURE = insert(DISCLOSURE)
_FIELDS = tuple(Version.__dataclass_fields__)


def add_entry(db: Session, actor: Actor, entry_id: str, draft: Draft, now: datetime) -> bool:
    """Put a waiting entry in; False if the id is there already. A twin that is being written is waited for."""
    return bool(add_entries(db, actor, [(entry_id, draft, None)], now))


def add_entries(
    db: Session, actor: Actor, said: Sequence[tuple[str, Draft, str | None]], now: datetime
) -> frozenset[str]:
    """Put waiting entries in: id, draft, import key. The ids of those that were not there, by id or by key."""
    values = [
        {
            "association_id": actor.association,
            "id": entry_id,
            "person_id": actor.person_id,
            "state": lifecycle.WAITING,
            "version": 1,
            "returns": 0,
            "import_key": import_key,
            "created_at": now,
            "changed_at": now,
            **repeated(draft),
        }
        for entry_id, draft, import_key in said
    ]
    connection = changing(db)
    return frozenset(connection.scalars(_NEW_ENTRY[connection.dialect.name], values))


def add_version(db: Session, actor: Actor, entry_id: str, number: int, draft: Draft, name: str, now: datetime) -> None:
    """Write version `number` of an entry for ever; `name` is the supervisor's, kept apart where it can be erased."""
    add_versions(db, actor, [(entry_id, number, draft, name)], now)


def add_versions(db: Session, actor: Actor, said: Sequence[tuple[str, int, Draft, str]], now: datetime) -> None:
    """Write many versions: entry id, version, what was said, the supervisor's name (empty if there is none)."""
    written: list[tuple[Version, bytes, str]] = []
    for entry_id, number, draft, name in said:
        salt = token_bytes(16)
        version = _version(actor, entry_id, number, draft, commitment(salt, name) if name else None, now)
        written.append((version, salt, name))
    write_versions(db, written)


def write_versions(db: Session, written: Sequence[tuple[Version, bytes, str]]) -> None:
    """Write versions as they stand, each with the salt of its commitment and the supervisor's name (empty: none)."""
    versions: list[dict[str, Any]] = []
    disclosures = [_disclosure(version, salt, name) for version, salt, name in written if name]
    for version, _salt, _name in written:
        body, sha256 = canonical(version)
        versions.append({column: getattr(version, column) for column in _FIELDS} | {"body": body, "sha256": sha256})
    connection = changing(db)
    connection.execute(_NEW_VERSION, versions)
    if disclosures:
        connection.execute(_NEW_DISCLOSURE, disclosures)


def change_head(db: Session, association_id: str, entry_id: str, now: datetime, **values: Any) -> None:
    """Change the mutable columns of an entry."""
    db.execute(
        update(ENTRY)
        .where(ENTRY.c.association_id == association_id, ENTRY.c.id == entry_id)
        .values(changed_at=now, **values)
    )


def stand_by_signed(db: Session, association_id: str, entry_id: str) -> None:
    """Let an entry repeat its signed version again, because the newer one came back or was let go."""
    signed = db.execute(
        select(
            *(VERSION.c[name] for name in REPEATED if name != "provider_id"),
            func.coalesce(Person.joined_to, VERSION.c.provider_id).label("provider_id"),
        )
        .join(ENTRY, and_(ENTRY.c.association_id == VERSION.c.association_id, ENTRY.c.id == VERSION.c.entry_id))
        .outerjoin(Person, Person.id == VERSION.c.provider_id)
        .where(
            ENTRY.c.association_id == association_id,
            ENTRY.c.id == entry_id,
            VERSION.c.version == ENTRY.c.signed_version,
        )
    ).one()
    mine = (ENTRY.c.association_id == association_id, ENTRY.c.id == entry_id)
    db.execute(update(ENTRY).where(*mine).values(**signed._mapping))


def repeated(draft: Draft) -> dict[str, Any]:
    """The columns of an entry that repeat its newest version."""
    return {name: getattr(draft, name) for name in REPEATED}


def _version(
    actor: Actor, entry_id: str, number: int, draft: Draft, provider_commitment: str | None, now: datetime
) -> Version:
    return Version(
        association_id=actor.association,
        entry_id=entry_id,
        version=number,
        person_id=actor.person_id,
        provider_id=draft.provider_id,
        held_on=draft.held_on,
        minutes=draft.minutes,
        kind=draft.kind,
        format=draft.format,
        group_size=draft.group_size,
        medium=draft.medium,
        about_rsc=draft.about_rsc,
        track=draft.track,
        provider_commitment=provider_commitment,
        author_id=actor.person_id,
        created_at=now,
    )


def _disclosure(version: Version, salt: bytes, name: str) -> dict[str, Any]:
    return {
        "association_id": version.association_id,
        "id": str(uuid4()),
        "entry_id": version.entry_id,
        "version": version.version,
        "field": "provider",
        "salt": salt,
        "value": spelled(name)[:300],
    }
