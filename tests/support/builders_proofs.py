"""Signed sessions with their proofs, made by the services themselves."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import passkey_evidence
from rs_tracker.features.entries import queries as entry_queries
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.proofs import bringing, bundles, lookup, queries
from rs_tracker.features.signing import ending
from rs_tracker.features.signing import queries as waiting
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Entry, Proof, SignIntent
from tests.support import builders
from tests.support.authenticator import Authenticator, data
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning

Made = Callable[..., list[bytes]]
ADDRESS = "https://hours.example.org/verify/"


def logged(db: Session, owner: str, provider: str, day: int = 2, minutes: int = 60, home: str = HOME) -> str:
    """A session of November in somebody's log; its id."""
    draft = Draft(held_on=date(2026, 11, day), minutes=minutes, provider_id=provider)
    return entries.log(db, builders.actor(db, owner, home), draft, NOW)


def sign_all(db: Session, signer: str, now: datetime = NOW, auth: str = "pwd", evidence: bytes | None = None) -> str:
    """Sign everything that waits for somebody; the statement's id."""
    me = builders.actor(db, signer)
    intent_id = signing.intend(db, me, waiting_lines(db, signer, now), now)
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


def sign_by_passkey(db: Session, signer: str, device: Authenticator, now: datetime = NOW, **wrong: Any) -> str:
    """The same, approved by a passkey whose evidence is kept; `wrong` is what it does wrongly."""
    me = builders.actor(db, signer)
    lines = waiting_lines(db, signer, now)
    intent_id = signing.intend(db, me, lines, now)
    challenge = db.scalars(select(SignIntent.sha256).where(SignIntent.id == intent_id)).one()
    signing.sign(db, me, intent_id, "passkey-uv", now, approved(device, **{"challenge": challenge} | wrong))
    return intent_id


def approved(device: Authenticator, challenge: str, public_key: bytes | None = None, **wrong: Any) -> bytes:
    """The evidence of a device that approves a challenge (hex), or answers in a wrong way."""
    said = json.loads(device.get("{}", challenge=challenge, **wrong))
    parts = said["response"]
    return passkey_evidence.spell(
        said["id"],
        public_key or device.public_key,
        *(data(parts[name]) for name in ("authenticatorData", "clientDataJSON", "signature")),
    )


def waiting_lines(db: Session, signer: str, now: datetime = NOW) -> list[str]:
    """What waits for somebody, as their check boxes name it."""
    queue = waiting.waiting_for(db, builders.actor(db, signer), now)
    return [line.value for line in queue.odd] + [line.value for group in queue.groups for line in group.lines]


def ended(db: Session, entry_id: str, by: str, kind: str = "withdraw", now: datetime = NOW, home: str = HOME) -> None:
    """The end of a signature: `withdraw` by its signer, `void` by the office."""
    found = ending.signature(db, home, entry_id, for_update=True)
    assert found is not None
    about = {"by": by, "reason": "by_mistake"}
    if kind == "void":
        about |= {"second_kind": "notice", "second_by": None}
    ending.end(db, builders.actor(db, by), found, kind, about, now)


def corrected(db: Session, owner: str, entry_id: str, minutes: int, now: datetime = NOW, home: str = HOME) -> None:
    """A correction of the length, waiting to be signed."""
    me = builders.actor(db, owner, home)
    own = entry_queries.own(db, me, entry_id)
    assert own is not None
    entries.correct(db, me, entry_id, replace(own.draft, minutes=minutes), own.version, now)


def here(db: Session, *, is_claimed: bool = True) -> Cast:
    """Everybody, where the log is brought to; `is_claimed=False` for an association without an office."""
    who = builders.cast(db)
    if not is_claimed:
        builders.set_association(db, HOME, claimed_at=None)
    earning(db, HOME, who.alice)
    return who


def bring(db: Session, person_id: str, *files: bytes, home: str = HOME) -> list[str]:
    """What becomes of each of these files."""
    named = [(f"{number}.json", data) for number, data in enumerate(files)]
    return [one.code for one in bringing.bring(db, builders.actor(db, person_id, home), named, NOW)]


def states(db: Session, person_id: str) -> list[tuple[str, int | None]]:
    """State and signed version of each of somebody's entries, oldest session first."""
    rows = db.execute(
        select(Entry.state, Entry.signed_version)
        .where(Entry.association_id == HOME, Entry.person_id == person_id)
        .order_by(Entry.held_on)
    )
    return [(row.state, row.signed_version) for row in rows]
