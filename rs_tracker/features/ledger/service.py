"""Appending to an association's ledger, in the transaction of what the row is about.

Whoever appends holds the ledger's head until the transaction ends, so rows have one order; a transaction that is taken
back takes its rows with it. Lock what the rows are about first, the head last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_urlsafe

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.domain.ledger import Place, Record
from rs_tracker.features.ledger import keys
from rs_tracker.features.ledger.keys import Head
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import AssociationKey, Evidence, LedgerDisclosure, LedgerHead, LedgerRow, Proof

__all__ = ["Head", "Record", "Sealed", "append", "end", "hold", "write"]

SALT, TOKEN = 16, 16
_HEAD = LedgerHead.__table__.c
_KEYS = AssociationKey.__table__.c
_END = select(_HEAD.size, _HEAD.last_hash, _HEAD.kid, _KEYS.sealed).outerjoin(
    AssociationKey, (_KEYS.association_id == _HEAD.association_id) & (_KEYS.kid == _HEAD.kid)
)
_HOLD = _END.with_for_update(of=LedgerHead)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A row that was appended: its number, its hash, and for a signature the token of its public page."""

    seq: int
    entry_hash: str
    token: str | None


def append(db: Session, association_id: str, records: Sequence[Record], now: datetime) -> list[Sealed]:
    """Append these records in their order, signed by the association's key; one Sealed each.

    Raises keys.SecretMissing and keys.WrongSecret, and ledger.NotARecord for what cannot be spelled.
    """
    if not records:
        return []
    db.flush()
    head = hold(db, association_id)
    return write(db, head, keys.signer(db, head, now), records, now)


def end(db: Session, association_id: str) -> Head:
    """The end of a ledger as it is seen now, without holding it: for whoever signs something about it, not in it."""
    row = asking(db).execute(_END.where(_HEAD.association_id == association_id)).first()
    return Head(association_id, *row) if row else Head(association_id, 0, ledger.GENESIS)


def hold(db: Session, association_id: str) -> Head:
    """The end of an association's ledger, held until this transaction ends; the first caller makes it."""
    wanted = _HOLD.where(_HEAD.association_id == association_id)
    row = asking(db).execute(wanted).first()
    if row is None:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        empty = {"association_id": association_id, "size": 0, "last_hash": ledger.GENESIS}
        changing(db).execute(dialect.insert(LedgerHead).values(empty).on_conflict_do_nothing())
        row = asking(db).execute(wanted).one()
    return Head(association_id, row.size, row.last_hash, row.kid, row.sealed)


def write(db: Session, head: Head, key: keys.SigningKey, records: Sequence[Record], now: datetime) -> list[Sealed]:
    """Append with a given key, behind a head that is held; `append` is what everybody but the keys themselves calls."""
    at = now.replace(microsecond=0)
    rows: list[dict[str, object]] = []
    names: list[dict[str, object]] = []
    proofs: list[dict[str, object]] = []
    sealed: list[Sealed] = []
    prev = head.last_hash
    for seq, record in enumerate(records, head.size + 1):
        place = Place(head.association_id, seq, prev, key.kid, at)
        row, disclosures = seal(record, place, key)
        prev = str(row["entry_hash"])
        rows.append(row)
        names += disclosures
        token = None
        if record.kind in ledger.SIGNATURES:
            token = token_urlsafe(TOKEN)
            proofs.append(_proof(record, place, token))
        sealed.append(Sealed(seq, prev, token))
    _insert(db, head, rows, names, proofs, records)
    changing(db).execute(
        update(LedgerHead)
        .where(_HEAD.association_id == head.association_id)
        .values(size=sealed[-1].seq, last_hash=prev)
    )
    return sealed


def seal(record: Record, place: Place, key: keys.SigningKey) -> tuple[dict[str, object], list[dict[str, object]]]:
    """One row and its disclosures, ready to be written: salted, spelled, hashed, signed."""
    disclosures: list[dict[str, object]] = []
    commit: dict[str, str] = {}
    for name, value in record.disclose.items():
        salt = token_bytes(SALT)
        commit[name] = ledger.commitment(salt, value)
        disclosures.append(
            {"association_id": place.association_id, "seq": place.seq, "field": name, "salt": salt, "value": value}
        )
    text = ledger.spell(record, place, commit)
    data = ledger.signed_bytes(text)
    row: dict[str, object] = {
        "association_id": place.association_id,
        "seq": place.seq,
        "kind": record.kind,
        "canonical": text,
        "entry_hash": ledger.digest(data),
        "prev_hash": place.prev,
        "sig": key.sign(data),
        "kid": key.kid,
        "at": place.at,
    }
    return row, disclosures


def _proof(record: Record, place: Place, token: str) -> dict[str, object]:
    return {
        "association_id": place.association_id,
        "token": token,
        "entry_id": record.about["entry"],
        "version": record.about["version"],
        "seq": place.seq,
        "created_at": place.at,
    }


def _insert(
    db: Session,
    head: Head,
    rows: list[dict[str, object]],
    names: list[dict[str, object]],
    proofs: list[dict[str, object]],
    records: Sequence[Record],
) -> None:
    """One statement a table, however many rows."""
    connection = changing(db)
    connection.execute(insert(LedgerRow), rows)
    if names:
        connection.execute(insert(LedgerDisclosure), names)
    if proofs:
        connection.execute(insert(Proof), proofs)
    bodies = {sha256(one.evidence).hexdigest(): one.evidence for one in records if one.evidence is not None}
    if bodies:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        kept = [{"association_id": head.association_id, "sha256": name, "body": body} for name, body in bodies.items()]
        connection.execute(dialect.insert(Evidence).on_conflict_do_nothing(), kept)
