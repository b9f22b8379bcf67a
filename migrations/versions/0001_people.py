"""Associations and people: addresses, traits, endorsements they hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _association()
    _person()
    _address()
    _person_trait()
    _endorsement()


def downgrade() -> None:
    op.drop_table("endorsement")
    op.drop_table("person_trait")
    op.drop_table("address")
    op.drop_table("person")
    op.drop_table("association")


def _association() -> None:
    op.create_table(
        "association",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("pack_digest", sa.String(length=64), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("join_code", sa.String(length=32), nullable=True),
        sa.Column("contact", sa.String(length=254), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("may_sign_from", UtcDateTime(), nullable=True),
        sa.Column("joined_to", ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["joined_to"], ["person.id"], name=op.f("fk_person_joined_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_joined_to"), "person", ["joined_to"], unique=False)


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("proven_at", UtcDateTime(), nullable=True),
        sa.Column("unreachable_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_address_email_lower")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_person_id")),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_address")),
    )
    op.create_index(op.f("ix_address_person_id"), "address", ["person_id"], unique=False)


def _person_trait() -> None:
    op.create_table(
        "person_trait",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("trait", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.CheckConstraint("trait IN ('degree', 'gives_rsc')", name=op.f("ck_person_trait_trait_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_trait_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_trait")),
    )
    op.create_index(op.f("ix_person_trait_person_id"), "person_trait", ["person_id"], unique=False)


def _endorsement() -> None:
    op.create_table(
        "endorsement",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("degree", sa.String(length=32), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=40), nullable=True),
        sa.Column("registry_url", sa.String(length=300), nullable=True),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("status IN ('endorsed', 'emerging', 'vetted')", name=op.f("ck_endorsement_status_known")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_endorsement_dates_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_endorsement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
    )
    op.create_index("ix_endorsement_person_category", "endorsement", ["person_id", "category"], unique=False)
    op.create_index(op.f("ix_endorsement_person_id"), "endorsement", ["person_id"], unique=False)
