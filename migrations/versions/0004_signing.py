"""Statements that were signed, and the signatures; both kept as they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.kept import keep, release
from rs_tracker.store.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _sign_intent()
    _attestation()
    keep(op, "attestation")


def downgrade() -> None:
    release(op, "attestation")
    op.drop_table("attestation")
    op.drop_table("sign_intent")


def _sign_intent() -> None:
    op.create_table(
        "sign_intent",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_intent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_intent")),
    )
    op.create_index(op.f("ix_sign_intent_person_id"), "sign_intent", ["person_id"], unique=False)


def _attestation() -> None:
    op.create_table(
        "attestation",
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
        sa.CheckConstraint("auth IN ('pwd')", name=op.f("ck_attestation_auth_known")),
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
    )
    op.create_index("ix_attestation_signer", "attestation", ["association_id", "signer_id", "signed_at"], unique=False)
