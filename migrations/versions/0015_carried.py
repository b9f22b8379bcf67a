"""Sessions brought from other associations with their proofs, and the keys of those associations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _origin_key()
    _carried()
    op.create_index("ix_carried_person", "carried", ["association_id", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("carried")
    op.drop_table("origin_key")


def _origin_key() -> None:
    op.create_table(
        "origin_key",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("first_seen_by", ID, nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("refused_by", ID, nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_origin_key_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(refused_at IS NULL) = (refused_by IS NULL)", name=op.f("ck_origin_key_refused_by_somebody")
        ),
        sa.CheckConstraint("confirmed_at IS NULL OR refused_at IS NULL", name=op.f("ck_origin_key_one_answer")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_origin_key_association_id")),
        sa.ForeignKeyConstraint(["first_seen_by"], ["person.id"], name=op.f("fk_origin_key_first_seen_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_origin_key_confirmed_by")),
        sa.ForeignKeyConstraint(["refused_by"], ["person.id"], name=op.f("fk_origin_key_refused_by")),
        sa.PrimaryKeyConstraint("association_id", "public", name=op.f("pk_origin_key")),
    )


def _carried() -> None:
    op.create_table(
        "carried",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("origin_key", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("origin_entry", ID, nullable=False),
        sa.Column("origin_seq", sa.Integer(), nullable=False),
        sa.Column("origin_hash", sa.String(length=64), nullable=False),
        sa.Column("is_from_here", sa.Boolean(), nullable=False),
        sa.Column("origin_name", sa.String(length=200), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("auth", sa.String(length=32), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("brought_at", UtcDateTime(), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=64), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_carried_association_id")),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_carried_entry_version",
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "seq"],
            ["ledger.association_id", "ledger.seq"],
            name=op.f("fk_carried_association_id_seq"),
        ),
        sa.PrimaryKeyConstraint("association_id", "entry_id", name=op.f("pk_carried")),
        sa.UniqueConstraint(
            "association_id",
            "origin_key",
            "origin_entry",
            name=op.f("uq_carried_association_id_origin_key_origin_entry"),
        ),
    )
