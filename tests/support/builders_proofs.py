"""Signed sessions with their proofs, made by the services themselves."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.proofs import bundles, lookup, queries
from rs_tracker.features.signing import queries as waiting
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Proof
from tests.support import builders
from tests.support.builders import HOME, NOW

ADDRESS = "https://hours.example.org/verify/"


def logged(db: Session, owner: str, provider: str, day: int = 2, minutes: int = 60, home: str = HOME) -> str:
    """A session of November in somebody's log; its id."""
    draft = Draft(held_on=date(2026, 11, day), minutes=minutes, provider_id=provider)
    return entries.log(db, builders.actor(db, owner, home), draft, NOW)


def sign_all(db: Session, signer: str, now: datetime = NOW, auth: str = "pwd", evidence: bytes | None = None) -> str:
    """Sign everything that waits for somebody; the statement's id."""
    me = builders.actor(db, signer)
    queue = waiting.waiting_for(db, me, now)
    lines = [line.value for line in queue.odd] + [line.value for group in queue.groups for line in group.lines]
    intent_id = signing.intend(db, me, lines, now)
    signing.sign(db, me, intent_id, auth, now, evidence)
    return intent_id


def token_of(db: Session, entry_id: str, home: str = HOME) -> str:
    """The address of an entry's proof page."""
    return queries.addresses(db, home, [entry_id])[entry_id]


def tokens_of(db: Session, entry_id: str, home: str = HOME) -> list[str]:
    """Every address that the entry ever had, oldest version first."""
    wanted = select(Proof.token).where(Proof.association_id == home, Proof.entry_id == entry_id)
    return list(db.scalars(wanted.order_by(Proof.version, Proof.created_at)))


def file_of(db: Session, token: str, now: datetime = NOW, holder: tuple[str, ...] = ()) -> bytes:
    """The bundle at an address."""
    found = lookup.by_token(db, token)
    assert found is not None
    return bundles.file_of(db, found, ADDRESS + token, now, holder)
