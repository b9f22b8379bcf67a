"""A database of a wanted size: one supervisee with so many entries, their supervisor, and a signed-in browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from rs_tracker import jobs
from rs_tracker.app import create_app
from rs_tracker.features.entries import record
from rs_tracker.features.progress import service as progress
from rs_tracker.layout import MIGRATIONS, Config
from rs_tracker.store.engine import open_engine, writing
from rs_tracker.store.schema import migrate
from rs_tracker.store.tables import (
    Address,
    Association,
    Entry,
    EntryVersion,
    Goal,
    Membership,
    MembershipRole,
    Person,
    Qualification,
    SupervisionPair,
    WebSession,
)
from rs_tracker.web.visitor import token_hash

HOME = "mi-aimh"
NOW = datetime.now(UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TOKEN = "a token that only the benchmark knows"
BATCH = 5000


@dataclass(frozen=True, slots=True)
class World:
    """A filled database and the people in it."""

    url: str
    engine: Engine
    app: Flask
    alice: str
    bob: str


def settings(url: str, **changes: str) -> dict[str, str]:
    """The environment of the server under test."""
    return {
        "DATABASE_URL": url,
        "RS_SECRET_KEY": "benchmarks have a secret of their own, too",
        "RS_TESTING": "1",
        "RS_PASSWORD_COST": "cheap",
        "SIGN_UP": "open",
        "RS_LOG_LEVEL": "ERROR",
    } | changes


def world(folder: Path, entries: int) -> World:
    """A fresh SQLite database with that many entries of one person, nine in ten of them signed."""
    url = f"sqlite:///{folder / f'entries-{entries}.sqlite'}"
    engine = open_engine(url, ledger_secret=Config.from_env(settings(url)).ledger_secret)
    migrate(engine, MIGRATIONS)
    jobs.seed_associations(engine)
    db = writing(engine)
    alice, bob = _people(db)
    for rows, versions in _batches(alice, bob, entries):
        db.execute(insert(Entry.__table__), rows)
        db.execute(insert(EntryVersion.__table__), versions)
    progress.refresh(db, HOME, alice, NOW)
    db.commit()
    db.connection().exec_driver_sql("ANALYZE")
    db.close()
    app = create_app(Config.from_env(settings(url)), engine)
    return World(url, engine, app, alice, bob)


def _people(db: Session) -> tuple[str, str]:
    db.get_one(Association, HOME).claimed_at = LONG_AGO
    alice, bob = member(db, "Alice Archer", "supervisee"), member(db, "Bob Birch", "supervisor")
    db.add(
        Qualification(
            association_id=HOME,
            id=str(uuid4()),
            person_id=bob,
            category="IMHM-C",
            status="endorsed",
            degree="master",
            starts_on=date(2015, 1, 1),
            declared_at=LONG_AGO,
            confirmed_at=LONG_AGO,
            confirmed_by=bob,
        )
    )
    work_together(db, alice, bob)
    visit(db, alice, TOKEN)
    return alice, bob


def visit(db: Session, person_id: str, token: str) -> None:
    """Somebody who is signed in; their browser's cookie holds the token."""
    db.add(
        WebSession(
            id=str(uuid4()),
            token_hash=token_hash(token),
            person_id=person_id,
            association_id=HOME,
            created_at=NOW,
            seen_at=NOW,
            idle_until=NOW + timedelta(days=180),
            expires_at=NOW + timedelta(days=400),
        )
    )
    db.flush()


def member(db: Session, name: str, role: str) -> str:
    """Somebody with an account and a hat in the association; their id."""
    person_id = str(uuid4())
    here = {"association_id": HOME, "person_id": person_id}
    db.add(Person(id=person_id, name=name, created_at=LONG_AGO, joined_at=LONG_AGO))
    db.flush()
    db.add(Address(email=f"{person_id}@example.org", person_id=person_id, is_primary=True, created_at=LONG_AGO))
    db.add(Membership(**here, office_sees=True, joined_at=LONG_AGO, created_at=LONG_AGO))
    db.flush()
    db.add(MembershipRole(**here, role=role, granted_at=LONG_AGO))
    db.flush()
    return person_id


def work_together(db: Session, supervisee_id: str, provider_id: str) -> None:
    """A pair, and a renewal that the supervisee works on."""
    db.add(
        SupervisionPair(
            association_id=HOME,
            supervisee_id=supervisee_id,
            provider_id=provider_id,
            state="confirmed",
            named_by=supervisee_id,
            named_at=LONG_AGO,
        )
    )
    db.add(
        Goal(
            association_id=HOME,
            id=str(uuid4()),
            person_id=supervisee_id,
            kind="renew",
            category="IFS",
            applied_on=date(2019, 1, 1),
            endorsed_on=date(2019, 6, 1),
            created_at=LONG_AGO,
        )
    )
    db.flush()


def _batches(alice: str, bob: str, entries: int) -> Iterator[tuple[list[dict[str, object]], list[dict[str, object]]]]:
    first = NOW.date() - timedelta(days=3650)
    for start in range(0, entries, BATCH):
        rows: list[dict[str, object]] = []
        versions: list[dict[str, object]] = []
        for index in range(start, min(start + BATCH, entries)):
            held_on = first + timedelta(days=index * 3650 // entries)
            row, version = _entry(alice, bob, index, held_on)
            rows.append(row)
            versions.append(version)
        yield rows, versions


def _entry(alice: str, bob: str, index: int, held_on: date) -> tuple[dict[str, object], dict[str, object]]:
    is_signed = index % 10 > 0
    said = record.Version(
        association_id=HOME,
        entry_id=str(uuid4()),
        version=1,
        person_id=alice,
        provider_id=bob,
        held_on=held_on,
        minutes=45 + index % 4 * 15,
        kind="reflective",
        format="individual",
        group_size=None,
        medium="video",
        about_rsc=0,
        track="both",
        provider_commitment=None,
        author_id=alice,
        created_at=LONG_AGO,
    )
    body, sha256 = record.canonical(said)
    version = {name: getattr(said, name) for name in said.__slots__} | {"body": body, "sha256": sha256}
    row = {
        "association_id": HOME,
        "id": said.entry_id,
        "person_id": alice,
        "state": "signed" if is_signed else "waiting",
        "version": 1,
        "signed_version": 1 if is_signed else None,
        "held_on": held_on,
        "minutes": said.minutes,
        "kind": said.kind,
        "format": said.format,
        "provider_id": bob,
        "returns": 0,
        "created_at": LONG_AGO,
        "changed_at": LONG_AGO,
    }
    return row, version


def cookie(app: Flask, token: str = TOKEN) -> str:
    """The Cookie header of the browser that holds this token."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if found is None:
        raise RuntimeError("the client keeps no cookie")
    return f"{found.key}={found.value}"
