"""What is behind the address of a proof page: one signature, and everything that says what became of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import bundle, ledger
from rs_tracker.domain.bundle import Key, Row
from rs_tracker.domain.proving import outcome_of
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import (
    Association,
    AssociationKey,
    Attestation,
    AttestationEnd,
    EntryVersion,
    Evidence,
    LedgerDisclosure,
    LedgerRow,
    Proof,
    SignIntent,
)

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
SIGNING, ROOT = "signing", "root"
# What says something of an entry's signatures by itself; that a key was revoked stands with the keys.
TELLING = ledger.SIGNATURES | ledger.ENDS
_row, _proof, _key = LedgerRow.__table__.c, Proof.__table__.c, AssociationKey.__table__.c


@dataclass(frozen=True, slots=True)
class Root:
    """The paper key's word for a key of the association."""

    public: str
    certificate: str
    sig: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a row is committed to, while it is kept."""

    field: str
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature with all that belongs to it. `later` are the rows about the same entry that came after it; `size`
    is how long the ledger was before anything of this was read.
    """

    token: str
    association_id: str
    association_name: str
    zone: str
    row: Row
    at: datetime
    later: tuple[Row, ...]
    key_rows: tuple[Row, ...]
    keys: tuple[Key, ...]
    roots: tuple[Root, ...]
    names: tuple[Name, ...]
    version: str
    intent: str | None
    evidence: bytes | None
    size: int

    @property
    def status(self) -> tuple[str, int | None]:
        """What the signature has become, and the row that made it so."""
        return outcome_of(self.row, self.later, self.keys)

    def name(self, field: str) -> str | None:
        """`supervisee` or `supervisor` as called then; None once erased."""
        return next((one.value for one in self.names if one.field == field), None)


def by_token(db: Session, token: str) -> Signature | None:
    """The signature behind an open address; None for one that is closed, unknown or no address at all.

    Whoever has the address may look, from whatever association it is: the token is the key.
    """
    if TOKEN.fullmatch(token) is None:
        return None
    found = asking(db).execute(
        select(_proof.association_id, _proof.seq).where(_proof.token == token, _proof.revoked_at.is_(None)),
        execution_options={"spans_associations": True},
    )
    row = found.first()
    return signature(db, row.association_id, row.seq, token) if row else None


def signature(db: Session, association_id: str, seq: int, token: str = "") -> Signature | None:
    """The signature in this row of an association's ledger."""
    size = ledgers.end(db, association_id).size
    first = (
        asking(db)
        .execute(
            select(_row.canonical, _row.sig, _row.at).where(_row.association_id == association_id, _row.seq == seq)
        )
        .first()
    )
    if first is None:
        return None
    row = bundle.read_row({"canonical": first.canonical, "sig": first.sig})
    office = (
        asking(db).execute(select(Association.name, Association.zone).where(Association.id == association_id)).one()
    )
    keys, roots = keys_of(db, association_id)
    handovers = [key.from_seq - 1 for key in keys[1:]]
    return Signature(
        token=token,
        association_id=association_id,
        association_name=office.name,
        zone=office.zone,
        row=row,
        at=first.at,
        later=tuple(one for one in rows(db, association_id, _later(db, association_id, row)) if one.kind in TELLING),
        key_rows=rows(db, association_id, handovers),
        keys=keys,
        roots=roots,
        names=_names(db, association_id, seq),
        version=_version(db, association_id, row),
        intent=db.scalar(select(SignIntent.body).where(SignIntent.id == row.says["intent"])),
        evidence=_evidence(db, association_id, row),
        size=size,
    )


def rows(db: Session, association_id: str, seqs: Sequence[int]) -> tuple[Row, ...]:
    """These rows of the ledger, in their order."""
    if not seqs:
        return ()
    found = asking(db).execute(
        select(_row.canonical, _row.sig)
        .where(_row.association_id == association_id, _row.seq.in_(sorted(set(seqs))))
        .order_by(_row.seq)
    )
    return tuple(bundle.read_row({"canonical": one.canonical, "sig": one.sig}) for one in found)


def keys_of(db: Session, association_id: str) -> tuple[tuple[Key, ...], tuple[Root, ...]]:
    """The association's keys in the order of their rows, and what its root keys say."""
    found = (
        asking(db)
        .execute(
            select(AssociationKey.__table__)
            .where(_key.association_id == association_id)
            .order_by(_key.from_seq, _key.kid)
        )
        .all()
    )
    signing = tuple(
        Key(one.kid, one.public, one.from_seq, one.to_seq, one.revoked_from) for one in found if one.role == SIGNING
    )
    roots = tuple(Root(one.public, one.certificate, one.certificate_sig) for one in found if one.role == ROOT)
    return signing, roots


def _later(db: Session, association_id: str, row: Row) -> list[int]:
    """The numbers of the rows about the same entry that came later: newer signatures, and ends of any."""
    entry_id = row.says["entry"]
    newer = select(Attestation.seq).where(
        Attestation.association_id == association_id, Attestation.entry_id == entry_id
    )
    ends = select(AttestationEnd.seq).where(
        AttestationEnd.association_id == association_id, AttestationEnd.entry_id == entry_id
    )
    return sorted({seq for seq in (*db.scalars(newer), *db.scalars(ends)) if seq > row.seq})


def _names(db: Session, association_id: str, seq: int) -> tuple[Name, ...]:
    kept = select(LedgerDisclosure.field, LedgerDisclosure.salt, LedgerDisclosure.value).where(
        LedgerDisclosure.association_id == association_id, LedgerDisclosure.seq == seq
    )
    return tuple(Name(one.field, one.salt, one.value) for one in db.execute(kept.order_by(LedgerDisclosure.field)))


def _version(db: Session, association_id: str, row: Row) -> str:
    said = select(EntryVersion.body).where(
        EntryVersion.association_id == association_id,
        EntryVersion.entry_id == row.says["entry"],
        EntryVersion.version == row.says["version"],
    )
    return db.scalars(said).one()


def _evidence(db: Session, association_id: str, row: Row) -> bytes | None:
    sha256 = row.says["evidence"]
    if sha256 is None:
        return None
    kept = select(Evidence.body).where(Evidence.association_id == association_id, Evidence.sha256 == sha256)
    return db.scalar(kept)


def is_known(db: Session, association_id: str) -> bool:
    """Whether there is such an association."""
    return db.scalar(select(Association.id).where(Association.id == association_id)) is not None
