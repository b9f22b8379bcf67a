"""Looking through a whole ledger as it lies in the database: in portions, in constant memory, fault by fault.

Each row is read as a stranger would read it (bytes, hash, chain, signature, key), then held against what the program
keeps beside it for speed: indexes of signatures, names, checkpoints, and which version of an entry counts.
"""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import canonical, ledger
from rs_tracker.domain import checkpoint as notes
from rs_tracker.features.ledger import beside, rotation
from rs_tracker.features.ledger.beside import EVIDENCE, INDEX, NAME
from rs_tracker.features.ledger.in_force import InForce, held_against
from rs_tracker.features.ledger.keys import ROOT, SIGNING
from rs_tracker.features.ledger.rotation import ROOT_DOMAIN, KeyRow
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Checkpoint, LedgerHead, LedgerRow

__all__ = [
    "BYTES",
    "CHAIN",
    "CHECKPOINT",
    "COLUMNS",
    "COUNTED",
    "EVIDENCE",
    "HASH",
    "HEAD",
    "INDEX",
    "KEY",
    "KEYS",
    "MISSING",
    "NAME",
    "SIGNATURE",
    "Fault",
    "audit",
    "rows_of",
]

AT_ONCE = 1000
# What can be wrong with a row, in the order in which it is looked at.
MISSING, BYTES, HASH, CHAIN, COLUMNS, KEY, SIGNATURE = (
    "missing",
    "bytes",
    "hash",
    "chain",
    "columns",
    "key",
    "signature",
)
# What can be wrong with the ledger as a whole.
HEAD, KEYS, CHECKPOINT, COUNTED = "head", "keys", "checkpoint", "counted"

_ROWS = LedgerRow.__table__.c
_HEAD = LedgerHead.__table__.c
_NOTES = Checkpoint.__table__.c
_COLUMNS = (_ROWS.seq, _ROWS.kind, _ROWS.canonical, _ROWS.entry_hash, _ROWS.prev_hash, _ROWS.sig, _ROWS.kid, _ROWS.at)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: a code, and the row or entry it is about."""

    code: str
    seq: int | None = None
    entry_id: str | None = None


@dataclass(slots=True)
class Walk:
    """Where the audit has come to; `believed_until` is per revoked key the first row that is not believed."""

    association_id: str
    keys: Mapping[str, KeyRow]
    size: int = 0
    last_hash: str = ledger.GENESIS


def audit(db: Session, association_id: str) -> Iterator[Fault]:
    """Every fault of one association's ledger, in no more memory than a portion of rows takes. Nothing is changed."""
    keys = {one.kid: one for one in rotation.listed(db, association_id)}
    walk = Walk(association_id, keys)
    handed: dict[int, str] = {}
    with InForce() as in_force:
        for portion in _portions(db, association_id):
            said = []
            for row in portion:
                body = yield from _row(walk, row)
                said.append((row, body))
                if body is not None:
                    in_force.take(body)
                    if row.kind in (ledger.KEY_ROTATE, ledger.KEY_REVOKE):
                        handed[row.seq + 1] = str(body.get("public"))
            for code, seq in beside.faults(db, association_id, said):
                yield Fault(code, seq)
        yield from _end(db, walk)
        yield from _keys(keys.values(), handed)
        for code, seq in beside.orphans(db, association_id, walk.size):
            yield Fault(code, seq)
        for entry_id in held_against(db, association_id, in_force):
            yield Fault(COUNTED, entry_id=entry_id)


def rows_of(db: Session, association_id: str) -> int:
    """How many rows the ledger says it has."""
    return asking(db).execute(select(_HEAD.size).where(_HEAD.association_id == association_id)).scalar() or 0


def _portions(db: Session, association_id: str) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    last = 0
    wanted = select(*_COLUMNS).where(_ROWS.association_id == association_id).order_by(_ROWS.seq).limit(AT_ONCE)
    while portion := asking(db).execute(wanted.where(_ROWS.seq > last)).all():
        yield portion
        last = portion[-1].seq


