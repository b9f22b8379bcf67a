"""Cancelling one's own signature: a statement, a step-up over it, and the entry is signed no more."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rs_tracker.domain import endings, ledger
from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import ending, intents, queries, signers, statement
from rs_tracker.features.signing.ending import Signature
from rs_tracker.features.signing.intents import IntentEnded
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.features.signing.telling import tell
from rs_tracker.store.tables import AttestationEnd, Cancellation, SignIntent

MOST_WORDS = 500


class NotYours(ValueError):
    """The actor has no signature on this entry that could be cancelled: never had one, or it ended or was replaced."""


class PasskeyAsked(ValueError):
    """The association takes nothing weaker than a passkey, neither for signing nor for cancelling."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was cancelled, as the statement named it. Asking again gives the same answer."""

    association_id: str
    entry_id: str
    version: int
    held_on: date
    minutes: int
    reason: str


def signature(db: Session, actor: Actor, entry_id: str, *, for_update: bool = False) -> Signature | None:
    """The actor's own signature on this entry, in whichever of their associations it is; None if it is not in force."""
    for hats in actor.memberships:
        found = ending.signature(db, hats.association_id, entry_id, for_update=for_update)
        if found is None:
            continue
        fault = endings.fault_of_withdrawing(found.facts, actor.person_id, found.version)
        return found if fault is None else None
    return None


def intend(db: Session, actor: Actor, entry_id: str, version: int, reason: str, words: str, now: datetime) -> str:
    """Store the statement that cancels the signature of `version`, valid five minutes; its id.

    `reason` is one of endings.WHY_WITHDRAWN; `words` are for the owner alone and stand in no record that is kept for
    ever. Raises NotYours, WordsMissing (`other` needs words), SigningWaits after a reset by mail alone.
    """
    intents.check_may_sign_now(actor, now)
    _check_reason(reason, words)
    found = signature(db, actor, entry_id)
    if found is None or found.version != version:
        raise NotYours(entry_id)
    item = statement.Item(found.association_id, entry_id, found.version, found.sha256, found.held_on, found.minutes)
    body = statement.build_withdrawal(actor.person_id, item, reason, actor.language, now)
    intent_id = intents.store(db, actor, body, now)
    if words.strip():
        row = {"association_id": found.association_id, "intent_id": intent_id, "entry_id": entry_id}
        db.execute(insert(Cancellation).values(row | {"version": version, "words": words.strip()[:MOST_WORDS]}))
    return intent_id


def withdraw(
    db: Session, actor: Actor, intent_id: str, auth: str, now: datetime, evidence: bytes | None = None
) -> Withdrawn:
    """Cancel what the statement names; the step-up (`auth`: how, `evidence`: a passkey's) has succeeded just before.

    The statement is used once; pressed twice, the second answer repeats the first. The hours stop counting, the owner
    is told at once, the signer gets a receipt. Raises IntentEnded, SigningWaits, PasskeyAsked, and NotYours if the
    signature ended or was replaced meanwhile; then nothing is cancelled.
    """
    intents.check_may_sign_now(actor, now)
    intent = intents.own(db, actor, intent_id, statement.WITHDRAWS)
    if not intents.holds(intent, statement.WITHDRAWS):
        raise IntentEnded("unknown statement")
    said = _said(intent)
    if signers.known(db, actor, said.association_id).is_too_weak(auth):
        raise PasskeyAsked(said.association_id)
    if not intents.take(db, actor, intent_id, now):
        return _repeat(db, actor, said)
    found = ending.signature(db, said.association_id, said.entry_id, for_update=True)
    if actor.hats_in(said.association_id) is None or found is None:
        raise NotYours(said.entry_id)
    if endings.fault_of_withdrawing(found.facts, actor.person_id, said.version) is not None:
        raise NotYours(said.entry_id)
    about = {
        "by": actor.person_id,
        "reason": said.reason,
        "auth": auth,
        "intent": intent_id,
        "intent_sha256": intent.sha256,
    }
    ending.end(db, actor, found, ledger.WITHDRAW, about, now, evidence)
    _tell(db, actor, found, said.reason, words_of(db, said.association_id, intent_id), now)
    return said


def words_of(db: Session, association_id: str, intent_id: str) -> str:
    """What the signer wrote for the owner; empty if nothing."""
    mine = (Cancellation.association_id == association_id, Cancellation.intent_id == intent_id)
    return db.scalar(select(Cancellation.words).where(*mine)) or ""


def shown(db: Session, actor: Actor, intent_id: str) -> tuple[SignIntent, Withdrawn] | None:
    """The actor's own statement with what it cancels, or None."""
    intent = intents.own(db, actor, intent_id, statement.WITHDRAWS)
    return (intent, _said(intent)) if intent is not None else None


def owner_name(db: Session, actor: Actor, said: Withdrawn) -> str:
    """Whose session it is."""
    return queries.names(db, actor, [(said.association_id, said.entry_id)]).get(said.entry_id, "")


def _said(intent: SignIntent) -> Withdrawn:
    item = statement.read(intent.body).items[0]
    reason = statement.reason_of(intent.body)
    return Withdrawn(item.association_id, item.entry_id, item.version, item.held_on, item.minutes, reason)


def _check_reason(reason: str, words: str) -> None:
    if reason not in endings.WHY_WITHDRAWN:
        raise ValueError(f"no such reason: {reason[:20]}")
    if reason == endings.OTHER and not words.strip():
        raise WordsMissing("say why in your own words")


def _repeat(db: Session, actor: Actor, said: Withdrawn) -> Withdrawn:
    """The answer of a statement that was used already; one that merely grew old has none."""
    done = select(AttestationEnd.seq).where(
        AttestationEnd.association_id == said.association_id,
        AttestationEnd.entry_id == said.entry_id,
        AttestationEnd.version == said.version,
        AttestationEnd.by_id == actor.person_id,
    )
    if db.scalar(done) is None:
        raise IntentEnded("this statement is over")
    return said


def _tell(db: Session, actor: Actor, found: Signature, reason: str, words: str, now: datetime) -> None:
    """The owner at once; and the signer, so that "I never did that" is noticed the same day."""
    params = {
        "entry_id": found.entry_id,
        "by": actor.name,
        "name": found.owner_name,
        "on": found.held_on.isoformat(),
        "minutes": found.minutes,
        "reason": reason,
        "words": words,
    }
    key = f"{found.association_id}:{found.seq}"
    tell(db, found.association_id, found.owner_id, "signature_cancelled", key, params, now)
    tell(db, found.association_id, actor.person_id, "cancelled_receipt", key, params, now)
