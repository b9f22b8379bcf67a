"""What lies beside the rows of a ledger, held against a portion of them: signatures, ends, names, evidence."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import (
    Attestation,
    AttestationEnd,
    Carried,
    Evidence,
    LedgerDisclosure,
    Proof,
    Vouch,
    VouchEnd,
)

INDEX, NAME, EVIDENCE = "index", "name", "evidence"
Said = tuple[Row[*tuple[Any, ...]], Mapping[str, Any] | None]

_SIGNED = Attestation.__table__.c
_ENDS = tuple(table.__table__.c for table in (AttestationEnd, VouchEnd))
_OTHERS = {ledger.VOUCH: Vouch.__table__.c, ledger.CARRY: Carried.__table__.c}
_NAMES = LedgerDisclosure.__table__.c
_EVIDENCE = Evidence.__table__.c
_SIGNED_BY = (
    _SIGNED.seq,
    _SIGNED.entry_id,
    _SIGNED.version,
    _SIGNED.version_sha256,
    _SIGNED.supervisee_id,
    _SIGNED.signer_id,
    _SIGNED.auth,
    _SIGNED.intent_id,
    _SIGNED.meaning,
    _SIGNED.meaning_lang,
    _SIGNED.signed_at,
)
_SAYS = (
    "seq",
    "entry",
    "version",
    "version_sha256",
    "supervisee",
    "signer",
    "auth",
    "intent",
    "meaning",
    "meaning_lang",
    "at",
)


def faults(db: Session, association_id: str, portion: Sequence[Said]) -> Iterator[tuple[str, int]]:
    """What does not fit these rows, which follow one another: a code and the number of the row."""
    said = {row.seq: body for row, body in portion if body is not None}
    if not said:
        return
    first, last = portion[0][0].seq, portion[-1][0].seq
    yield from _signatures(db, association_id, said, first, last)
    yield from _others(db, association_id, said, first, last)
    yield from _names(db, association_id, said, first, last)
    yield from _evidence(db, association_id, said)


def orphans(db: Session, association_id: str, size: int) -> Iterator[tuple[str, int]]:
    """What points to rows behind the end."""
    tables = (Attestation, AttestationEnd, VouchEnd, Vouch, Carried, LedgerDisclosure, Proof)
    for columns in (table.__table__.c for table in tables):
        wanted = select(columns.seq).where(columns.association_id == association_id, columns.seq > size)
        yield from ((INDEX, row.seq) for row in asking(db).execute(wanted.order_by(columns.seq)))


def _between(wanted: Select[*tuple[Any, ...]], columns: Any, association_id: str, first: int, last: int) -> Any:
    return wanted.where(columns.association_id == association_id, columns.seq.between(first, last))


def _signatures(
    db: Session, association_id: str, said: Mapping[int, Mapping[str, Any]], first: int, last: int
) -> Iterator[tuple[str, int]]:
    """Each signature has its line in the index, field for field, and each line its signature."""
    found = asking(db).execute(_between(select(*_SIGNED_BY), _SIGNED, association_id, first, last))
    lines = {row.seq: (*row[:-1], ledger.instant(row.signed_at)) for row in found}
    for seq, body in said.items():
        is_signature = body.get("kind") in ledger.SIGNATURES
        if is_signature and lines.pop(seq, None) != tuple(body.get(name) for name in _SAYS):
            yield INDEX, seq
    for seq in lines:
        yield INDEX, seq


def _others(
    db: Session, association_id: str, said: Mapping[int, Mapping[str, Any]], first: int, last: int
) -> Iterator[tuple[str, int]]:
    """The same for what ends a signature, stands in for it, or came from elsewhere: entry and version."""
    found: dict[int, tuple[str, str, int]] = {}
    for kind, columns in [*_OTHERS.items(), *(("end", columns) for columns in _ENDS)]:
        wanted = select(columns.seq, columns.entry_id, columns.version)
        for row in asking(db).execute(_between(wanted, columns, association_id, first, last)):
            found[row.seq] = (kind, row.entry_id, row.version)
    for seq, body in said.items():
        name = "end" if body.get("kind") in ledger.ENDS else body.get("kind")
        is_indexed = name == "end" or name in _OTHERS
        if is_indexed and found.pop(seq, None) != (name, body.get("entry"), body.get("version")):
            yield INDEX, seq
    for seq in found:
        yield INDEX, seq


def _names(
    db: Session, association_id: str, said: Mapping[int, Mapping[str, Any]], first: int, last: int
) -> Iterator[tuple[str, int]]:
    """Names that are still there are those the rows are committed to; that others were erased is no fault."""
    wanted = select(_NAMES.seq, _NAMES.field, _NAMES.salt, _NAMES.value)
    for row in asking(db).execute(_between(wanted, _NAMES, association_id, first, last)):
        commit = said.get(row.seq, {}).get("commit")
        if not isinstance(commit, dict) or commit.get(row.field) != ledger.commitment(row.salt, row.value):
            yield NAME, row.seq


def _evidence(db: Session, association_id: str, said: Mapping[int, Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """What a step-up rested on is there and unchanged."""
    named = {seq: body["evidence"] for seq, body in said.items() if body.get("evidence") is not None}
    if not named:
        return
    wanted = select(_EVIDENCE.sha256, _EVIDENCE.body).where(
        _EVIDENCE.association_id == association_id, _EVIDENCE.sha256.in_(sorted(set(named.values())))
    )
    good = {row.sha256 for row in asking(db).execute(wanted) if sha256(row.body).hexdigest() == row.sha256}
    yield from ((EVIDENCE, seq) for seq, name in named.items() if name not in good)