def _row(walk: Walk, row: Row[*tuple[Any, ...]]) -> Generator[Fault, None, dict[str, Any] | None]:
    """The first fault of one row; what it says is returned, or None if it cannot be read."""
    if row.seq != walk.size + 1:
        yield Fault(MISSING, walk.size + 1)
    data = ledger.signed_bytes(row.canonical)
    digest = ledger.digest(data)
    body = _read(row.canonical)
    fault = BYTES if body is None else _fault(walk, row, body, data, digest)
    if fault is not None:
        yield Fault(fault, row.seq)
    walk.size, walk.last_hash = row.seq, digest
    return body


def _read(text: str) -> dict[str, Any] | None:
    """What a row says, if its text is the one spelling of it."""
    try:
        body = json.loads(text)
        is_own = isinstance(body, dict) and canonical.text(body) == text
    except ValueError:
        return None
    return body if is_own else None


def _fault(walk: Walk, row: Row[*tuple[Any, ...]], body: Mapping[str, Any], data: bytes, digest: str) -> str | None:
    if digest != row.entry_hash:
        return HASH
    if body.get("prev") != walk.last_hash or row.prev_hash != walk.last_hash:
        return CHAIN
    repeated = (row.seq, row.kind, row.kid, ledger.instant(row.at), walk.association_id, ledger.V, ledger.ALG)
    if repeated != tuple(body.get(name) for name in ("seq", "kind", "kid", "at", "assoc", "v", "alg")):
        return COLUMNS
    key = walk.keys.get(row.kid)
    if key is None or not _may_sign(key, row.seq, row.kind):
        return KEY
    return None if ed25519.verify(key.public, data, row.sig) else SIGNATURE


def _may_sign(key: KeyRow, seq: int, kind: str) -> bool:
    """Whether the row is one of this key's. The root signs nothing but that another key is taken away."""
    is_within = key.from_seq <= seq and (key.to_seq is None or seq <= key.to_seq)
    return is_within and (key.role == SIGNING) == (kind != ledger.KEY_REVOKE)


def _end(db: Session, walk: Walk) -> Iterator[Fault]:
    """The ledger ends where its head says, and was as long as every checkpoint says."""
    head = asking(db).execute(select(_HEAD.size, _HEAD.last_hash).where(_HEAD.association_id == walk.association_id))
    if tuple(head.first() or (0, ledger.GENESIS)) != (walk.size, walk.last_hash):
        yield Fault(HEAD, walk.size)
    last = 0
    wanted = (
        select(_NOTES.size, _NOTES.last_hash, _NOTES.at, _NOTES.note, _ROWS.entry_hash)
        .outerjoin(LedgerRow, (_ROWS.association_id == _NOTES.association_id) & (_ROWS.seq == _NOTES.size))
        .where(_NOTES.association_id == walk.association_id)
        .order_by(_NOTES.size)
        .limit(AT_ONCE)
    )
    while portion := asking(db).execute(wanted.where(_NOTES.size > last)).all():
        yield from (Fault(CHECKPOINT, row.size) for row in portion if not _is_note(walk, row))
        last = portion[-1].size


def _is_note(walk: Walk, row: Row[*tuple[Any, ...]]) -> bool:
    try:
        note = notes.read(row.note)
    except notes.BadNote:
        return False
    says = (note.association_id, note.size, note.last_hash, note.at)
    stands = (walk.association_id, row.size, row.last_hash, ledger.instant(row.at))
    key = walk.keys.get(note.kid)
    return (
        says == stands
        and note.last_hash == row.entry_hash
        and key is not None
        and ed25519.verify(key.public, note.message, note.sig)
    )


def _keys(keys: Iterable[KeyRow], handed: Mapping[int, str]) -> Iterator[Fault]:
    """Every key is named by the one before it, and every root has signed its certificate."""
    for key in keys:
        if key.role == ROOT:
            said = ROOT_DOMAIN + (key.certificate or "").encode()
            is_good = ed25519.verify(key.public, said, key.certificate_sig or "")
        else:
            is_good = key.from_seq == 1 or handed.get(key.from_seq) == key.public
        if not is_good or key.kid != ed25519.kid_of(key.public):
            yield Fault(KEYS, key.from_seq)
