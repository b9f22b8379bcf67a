"""What a signing appends, once every line was looked at under lock: rows of the ledger, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger, lifecycle, signing
from rs_tracker.domain.actor import Actor
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.ledger.service import Record
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import statement
from rs_tracker.features.signing.queries import Shown
from rs_tracker.features.signing.signers import Signer
from rs_tracker.features.signing.statement import Item
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Attestation, Entry, SupervisionPair


@dataclass(frozen=True, slots=True)
class StepUp:
    """How the signer showed who they are, over which statement; `evidence` is a passkey's assertion."""

    intent_id: str
    intent_sha256: str
    auth: str
    language: str
    evidence: bytes | None = None


def append(
    db: Session,
    actor: Actor,
    signer: Signer,
    association_id: str,
    items: Sequence[Item],
    rows: Mapping[str, Shown],
    step_up: StepUp,
    now: datetime,
) -> None:
    """Write the signatures of one association, move its entries, and let the standings follow.

    `rows` are the entries as they were read under lock, by id.
    """
    if not items:
        return
    found = [rows[item.entry_id] for item in items]
    sealed = ledgers.append(db, association_id, _records(db, actor, signer, association_id, found, step_up), now)
    signed = [
        _attestation(actor, association_id, row, step_up, now) | {"seq": one.seq}
        for row, one in zip(found, sealed, strict=True)
    ]
    db.execute(insert(Attestation), signed)
    _move(db, association_id, items, now)
    owner_ids = {row.person_id for row in found}
    if signer.has_named_pairs:
        _confirm_pairs(db, actor, association_id, owner_ids, now)
    _note(db, actor, association_id, found, step_up.auth, now)
    for owner_id in sorted(owner_ids):
        progress.refresh(db, association_id, owner_id, now)


def _note(db: Session, actor: Actor, association_id: str, rows: Sequence[Shown], auth: str, now: datetime) -> None:
    for row in rows:
        trail.record(
            db,
            actor,
            "entry.signed",
            row.id,
            association_id=association_id,
            at=now,
            person_id=row.person_id,
            version=row.version,
            auth=auth,
        )


def _records(
    db: Session, actor: Actor, signer: Signer, association_id: str, rows: Sequence[Shown], step_up: StepUp
) -> list[ledger.Record]:
    """Each signature as the ledger keeps it: the version by its hash, the names beside it."""
    hats = actor.hats_in(association_id)
    before = _signed_before(db, association_id, [row.id for row in rows if row.signed_version is not None])
    found = []
    for row in rows:
        about: dict[str, object] = {
            "entry": row.id,
            "version": row.version,
            "version_sha256": row.sha256,
            "date": row.held_on.isoformat(),
            "minutes": row.minutes,
            "signer": actor.person_id,
            "supervisee": row.said_of_id,
            "auth": step_up.auth,
            "intent": step_up.intent_id,
            "intent_sha256": step_up.intent_sha256,
            "meaning": statement.MEANING,
            "meaning_lang": step_up.language,
            "role": ledger.role(signer.held, row.held_on),
            "tz": hats.zone if hats is not None else "UTC",
        }
        names = {"supervisee": row.name, "supervisor": actor.name}
        if row.id in before:
            about["supersedes"] = before[row.id]
        found.append(Record(ledger.AMEND if row.id in before else ledger.ATTEST, about, names, step_up.evidence))
    return found


def _signed_before(db: Session, association_id: str, entry_ids: list[str]) -> dict[str, int]:
    """The ledger's row of the signature in force, for entries of which an earlier version is signed."""
    if not entry_ids:
        return {}
    rows = asking(db).execute(
        select(Attestation.entry_id, Attestation.seq)
        .join(
            Entry,
            (Entry.association_id == Attestation.association_id)
            & (Entry.id == Attestation.entry_id)
            & (Entry.signed_version == Attestation.version),
        )
        .where(Attestation.association_id == association_id, Attestation.entry_id.in_(entry_ids))
    )
    return {row.entry_id: row.seq for row in rows}


def _attestation(actor: Actor, association_id: str, row: Shown, step_up: StepUp, now: datetime) -> dict[str, object]:
    return {
        "association_id": association_id,
        "entry_id": row.id,
        "version": row.version,
        "version_sha256": row.sha256,
        "supervisee_id": row.said_of_id,
        "signer_id": actor.person_id,
        "signed_at": now,
        "intent_id": step_up.intent_id,
        "auth": step_up.auth,
        "meaning": statement.MEANING,
        "meaning_lang": step_up.language,
    }


def _move(db: Session, association_id: str, items: Sequence[Item], now: datetime) -> None:
    """The entries are signed at the version that was shown; both signable states lead to the same one."""
    after = {lifecycle.move(state, lifecycle.SIGN) for state in signing.SIGNABLE}
    db.execute(
        update(Entry)
        .where(Entry.association_id == association_id, Entry.id.in_([item.entry_id for item in items]))
        .values(state=after.pop(), signed_version=Entry.version, vouched_as=None, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def _confirm_pairs(db: Session, actor: Actor, association_id: str, owner_ids: set[str], now: datetime) -> None:
    """The first signature confirms that the two work together."""
    db.execute(
        update(SupervisionPair)
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.provider_id == actor.person_id,
            SupervisionPair.supervisee_id.in_(owner_ids),
            SupervisionPair.state == "named",
        )
        .values(state="confirmed", confirmed_at=now)
        .execution_options(synchronize_session=False)
    )


def receipt(
    db: Session, actor: Actor, address: str | None, intent_id: str, signed: Sequence[Item], now: datetime
) -> None:
    """One message a batch to the signer's own address: "I never signed that" is noticed the same day."""
    if not signed or address is None:
        return
    outbox.queue(
        db,
        "signed_receipt",
        address,
        f"signed-receipt:{intent_id}",
        now=now,
        person_id=actor.person_id,
        params={"count": len(signed), "minutes": sum(item.minutes for item in signed)},
        language=actor.language,
    )
