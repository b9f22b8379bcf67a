"""A signature that ends: what it was, and the rows that say so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import ledger, lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.endings import Signed
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.ledger.service import Record
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Attestation, AttestationEnd, Entry, EntryVersion, Person, Vouch, VouchEnd

VERBS = {ledger.WITHDRAW: lifecycle.WITHDRAW, ledger.VOID: lifecycle.VOID}
HOW = {ledger.WITHDRAW: lifecycle.WITHDRAWN, ledger.VOID: lifecycle.VOIDED}
ACTIONS = {ledger.WITHDRAW: "entry.withdrawn", ledger.VOID: "entry.struck"}


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature in force on an entry. `seq` is its row in the ledger; minutes and day are what was signed.

    `is_vouch`: it is none, but the confirmation by a stand-in or the office that stands in its place.
    """

    association_id: str
    entry_id: str
    state: str
    version: int
    seq: int
    sha256: str
    owner_id: str
    owner_name: str
    signer_id: str
    signer_name: str
    signed_at: datetime
    held_on: date
    minutes: int
    is_vouch: bool = False

    @property
    def facts(self) -> Signed:
        """As the conditions look at it."""
        return Signed(self.owner_id, self.signer_id, self.version)


def signature(db: Session, association_id: str, entry_id: str, *, for_update: bool = False) -> Signature | None:
    """The signature in force on an entry, or None. The ids of people are those in use, whoever they once were."""
    if for_update:
        locked = select(Entry.id).where(Entry.association_id == association_id, Entry.id == entry_id)
        db.execute(locked.with_for_update())
    row = db.execute(_in_force(association_id).where(Entry.id == entry_id)).first()
    return Signature(*row) if row else None


def in_force(db: Session, association_id: str, entry_id: str, *, for_update: bool = False) -> Signature | None:
    """What stands for an entry and can be struck: its signature, or a confirmation in the supervisor's place."""
    found = signature(db, association_id, entry_id, for_update=for_update)
    if found is not None:
        return found
    row = db.execute(_vouched(association_id).where(Entry.id == entry_id)).first()
    return replace(Signature(*row), is_vouch=True) if row else None


def _vouched(association_id: str) -> Select[*tuple[Any, ...]]:
    giver, current, owner = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Entry.association_id,
            Entry.id,
            Entry.state,
            Vouch.version,
            Vouch.seq,
            Vouch.version_sha256,
            Entry.person_id,
            owner.name,
            func.coalesce(current.id, giver.id),
            func.coalesce(current.name, giver.name),
            Vouch.at,
            Entry.held_on,
            Entry.minutes,
        )
        .join(
            Vouch,
            (Vouch.association_id == Entry.association_id)
            & (Vouch.entry_id == Entry.id)
            & (Vouch.version == Entry.version),
        )
        .join(owner, owner.id == Entry.person_id)
        .join(giver, giver.id == Vouch.by_id)
        .outerjoin(current, current.id == giver.joined_to)
        .where(Entry.association_id == association_id, Entry.vouched_as.is_not(None))
    )


def _in_force(association_id: str) -> Select[*tuple[Any, ...]]:
    signer, current, owner = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Entry.association_id,
            Entry.id,
            Entry.state,
            Attestation.version,
            Attestation.seq,
            Attestation.version_sha256,
            Entry.person_id,
            owner.name,
            func.coalesce(current.id, signer.id),
            func.coalesce(current.name, signer.name),
            Attestation.signed_at,
            EntryVersion.held_on,
            EntryVersion.minutes,
        )
        .join(
            Attestation,
            (Attestation.association_id == Entry.association_id)
            & (Attestation.entry_id == Entry.id)
            & (Attestation.version == Entry.signed_version),
        )
        .join(
            EntryVersion,
            (EntryVersion.association_id == Entry.association_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == Entry.signed_version),
        )
        .join(owner, owner.id == Entry.person_id)
        .join(signer, signer.id == Attestation.signer_id)
        .outerjoin(current, current.id == signer.joined_to)
        .where(Entry.association_id == association_id)
    )


def end(
    db: Session,
    actor: Actor | None,
    found: Signature,
    kind: str,
    about: Mapping[str, object],
    now: datetime,
    evidence: bytes | None = None,
) -> None:
    """End a signature that was looked at under lock: the ledger's row, the index of ends, the entry, the standings.

    `kind` is WITHDRAW or VOID of the ledger; `about` has what that row says beside entry, version and `of`. No actor
    means that a notice has run out.
    """
    said = {"entry": found.entry_id, "version": found.version, "of": found.seq, **about}
    [sealed] = ledgers.append(db, found.association_id, [Record(kind, said, evidence=evidence)], now)
    _index(db, found, kind, about, sealed.seq, now)
    _move(db, found, kind, now)
    trail.record(
        db,
        actor,
        ACTIONS[kind],
        found.entry_id,
        association_id=found.association_id,
        at=now,
        person_id=found.owner_id,
        version=found.version,
        reason=about["reason"],
    )
    progress.refresh(db, found.association_id, found.owner_id, now)


def _index(db: Session, found: Signature, kind: str, about: Mapping[str, object], seq: int, now: datetime) -> None:
    if found.is_vouch:
        row = {"association_id": found.association_id, "entry_id": found.entry_id, "version": found.version}
        db.execute(insert(VouchEnd).values(**row, how="struck", by_id=about["by"], seq=seq, at=now))
        return
    db.execute(
        insert(AttestationEnd).values(
            association_id=found.association_id,
            entry_id=found.entry_id,
            version=found.version,
            how=HOW[kind],
            seq=seq,
            at=now,
            by_id=about["by"],
            reason=about["reason"],
        )
    )


def _move(db: Session, found: Signature, kind: str, now: datetime) -> None:
    """The entry is signed no more; where nothing newer waits it goes on saying what was signed."""
    state = lifecycle.move(found.state, VERBS[kind])
    db.execute(
        update(Entry)
        .where(Entry.association_id == found.association_id, Entry.id == found.entry_id)
        .values(
            state=state,
            signed_version=None,
            vouched_as=None,
            ended_version=found.version if state in lifecycle.ENDED else None,
            changed_at=now,
        )
        .execution_options(synchronize_session=False)
    )
