"""The ledger: rows, keys, checkpoints, names, evidence, public pages; a signature may say which row it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.kept import keep, release
from rs_tracker.store.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
KEPT = ("ledger", "checkpoint", "attestation_end")


def upgrade() -> None:
    _association_key()
    _ledger()
    _ledger_head()
    _checkpoint()
    _ledger_disclosure()
    _evidence()
    _proof()
    release(op, "attestation")
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
        batch.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_attestation_auth_known"), type_="check")
        batch.create_check_constraint(op.f("ck_attestation_auth_known"), "auth IN ('pwd', 'passkey-uv', 'email-code')")
        batch.create_unique_constraint(op.f("uq_attestation_association_id_seq"), ["association_id", "seq"])
        batch.create_foreign_key(
            op.f("fk_attestation_association_id_seq"), "ledger", ["association_id", "seq"], ["association_id", "seq"]
        )


def _narrow_attestation() -> None:
    """A signature by passkey or code has no place in the older table, so it stands there as the weakest kind."""
    op.execute("UPDATE attestation SET auth = 'pwd' WHERE auth <> 'pwd'")
    now = _numbered(_attestation("'pwd', 'passkey-uv', 'email-code'"))
    with op.batch_alter_table("attestation", copy_from=now, recreate="auto") as batch:
        batch.drop_constraint(op.f("fk_attestation_association_id_seq"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_attestation_association_id_seq"), type_="unique")
        batch.drop_constraint(op.f("ck_attestation_auth_known"), type_="check")
        batch.create_check_constraint(op.f("ck_attestation_auth_known"), "auth IN ('pwd')")
        batch.drop_column("seq")


def _attestation(auths: str) -> sa.Table:
    """The table with every constraint it has: read back from SQLite, the checks would be lost."""
    return sa.Table(
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


def _numbered(table: sa.Table) -> sa.Table:
    """The same table once a signature says which row of the ledger it is."""
    table.append_column(sa.Column("seq", sa.Integer(), nullable=True))
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
        sa.Column("kid", sa.String(length=16), nullable=True),
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
    )
    op.create_index("ix_proof_entry", "proof", ["association_id", "entry_id", "version"], unique=False)
    op.create_index("ix_proof_token", "proof", ["token"], unique=False)
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
