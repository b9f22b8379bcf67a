"""The log: entries, versions that never change, returns, questions, uploads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.kept import keep, release
from rs_tracker.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _entry()
    _entry_version()
    _disclosure()
    _sent_back()
    _office_question()
    _log_upload()
    keep(op, "entry_version")


def downgrade() -> None:
    release(op, "entry_version")
    op.drop_table("log_upload")
    op.drop_table("office_question")
    op.drop_table("sent_back")
    op.drop_table("disclosure")
    op.drop_table("entry_version")
    op.drop_table("entry")


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_version", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("provider_id", ID, nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        *_entry_checks(),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_entry_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "provider_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_entry_provider",
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_entry_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_entry")),
        sa.UniqueConstraint(
            "association_id", "person_id", "import_key", name=op.f("uq_entry_association_id_person_id_import_key")
        ),
    )
    op.create_index("ix_entry_list", "entry", ["association_id", "person_id", "held_on", "minutes"], unique=False)
    op.create_index("ix_entry_queue", "entry", ["association_id", "provider_id", "state"], unique=False)
    op.create_index("ix_entry_state", "entry", ["association_id", "person_id", "state", "held_on"], unique=False)


def _entry_checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint("format IN ('individual', 'group')", name=op.f("ck_entry_format_known")),
        sa.CheckConstraint(
            "kind IN ('reflective', 'peer', 'administrative', 'clinical', 'training')", name=op.f("ck_entry_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'returned', 'signed', 'changed', 'removed')", name=op.f("ck_entry_state_known")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_entry_minutes_in_a_day")),
        sa.CheckConstraint("provider_id IS NULL OR provider_id <> person_id", name=op.f("ck_entry_two_people")),
        sa.CheckConstraint("signed_version IS NULL OR signed_version <= version", name=op.f("ck_entry_signed_exists")),
    )


def _entry_version() -> None:
    op.create_table(
        "entry_version",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("about_rsc", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.Column("provider_commitment", sa.String(length=64), nullable=True),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *_entry_version_checks(),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id"],
            ["entry.association_id", "entry.id"],
            name=op.f("fk_entry_version_association_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_entry_version_association_id")),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "version", name=op.f("pk_entry_version")),
        sa.UniqueConstraint(
            "association_id",
            "entry_id",
            "version",
            "person_id",
            name=op.f("uq_entry_version_association_id_entry_id_version_person_id"),
        ),
    )


def _entry_version_checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            "(format = 'group') = (group_size IS NOT NULL)", name=op.f("ck_entry_version_group_has_size")
        ),
        sa.CheckConstraint("format IN ('individual', 'group')", name=op.f("ck_entry_version_format_known")),
        sa.CheckConstraint(
            "kind IN ('reflective', 'peer', 'administrative', 'clinical', 'training')",
            name=op.f("ck_entry_version_kind_known"),
        ),
        sa.CheckConstraint("medium IN ('in_person', 'video', 'phone')", name=op.f("ck_entry_version_medium_known")),
        sa.CheckConstraint("track IN ('IMH', 'ECMH', 'both')", name=op.f("ck_entry_version_track_known")),
        sa.CheckConstraint("about_rsc BETWEEN 0 AND minutes", name=op.f("ck_entry_version_about_rsc_within")),
        sa.CheckConstraint(
            "group_size IS NULL OR group_size BETWEEN 1 AND 500", name=op.f("ck_entry_version_group_size_sane")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_entry_version_minutes_in_a_day")),
        sa.CheckConstraint("provider_id IS NULL OR provider_id <> person_id", name=op.f("ck_entry_version_two_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_entry_version_version_counts_from_one")),
    )


def _disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.CheckConstraint("field IN ('provider')", name=op.f("ck_disclosure_field_known")),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name=op.f("fk_disclosure_association_id_entry_id_version"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_disclosure_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_entry", "disclosure", ["association_id", "entry_id", "version"], unique=False)


def _sent_back() -> None:
    op.create_table(
        "sent_back",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('date', 'length', 'not_reflective', 'not_there', 'not_mine', 'other')",
            name=op.f("ck_sent_back_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name=op.f("fk_sent_back_association_id_entry_id_version"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_sent_back_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_sent_back")),
        sa.UniqueConstraint(
            "association_id", "entry_id", "version", name=op.f("uq_sent_back_association_id_entry_id_version")
        ),
    )


def _office_question() -> None:
    op.create_table(
        "office_question",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("supervisee_words", sa.String(length=1000), nullable=True),
        sa.Column("provider_words", sa.String(length=1000), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id"],
            ["entry.association_id", "entry.id"],
            name=op.f("fk_office_question_association_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_office_question_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_office_question")),
        sa.UniqueConstraint("association_id", "entry_id", name=op.f("uq_office_question_association_id_entry_id")),
    )


def _log_upload() -> None:
    op.create_table(
        "log_upload",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("file_name", sa.String(length=254), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_log_upload_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_log_upload_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_log_upload")),
    )
