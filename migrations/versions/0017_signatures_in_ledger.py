"""The signatures given so far become rows of the ledger, in the order in which they were given.

The format of a row is frozen (docs/ledger.md); only its pure spelling is taken from the program, tables are spoken of
as they are at this revision. Taken back, the rows stay, and so do the numbers of those that have one.
"""

from datetime import UTC, datetime
from secrets import token_bytes, token_urlsafe
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.adapters import keys
from rs_tracker.domain import ledger
from rs_tracker.store.checks import require_value
from rs_tracker.store.kept import keep, release
from rs_tracker.store.schema import SecretMissing
from rs_tracker.store.types import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
AT_ONCE = 500


def upgrade() -> None:
    release(op, "attestation")
    _move_signatures()
    require_value(op, "attestation", "seq")
    keep(op, "attestation")


def downgrade() -> None:
    require_value(op, "attestation", "seq", is_on=False)


_SIGNATURES = sa.text(
    "SELECT a.association_id, a.entry_id, a.version, a.version_sha256, a.supervisee_id, a.signer_id, a.signed_at, "
    "a.auth, a.intent_id, a.meaning, a.meaning_lang, i.sha256 AS intent_sha256, v.held_on, v.minutes, "
    "given.name AS supervisee_name, giver.name AS signer_name "
    "FROM attestation a JOIN sign_intent i ON i.id = a.intent_id "
    "JOIN entry_version v ON v.association_id = a.association_id AND v.entry_id = a.entry_id "
    "AND v.version = a.version "
    "JOIN person given ON given.id = a.supervisee_id JOIN person giver ON giver.id = a.signer_id "
    "WHERE a.association_id = :association AND a.seq IS NULL ORDER BY a.signed_at, a.entry_id, a.version"
).columns(entry_id=ID, supervisee_id=ID, signer_id=ID, intent_id=ID, signed_at=UtcDateTime(), held_on=sa.Date())
_HELD = sa.text(
    "SELECT person_id, status, starts_on, ends_on, confirmed_at, refused_at FROM qualification "
    "WHERE association_id = :association"
).columns(person_id=ID, starts_on=sa.Date(), ends_on=sa.Date(), confirmed_at=UtcDateTime(), refused_at=UtcDateTime())
_HEAD = sa.text("SELECT size, last_hash FROM ledger_head WHERE association_id = :association")
_IN_USE = sa.text(
    "SELECT kid, sealed FROM association_key "
    "WHERE association_id = :association AND role = 'signing' AND to_seq IS NULL"
)
_IN_FORCE = sa.text(
    "SELECT a.entry_id, a.seq FROM attestation a "
    "JOIN entry e ON e.association_id = a.association_id AND e.id = a.entry_id AND e.signed_version = a.version "
    "WHERE a.association_id = :association AND a.seq IS NOT NULL"
).columns(entry_id=ID)


def _move_signatures() -> None:
    bind = op.get_bind()
    signed_in = sa.text(
        "SELECT id, zone FROM association WHERE id IN (SELECT association_id FROM attestation WHERE seq IS NULL) "
        "ORDER BY id"
    )
    associations = bind.execute(signed_in).all()
    secret = op.get_context().config.attributes.get("ledger_secret")  # type: ignore[union-attr]
    if associations and not secret:
        raise SecretMissing("There are signatures to move into the ledger, and RS_LEDGER_KEY is not set.")
    for association in associations:
        _move(bind, association.id, association.zone, secret)


def _move(bind: sa.Connection, association_id: str, zone: str, secret: Any) -> None:
    """One association's signatures, in portions; the key comes first, the head last."""
    here = {"association": association_id}
    now = datetime.now(UTC).replace(microsecond=0)
    seq, prev = bind.execute(_HEAD, here).one_or_none() or (0, ledger.GENESIS)
    key = _key(bind, association_id, secret, seq + 1, now)
    held: dict[str, list[Any]] = {}
    for row in bind.execute(_HELD, here):
        held.setdefault(row.person_id, []).append(row)
    signed = {row.entry_id: row.seq for row in bind.execute(_IN_FORCE, here)}
    for portion in bind.execute(_SIGNATURES, here).partitions(AT_ONCE):
        made = []
        for row in portion:
            seq += 1
            role = ledger.role(held.get(row.signer_id, ()), row.held_on)
            made.append(
                _made(
                    row,
                    ledger.Place(association_id, seq, prev, key.kid, row.signed_at),
                    key,
                    now,
                    _said(row, role, zone, signed.get(row.entry_id)),
                )
            )
            prev, signed[row.entry_id] = made[-1]["ledger"][0]["entry_hash"], seq
        _write(bind, made)
    bind.execute(sa.text("DELETE FROM ledger_head WHERE association_id = :association"), here)
    head = {"association_id": association_id, "size": seq, "last_hash": prev, "kid": key.kid}
    _insert(bind, "ledger_head", [head])


