"""The ledger: rows, keys, checkpoints, names, evidence, public pages; the signatures so far become its first rows.

The format of a row is frozen (docs/ledger.md); only its pure spelling is taken from the program, tables are spoken of
as they are at this revision.
"""

from datetime import UTC, datetime
from secrets import token_bytes, token_urlsafe
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.adapters import keys
from rs_tracker.domain import ledger
from rs_tracker.store.kept import keep, release
from rs_tracker.store.schema import SecretMissing
from rs_tracker.store.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
KEPT = ("ledger", "checkpoint", "attestation_end")
AT_ONCE = 500


def upgrade() -> None:
    _association_key()
    _ledger()
    _ledger_head()
    _checkpoint()
    _ledger_disclosure()
    _evidence()
    _proof()
    release(op, "attestation")
    op.add_column("attestation", sa.Column("seq", sa.Integer(), nullable=True))
    _move_signatures()
    _widen_attestation()
    keep(op, "attestation")
    _attestation_end()
    for table in KEPT:
        keep(op, table)


def downgrade() -> None:
    """The signatures stay, as they were before; what only the ledger holds is gone."""
    for table in KEPT:
        release(op, table)
    op.drop_table("attestation_end")
    release(op, "attestation")
    _narrow_attestation()
    keep(op, "attestation")
    for table in ("proof", "evidence", "ledger_disclosure", "checkpoint", "ledger_head", "ledger", "association_key"):
        op.drop_table(table)


def _widen_attestation() -> None:
    """A batch so that SQLite, which changes no constraint in place, copies the table into one of the new shape."""
    with op.batch_alter_table("attestation", copy_from=_attestation("'pwd'"), recreate="auto") as batch:
        batch.alter_column("seq", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f("ck_attestation_auth_known"), type_="check")
        batch.create_check_constraint(op.f("ck_attestation_auth_known"), "auth IN ('pwd', 'passkey-uv', 'email-code')")
        batch.create_unique_constraint(op.f("uq_attestation_association_id_seq"), ["association_id", "seq"])
        batch.create_foreign_key(
            op.f("fk_attestation_association_id_seq"), "ledger", ["association_id", "seq"], ["association_id", "seq"]
        )


