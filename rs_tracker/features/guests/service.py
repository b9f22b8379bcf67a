"""What somebody without an account does: open a link, type the code, sign, send back.

A link opens nothing by being followed. The code is typed in the browser that asked, and signing is a click of its own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import qr
from rs_tracker.domain.actor import Actor
from rs_tracker.features.guests.queries import TRIES, Look, secret_hash
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import asks, waits
from rs_tracker.features.people.asks import TooSoon, token_hash
from rs_tracker.features.people.invitations import code_hash
from rs_tracker.features.people.waits import Wait
from rs_tracker.features.signing import intents, returns
from rs_tracker.features.signing import service as signing
from rs_tracker.features.signing.intents import IntentEnded, SigningWaits
from rs_tracker.features.signing.returns import NotWaiting, WordsMissing
from rs_tracker.features.signing.service import NothingToSign
from rs_tracker.store.tables import GuestRequest, GuestVisit

__all__ = ["IntentEnded", "NotWaiting", "NothingToSign", "SigningWaits", "TooSoon", "WordsMissing"]

BOUND, PROVEN = timedelta(hours=1), timedelta(minutes=30)
AUTH = "email-code"


def show(db: Session, token: str, now: datetime) -> str:
    """Bind the browser that asks what waits to this link; returns what its cookie holds. The link must be known."""
    secret = token_urlsafe(32)
    visit = GuestVisit(secret_hash=secret_hash(secret), token_hash=token_hash(token), created_at=now)
    visit.expires_at = now + BOUND
    db.add(visit)
    db.flush()
    return secret


def try_code(db: Session, found: Look, secret: str, code: str, now: datetime) -> str | None:
    """Try the six digits in this browser: the cookie it holds from now on, or None, and the try is counted.

    Five wrong ones close the code. Commit either way.
    """
    counted = db.execute(
        update(GuestRequest)
        .where(
            GuestRequest.id == found.request_id,
            GuestRequest.ended_at.is_(None),
            GuestRequest.expires_at > now,
            GuestRequest.attempts < TRIES,
        )
        .values(attempts=GuestRequest.attempts + 1)
        .returning(GuestRequest.id, GuestRequest.code_hash)
    ).first()
    if counted is None or not compare_digest(counted.code_hash, code_hash(counted.id, "".join(code.split()))):
        return None
    db.execute(
        update(GuestRequest).where(GuestRequest.id == counted.id).values(attempts=GuestRequest.attempts - 1)
    )  # a right one is no wrong try
    proven = token_urlsafe(32)
    row = db.scalars(select(GuestVisit).where(GuestVisit.secret_hash == secret_hash(secret))).one()
    row.secret_hash, row.proven_at, row.expires_at = secret_hash(proven), now, now + PROVEN
    db.flush()
    return proven


def fresh(db: Session, token: str, now: datetime) -> None:
    """Mail a new link and code to the address that was asked before, if anything waits; never shown, never told."""
    asks.fresh(db, token, now)


def intend(db: Session, actor: Actor, chosen: Iterable[str], now: datetime) -> str:
    """A statement over the chosen lines, as everybody's. Raises NothingToSign, SigningWaits."""
    return signing.intend(db, actor, chosen, now)


def sign(db: Session, actor: Actor, found: Look, intent_id: str, now: datetime) -> None:
    """Sign what the statement shows, in the browser in which the code was typed; the asking is answered by it.

    Raises IntentEnded and SigningWaits; then nothing is signed.
    """
    if not found.is_proven:
        raise PermissionError("the code was not typed in this browser")
    was_used = intents.is_used(db, actor, intent_id)
    outcome = signing.sign(db, actor, intent_id, AUTH, now)
    if was_used or not outcome.signed:
        return
    asks.end(db, found.request_id, "used", now)
    email = db.scalar(select(GuestRequest.email).where(GuestRequest.id == found.request_id)) or ""
    said = {"count": len(outcome.signed), "minutes": sum(item.minutes for item in outcome.signed)}
    key = f"guest-receipt:{intent_id}"
    outbox.queue(
        db, "guest_receipt", email, key, now=now, params=said, person_id=actor.person_id, language=actor.language
    )


def outcome(db: Session, actor: Actor, intent_id: str) -> signing.Outcome:
    """What one signing did. Raises IntentEnded for anybody else's."""
    return signing.outcome(db, actor, intent_id)


def send_back(
    db: Session, actor: Actor, found: Look, entry_id: str, version: int, reason: str, words: str, now: datetime
) -> None:
    """Return one entry with a reason; that too answers the asking. Raises NotWaiting, WordsMissing."""
    if not found.is_proven:
        raise PermissionError("the code was not typed in this browser")
    returns.send_back(db, actor, entry_id, version, reason, words, now)
    asks.end(db, found.request_id, "used", now)


def again(db: Session, actor: Actor, person_id: str, now: datetime) -> bool:
    """Ask somebody once more to confirm the actor's sessions; False if nothing waits. Raises TooSoon within a week."""
    return asks.again(db, actor, person_id, now)


def pass_on(db: Session, actor: Actor, person_id: str, now: datetime) -> tuple[str, Wait] | None:
    """A link for the actor to hand on themselves, and for whom; None where nothing of theirs waits."""
    wait = waits.wait_for(db, actor, person_id, now)
    token = asks.pass_on(db, actor, person_id, now) if wait is not None and wait.has_email else None
    return (token, wait) if token is not None and wait is not None else None


def picture(address: str) -> str:
    """The address as a square code."""
    return qr.svg(address)
