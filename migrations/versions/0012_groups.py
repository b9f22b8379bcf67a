"""Group sheets with their lines, and what a signed sheet leaves: a session per association, and its entries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _group_sheet()
    _group_line()
    _rsc_session()
    _session_entry()


def downgrade() -> None:
    op.drop_table("session_entry")
    op.drop_table("rsc_session")
    op.drop_table("group_line")
    op.drop_table("group_sheet")


def _group_sheet() -> None:
    op.create_table(
        "group_sheet",
        sa.Column("id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=False),
        sa.Column("started_by", ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("co_name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("code_until", UtcDateTime(), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("intent_id", ID, nullable=True),
        sa.Column("prepared_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'signed') = (signed_at IS NOT NULL)", name=op.f("ck_group_sheet_signed_at_a_time")
        ),
        sa.CheckConstraint("medium IN ('in_person', 'video', 'phone')", name=op.f("ck_group_sheet_medium_known")),
        sa.CheckConstraint("state IN ('open', 'signed', 'dropped')", name=op.f("ck_group_sheet_state_known")),
        sa.CheckConstraint("(code IS NULL) = (code_until IS NULL)", name=op.f("ck_group_sheet_code_ends")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_group_sheet_minutes_in_a_day")),
        sa.ForeignKeyConstraint(["intent_id"], ["sign_intent.id"], name=op.f("fk_group_sheet_intent_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["person.id"], name=op.f("fk_group_sheet_provider_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_group_sheet_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_group_sheet_code")),
    )
    op.create_index("ix_group_sheet_provider", "group_sheet", ["provider_id", "state", "held_on"], unique=False)
    op.create_index("ix_group_sheet_started_by", "group_sheet", ["started_by", "state"], unique=False)


def _group_line() -> None:
    op.create_table(
        "group_line",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("sheet_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("known_id", ID, nullable=True),
        sa.Column("known_version", sa.Integer(), nullable=True),
        sa.Column("take", sa.String(length=32), nullable=True),
        sa.Column("said_minutes", sa.Integer(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint("take IN ('same', 'back', 'other')", name=op.f("ck_group_line_take_known")),
        sa.CheckConstraint(
            "(known_id IS NULL) = (known_version IS NULL)", name=op.f("ck_group_line_known_in_a_version")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_group_line_minutes_in_a_day")),
        sa.CheckConstraint(
            "said_minutes IS NULL OR said_minutes BETWEEN 1 AND 1440", name=op.f("ck_group_line_said_minutes_in_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_group_line_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_group_line_association_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["group_sheet.id"], name=op.f("fk_group_line_sheet_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_group_line")),
        sa.UniqueConstraint(
            "association_id", "sheet_id", "person_id", name=op.f("uq_group_line_association_id_sheet_id_person_id")
        ),
    )


def _rsc_session() -> None:
    op.create_table(
        "rsc_session",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("sheet_id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=False),
        sa.Column("co_name", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("medium IN ('in_person', 'video', 'phone')", name=op.f("ck_rsc_session_medium_known")),
        sa.CheckConstraint("group_size BETWEEN 1 AND 500", name=op.f("ck_rsc_session_group_size_sane")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_rsc_session_minutes_in_a_day")),
        sa.ForeignKeyConstraint(
            ["association_id", "provider_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_rsc_session_association_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_rsc_session_association_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["group_sheet.id"], name=op.f("fk_rsc_session_sheet_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_rsc_session")),
        sa.UniqueConstraint("association_id", "sheet_id", name=op.f("uq_rsc_session_association_id_sheet_id")),
    )


def _session_entry() -> None:
    op.create_table(
        "session_entry",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id"],
            ["entry.association_id", "entry.id"],
            name=op.f("fk_session_entry_association_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "session_id"],
            ["rsc_session.association_id", "rsc_session.id"],
            name=op.f("fk_session_entry_association_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_session_entry_association_id")),
        sa.PrimaryKeyConstraint("association_id", "entry_id", name=op.f("pk_session_entry")),
    )
    op.create_index("ix_session_entry_session", "session_entry", ["association_id", "session_id"], unique=False)
