"""A whole ledger as JSON Lines, for who checks it elsewhere (docs/ledger.md): the keys, then every row as stored."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import canonical
from rs_tracker.features.ledger import rotation
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import LedgerRow

KIND = "rs-tracker-ledger"
AT_ONCE = 1000
_ROWS = LedgerRow.__table__.c
_PUBLIC = ("kid", "role", "public", "from_seq", "to_seq", "revoked_from", "certificate", "certificate_sig")


def lines(db: Session, association_id: str) -> Iterator[bytes]:
    """The file line by line, in constant memory; each line is canonical text with its line end."""
    keys = [{name: getattr(one, name) for name in _PUBLIC} for one in rotation.listed(db, association_id)]
    yield _line({"v": 1, "kind": KIND, "association": association_id, "keys": keys})
    last = 0
    wanted = select(_ROWS.seq, _ROWS.canonical, _ROWS.entry_hash, _ROWS.kid, _ROWS.sig)
    wanted = wanted.where(_ROWS.association_id == association_id).order_by(_ROWS.seq).limit(AT_ONCE)
    while portion := asking(db).execute(wanted.where(_ROWS.seq > last)).all():
        for row in portion:
            yield _line({"canonical": row.canonical, "hash": row.entry_hash, "kid": row.kid, "sig": row.sig})
        last = portion[-1].seq


def _line(record: dict[str, object]) -> bytes:
    return canonical.text(record).encode() + b"\n"