def _narrow_attestation() -> None:
    """A signature by passkey or code has no place in the older table, so it stands there as the weakest kind."""
    op.execute("UPDATE attestation SET auth = 'pwd' WHERE auth <> 'pwd'")
    now = _attestation("'pwd', 'passkey-uv', 'email-code'", is_in_ledger=True)
    with op.batch_alter_table("attestation", copy_from=now, recreate="auto") as batch:
        batch.drop_constraint(op.f("fk_attestation_association_id_seq"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_attestation_association_id_seq"), type_="unique")
        batch.drop_constraint(op.f("ck_attestation_auth_known"), type_="check")
        batch.create_check_constraint(op.f("ck_attestation_auth_known"), "auth IN ('pwd')")
        batch.drop_column("seq")


def _attestation(auths: str, *, is_in_ledger: bool = False) -> sa.Table:
    """The table with every constraint it has: read back from SQLite, the checks would be lost."""
    table = sa.Table(
        "attestation",
        sa.MetaData(),
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("supervisee_id", ID, nullable=False),
        sa.Column("signer_id", ID, nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("auth", sa.String(length=32), nullable=False),
        sa.Column("intent_id", ID, nullable=False),
        sa.Column("version_sha256", sa.String(length=64), nullable=False),
        sa.Column("meaning", sa.String(length=32), nullable=False),
        sa.Column("meaning_lang", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=not is_in_ledger),
        sa.CheckConstraint(f"auth IN ({auths})", name=op.f("ck_attestation_auth_known")),
        sa.CheckConstraint("signer_id <> supervisee_id", name=op.f("ck_attestation_two_people")),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version", "supervisee_id"],
            [
                "entry_version.association_id",
                "entry_version.entry_id",
                "entry_version.version",
                "entry_version.person_id",
            ],
            name="fk_attestation_entry_version",
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_attestation_association_id")),
        sa.ForeignKeyConstraint(["intent_id"], ["sign_intent.id"], name=op.f("fk_attestation_intent_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_attestation_signer_id")),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "version", name=op.f("pk_attestation")),
        sa.Index("ix_attestation_signer", "association_id", "signer_id", "signed_at"),
    )
    if is_in_ledger:
        table.append_constraint(
            sa.UniqueConstraint("association_id", "seq", name=op.f("uq_attestation_association_id_seq"))
        )
        table.append_constraint(
            sa.ForeignKeyConstraint(
                ["association_id", "seq"],
                ["ledger.association_id", "ledger.seq"],
                name=op.f("fk_attestation_association_id_seq"),
            )
        )
    return table


# The signatures so far, sealed in the order in which they were given.

_SIGNATURES = sa.text(
    "SELECT a.association_id, a.entry_id, a.version, a.version_sha256, a.supervisee_id, a.signer_id, a.signed_at, "
    "a.auth, a.intent_id, a.meaning, a.meaning_lang, i.sha256 AS intent_sha256, v.held_on, v.minutes, "
    "given.name AS supervisee_name, giver.name AS signer_name "
    "FROM attestation a JOIN sign_intent i ON i.id = a.intent_id "
    "JOIN entry_version v ON v.association_id = a.association_id AND v.entry_id = a.entry_id "
    "AND v.version = a.version "
    "JOIN person given ON given.id = a.supervisee_id JOIN person giver ON giver.id = a.signer_id "
    "WHERE a.association_id = :association ORDER BY a.signed_at, a.entry_id, a.version"
).columns(signed_at=UtcDateTime(), held_on=sa.Date())
_HELD = sa.text(
    "SELECT person_id, status, starts_on, ends_on, confirmed_at, refused_at FROM qualification "
    "WHERE association_id = :association"
).columns(starts_on=sa.Date(), ends_on=sa.Date(), confirmed_at=UtcDateTime(), refused_at=UtcDateTime())


def _move_signatures() -> None:
    bind = op.get_bind()
    signed_in = sa.text(
        "SELECT id, zone FROM association WHERE id IN (SELECT association_id FROM attestation) ORDER BY id"
    )
    associations = bind.execute(signed_in).all()
    secret = op.get_context().config.attributes.get("ledger_secret")  # type: ignore[union-attr]
    if associations and not secret:
        raise SecretMissing("There are signatures to move into the ledger, and RS_LEDGER_KEY is not set.")
    for association in associations:
        _move(bind, association.id, association.zone, secret)


def _move(bind: sa.Connection, association_id: str, zone: str, secret: bytes) -> None:
    """One association's signatures, in portions; the key comes first, the head last."""
    now = datetime.now(UTC).replace(microsecond=0)
    key = keys.new()
    sealed = keys.seal(secret, f"{association_id}/{key.kid}", key)
    own = {"association_id": association_id, "kid": key.kid, "role": "signing", "alg": keys.ALG, "public": key.public}
    _insert(bind, "association_key", [own | {"sealed": sealed, "from_seq": 1, "created_at": now}])
    held: dict[str, list[Any]] = {}
    for row in bind.execute(_HELD, {"association": association_id}):
        held.setdefault(row.person_id, []).append(row)
    prev, seq, signed = ledger.GENESIS, 0, {}
    for portion in bind.execute(_SIGNATURES, {"association": association_id}).partitions(AT_ONCE):
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
    _insert(bind, "ledger_head", [{"association_id": association_id, "size": seq, "last_hash": prev}])


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
    names = [
        {
            "association_id": place.association_id,
            "seq": place.seq,
            "field": field,
            "salt": token_bytes(16),
            "value": value,
        }
        for field, value in said.disclose.items()
    ]
    text = ledger.spell(said, place, {one["field"]: ledger.commitment(one["salt"], one["value"]) for one in names})
    data = ledger.signed_bytes(text)
    return {
        "ledger": [
            {
                "association_id": place.association_id,
                "seq": place.seq,
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
            {
                "association_id": place.association_id,
                "token": token_urlsafe(16),
                "entry_id": row.entry_id,
                "version": row.version,
                "seq": place.seq,
                "created_at": now,
            }
        ],
        "attestation": [
            {
                "at_association": place.association_id,
                "at_entry": row.entry_id,
                "at_version": row.version,
                "seq": place.seq,
            }
        ],
    }


def _write(bind: sa.Connection, made: list[dict[str, list[dict[str, Any]]]]) -> None:
    for table in ("ledger", "ledger_disclosure", "proof"):
        _insert(bind, table, [row for one in made for row in one[table]])
    number = sa.text(
        "UPDATE attestation SET seq = :seq WHERE association_id = :at_association AND entry_id = :at_entry "
        "AND version = :at_version"
    )
    bind.execute(number, [row for one in made for row in one["attestation"]])


def _insert(bind: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    types = {"at": UtcDateTime(), "created_at": UtcDateTime(), "entry_id": ID}
    columns = [sa.column(name, types.get(name)) for name in rows[0]]
    bind.execute(sa.insert(sa.table(table, *columns)), rows)


def _association_key() -> None:
    op.create_table(
        "association_key",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("kid", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("alg", sa.String(length=32), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=True),
        sa.Column("revoked_from", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("certificate_sig", sa.String(length=128), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(role = 'root') = (certificate IS NOT NULL)", name=op.f("ck_association_key_roots_certify")
        ),
        sa.CheckConstraint(
            "(sealed IS NOT NULL) = (role = 'signing' AND to_seq IS NULL)",
            name=op.f("ck_association_key_sealed_while_in_use"),
        ),
        sa.CheckConstraint("role IN ('signing', 'root')", name=op.f("ck_association_key_role_known")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_association_key_association_id")),
        sa.PrimaryKeyConstraint("association_id", "kid", name=op.f("pk_association_key")),
    )
    op.create_index(
        "ix_association_key_in_use",
        "association_key",
        ["association_id", "role"],
        unique=True,
        sqlite_where=sa.text("to_seq IS NULL"),
        postgresql_where=sa.text("to_seq IS NULL"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("entry_hash", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("sig", sa.String(length=128), nullable=False),
        sa.Column("kid", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_ledger_seq_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["association_id", "kid"],
            ["association_key.association_id", "association_key.kid"],
            name=op.f("fk_ledger_association_id_kid"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_ledger_association_id")),
        sa.PrimaryKeyConstraint("association_id", "seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("association_id", "entry_hash", name=op.f("uq_ledger_association_id_entry_hash")),
        sa.UniqueConstraint("association_id", "prev_hash", name=op.f("uq_ledger_association_id_prev_hash")),
    )


def _ledger_head() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_ledger_head_association_id")),
        sa.PrimaryKeyConstraint("association_id", name=op.f("pk_ledger_head")),
    )


def _checkpoint() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id", "size"],
            ["ledger.association_id", "ledger.seq"],
            name=op.f("fk_checkpoint_association_id_size"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_checkpoint_association_id")),
        sa.PrimaryKeyConstraint("association_id", "size", name=op.f("pk_checkpoint")),
    )


def _ledger_disclosure() -> None:
    op.create_table(
        "ledger_disclosure",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id", "seq"],
            ["ledger.association_id", "ledger.seq"],
            name=op.f("fk_ledger_disclosure_association_id_seq"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_ledger_disclosure_association_id")
        ),
        sa.PrimaryKeyConstraint("association_id", "seq", "field", name=op.f("pk_ledger_disclosure")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_evidence_association_id")),
        sa.PrimaryKeyConstraint("association_id", "sha256", name=op.f("pk_evidence")),
    )


def _proof() -> None:
    op.create_table(
        "proof",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_proof_entry_version",
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "seq"], ["ledger.association_id", "ledger.seq"], name=op.f("fk_proof_association_id_seq")
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_proof_association_id")),
        sa.PrimaryKeyConstraint("association_id", "token", name=op.f("pk_proof")),
        sa.UniqueConstraint("token", name=op.f("uq_proof_token")),
    )
    op.create_index("ix_proof_entry", "proof", ["association_id", "entry_id", "version"], unique=False)
    op.create_index("ix_proof_seq", "proof", ["association_id", "seq"], unique=False)


def _attestation_end() -> None:
    op.create_table(
        "attestation_end",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.CheckConstraint("how IN ('withdrawn', 'voided')", name=op.f("ck_attestation_end_how_known")),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["attestation.association_id", "attestation.entry_id", "attestation.version"],
            name="fk_attestation_end_attestation",
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "seq"],
            ["ledger.association_id", "ledger.seq"],
            name=op.f("fk_attestation_end_association_id_seq"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_attestation_end_association_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attestation_end_by_id")),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "version", name=op.f("pk_attestation_end")),
    )
    op.create_index("ix_attestation_end_seq", "attestation_end", ["association_id", "seq"], unique=False)
