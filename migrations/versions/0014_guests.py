"""Supervisors without an account: askings, links, browsers; and what a namer called somebody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _request()
    _link()
    _visit()
    op.add_column("supervision_pair", sa.Column("named_as", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("supervision_pair") as pair:
        pair.drop_column("named_as")
    op.drop_table("guest_visit")
    op.drop_table("guest_link")
    op.drop_table("guest_request")


def _request() -> None:
    op.create_table(
        "guest_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("mailed_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "ended_how IN ('used', 'expired', 'revoked')", name=op.f("ck_guest_request_ended_how_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guest_request_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_guest_request_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_request")),
    )
    op.create_index(op.f("ix_guest_request_person_id"), "guest_request", ["person_id"], unique=False)
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_guest_request_open",
        "guest_request",
        ["person_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _link() -> None:
    op.create_table(
        "guest_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["guest_request.id"], name=op.f("fk_guest_link_request_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_guest_link_made_by")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_guest_link")),
    )
    op.create_index(op.f("ix_guest_link_request_id"), "guest_link", ["request_id"], unique=False)


def _visit() -> None:
    op.create_table(
        "guest_visit",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("proven_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["token_hash"], ["guest_link.token_hash"], name=op.f("fk_guest_visit_token_hash")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_guest_visit")),
    )
    op.create_index(op.f("ix_guest_visit_token_hash"), "guest_visit", ["token_hash"], unique=False)