def _key(bind: sa.Connection, association_id: str, secret: bytes, from_seq: int, now: datetime) -> keys.SigningKey:
    """The key in use, or the first one."""
    row = bind.execute(_IN_USE, {"association": association_id}).one_or_none()
    if row is not None:
        return keys.unseal(secret, f"{association_id}/{row.kid}", row.sealed)
    key = keys.new()
    sealed = keys.seal(secret, f"{association_id}/{key.kid}", key)
    own = {"association_id": association_id, "kid": key.kid, "role": "signing", "alg": keys.ALG, "public": key.public}
    _insert(bind, "association_key", [own | {"sealed": sealed, "from_seq": from_seq, "created_at": now}])
    return key


def _said(row: Any, role: str, zone: str, before: int | None) -> ledger.Record:
    """A signature as a record; `moved` says that the row was made later than its instant."""
    about = {
        "entry": row.entry_id,
        "version": row.version,
        "version_sha256": row.version_sha256,
        "date": row.held_on.isoformat(),
        "minutes": row.minutes,
        "signer": row.signer_id,
        "supervisee": row.supervisee_id,
        "auth": row.auth,
        "intent": row.intent_id,
        "intent_sha256": row.intent_sha256,
        "meaning": row.meaning,
        "meaning_lang": row.meaning_lang,
        "role": role,
        "tz": zone,
        "moved": True,
    }
    names = {"supervisee": row.supervisee_name, "supervisor": row.signer_name}
    if before is None:
        return ledger.Record("attest", about, names)
    return ledger.Record("amend", about | {"supersedes": before}, names)


def _made(
    row: Any, place: ledger.Place, key: keys.SigningKey, now: datetime, said: ledger.Record
) -> dict[str, list[dict[str, Any]]]:
    """What one signature adds to each table."""
    here: dict[str, Any] = {"association_id": place.association_id, "seq": place.seq}
    names = [here | {"field": name, "salt": token_bytes(16), "value": value} for name, value in said.disclose.items()]
    text = ledger.spell(said, place, {one["field"]: ledger.commitment(one["salt"], one["value"]) for one in names})
    data = ledger.signed_bytes(text)
    return {
        "ledger": [
            here
            | {
                "kind": said.kind,
                "canonical": text,
                "entry_hash": ledger.digest(data),
                "prev_hash": place.prev,
                "sig": key.sign(data),
                "kid": key.kid,
                "at": place.at.replace(microsecond=0),
            }
        ],
        "ledger_disclosure": names,
        "proof": [
            here | {"token": token_urlsafe(16), "entry_id": row.entry_id, "version": row.version, "created_at": now}
        ],
        "attestation": [
            {"here": place.association_id, "entry": row.entry_id, "version": row.version, "seq": place.seq}
        ],
    }


def _write(bind: sa.Connection, made: list[dict[str, list[dict[str, Any]]]]) -> None:
    for table in ("ledger", "ledger_disclosure", "proof"):
        _insert(bind, table, [row for one in made for row in one[table]])
    number = sa.text(
        "UPDATE attestation SET seq = :seq WHERE association_id = :here AND entry_id = :entry AND version = :version"
    )
    bind.execute(number, [row for one in made for row in one["attestation"]])


def _insert(bind: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    types: dict[str, Any] = {"at": UtcDateTime(), "created_at": UtcDateTime(), "entry_id": ID}
    columns: list[sa.ColumnClause[Any]] = [sa.column(name, types.get(name)) for name in rows[0]]
    bind.execute(sa.insert(sa.table(table, *columns)), rows)
