"""Consent to sign electronically: asked once, kept, and withdrawable."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sign_consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= given_at", name=op.f("ck_sign_consent_withdrawn_after_given")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_consent")),
    )
    op.create_index("ix_sign_consent_person", "sign_consent", ["person_id", "given_at"], unique=False)


def downgrade() -> None:
    op.drop_table("sign_consent")
