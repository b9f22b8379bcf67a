"""When a supervisor is gone: who said so, stand-ins, evidence, and confirmations that are no signatures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.kept import keep, release
from rs_tracker.store.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
CODE = sa.String(length=32)
DIGEST = sa.String(length=64)
VOUCHED = "(vouched_as IS NOT NULL) = (state = 'vouched')"
KNOWN = "vouched_as IN ('stand-in', 'office')"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE entry ADD COLUMN vouched_as VARCHAR(32) "
        f"CONSTRAINT ck_entry_vouched_with_state CHECK ({VOUCHED}) CONSTRAINT ck_entry_vouched_as_known CHECK ({KNOWN})"
    )
    _supervisor_gone()
    _stand_in()
    _evidence_file()
    _evidence_use()
    _vouch()
    _vouch_end()
    keep(op, "vouch")
    keep(op, "vouch_end")


def downgrade() -> None:
    release(op, "vouch_end")
    release(op, "vouch")
    for table in ("vouch_end", "vouch", "evidence_use", "evidence_file", "stand_in", "supervisor_gone"):
        op.drop_table(table)
    # Without these tables nothing tells who confirmed it, so it waits for its supervisor again.
    op.execute("UPDATE entry SET state = 'waiting', vouched_as = NULL WHERE state = 'vouched'")
    op.execute("ALTER TABLE entry DROP COLUMN vouched_as")


def _columns(*names: str, kind: sa.types.TypeEngine[object], nullable: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _of_association(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f(f"fk_{table}_association_id")),
    ]


def _member(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["association_id", column],
        ["membership.association_id", "membership.person_id"],
        name=op.f(f"fk_{table}_association_id_{column}"),
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["association_id", "entry_id"],
        ["entry.association_id", "entry.id"],
        name=op.f(f"fk_{table}_association_id_entry_id"),
    )


def _ledger(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["association_id", "seq"], ["ledger.association_id", "ledger.seq"], name=op.f(f"fk_{table}_association_id_seq")
    )


def _supervisor_gone() -> None:
    op.create_table(
        "supervisor_gone",
        *_of_association("supervisor_gone"),
        *_columns("provider_id", "told_by", kind=ID),
        *_columns("scope", "reason", kind=CODE),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("scope IN ('own', 'office')", name=op.f("ck_supervisor_gone_scope_known")),
        sa.CheckConstraint(
            "reason IN ('died', 'retired', 'left', 'refuses')", name=op.f("ck_supervisor_gone_reason_known")
        ),
        sa.CheckConstraint("provider_id <> told_by", name=op.f("ck_supervisor_gone_two_people")),
        _member("supervisor_gone", "provider_id"),
        _person("supervisor_gone", "told_by"),
        sa.PrimaryKeyConstraint("association_id", "provider_id", "told_by", "scope", name=op.f("pk_supervisor_gone")),
    )
    op.create_index("ix_supervisor_gone_told_by", "supervisor_gone", ["association_id", "told_by"], unique=False)


def _stand_in() -> None:
    op.create_table(
        "stand_in",
        *_of_association("stand_in"),
        *_columns("entry_id", "person_id", kind=ID),
        sa.Column("named_as", sa.String(length=200), nullable=False),
        sa.Column("relation", CODE, nullable=False),
        sa.Column("named_by", ID, nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "relation IN ('group-member', 'co-facilitator', 'second-supervisor')",
            name=op.f("ck_stand_in_relation_known"),
        ),
        sa.CheckConstraint("person_id <> named_by", name=op.f("ck_stand_in_two_people")),
        _entry("stand_in"),
        _member("stand_in", "person_id"),
        sa.PrimaryKeyConstraint("association_id", "entry_id", name=op.f("pk_stand_in")),
    )
    op.create_index("ix_stand_in_person", "stand_in", ["association_id", "person_id"], unique=False)


def _evidence_file() -> None:
    op.create_table(
        "evidence_file",
        *_of_association("evidence_file"),
        *_columns("id", "owner_id", kind=ID),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('jpeg', 'png', 'pdf')", name=op.f("ck_evidence_file_kind_known")),
        _member("evidence_file", "owner_id"),
        _person("evidence_file", "added_by"),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_evidence_file")),
        sa.UniqueConstraint(
            "association_id", "owner_id", "sha256", name=op.f("uq_evidence_file_association_id_owner_id_sha256")
        ),
    )


def _evidence_use() -> None:
    op.create_table(
        "evidence_use",
        *_of_association("evidence_use"),
        *_columns("entry_id", "file_id", kind=ID),
        _entry("evidence_use"),
        sa.ForeignKeyConstraint(
            ["association_id", "file_id"],
            ["evidence_file.association_id", "evidence_file.id"],
            name=op.f("fk_evidence_use_association_id_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "file_id", name=op.f("pk_evidence_use")),
    )
    op.create_index("ix_evidence_use_file", "evidence_use", ["association_id", "file_id"], unique=False)


def _vouch() -> None:
    op.create_table(
        "vouch",
        *_of_association("vouch"),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_columns("supervisee_id", "by_id", kind=ID),
        *_columns("by_as", "reason", kind=CODE),
        sa.Column("evidence_sha256", DIGEST, nullable=True),
        sa.Column("auth", CODE, nullable=False),
        sa.Column("intent_id", ID, nullable=False),
        sa.Column("version_sha256", DIGEST, nullable=False),
        sa.Column("meaning", CODE, nullable=False),
        sa.Column("meaning_lang", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("by_id <> supervisee_id", name=op.f("ck_vouch_two_people")),
        sa.CheckConstraint("by_as IN ('stand-in', 'office')", name=op.f("ck_vouch_by_as_known")),
        sa.CheckConstraint("auth IN ('pwd', 'passkey-uv', 'email-code')", name=op.f("ck_vouch_auth_known")),
        sa.CheckConstraint(
            "by_as = 'stand-in' OR evidence_sha256 IS NOT NULL", name=op.f("ck_vouch_office_has_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version", "supervisee_id"],
            [
                "entry_version.association_id",
                "entry_version.entry_id",
                "entry_version.version",
                "entry_version.person_id",
            ],
            name="fk_vouch_entry_version",
        ),
        sa.ForeignKeyConstraint(["intent_id"], ["sign_intent.id"], name=op.f("fk_vouch_intent_id")),
        _person("vouch", "by_id"),
        _ledger("vouch"),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "version", name=op.f("pk_vouch")),
        sa.UniqueConstraint("association_id", "seq", name=op.f("uq_vouch_association_id_seq")),
    )
    op.create_index("ix_vouch_by", "vouch", ["association_id", "by_id", "at"], unique=False)


def _vouch_end() -> None:
    op.create_table(
        "vouch_end",
        *_of_association("vouch_end"),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("how", CODE, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("how IN ('corrected', 'taken-back', 'struck')", name=op.f("ck_vouch_end_how_known")),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["vouch.association_id", "vouch.entry_id", "vouch.version"],
            name="fk_vouch_end_vouch",
        ),
        _person("vouch_end", "by_id"),
        _ledger("vouch_end"),
        sa.PrimaryKeyConstraint("association_id", "entry_id", "version", name=op.f("pk_vouch_end")),
    )
