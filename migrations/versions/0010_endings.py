"""Signatures that end: cancelled, struck with a second person, and what an erased person leaves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.checks import change_check
from rs_tracker.store.kept import keep, let_erase, release
from rs_tracker.store.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
BEFORE = "state IN ('waiting', 'returned', 'signed', 'changed', 'removed')"
AFTER = "state IN ('waiting', 'returned', 'signed', 'changed', 'removed', 'withdrawn', 'voided', 'vouched')"
ENDED = "(ended_version IS NOT NULL) = (state IN ('withdrawn', 'voided'))"


def upgrade() -> None:
    change_check(op, "entry", "ck_entry_state_known", BEFORE, AFTER)
    op.execute(
        f"ALTER TABLE entry ADD COLUMN ended_version INTEGER CONSTRAINT ck_entry_ended_with_state CHECK ({ENDED})"
    )
    op.add_column("person", sa.Column("erased_at", UtcDateTime(), nullable=True))
    _cancellation()
    _strike()
    _erasing()
    release(op, "entry_version")
    keep(op, "entry_version", deletes=False)
    let_erase(op)


def downgrade() -> None:
    let_erase(op, is_on=False)
    release(op, "entry_version", deletes=False)
    keep(op, "entry_version")
    op.drop_table("erasing")
    op.drop_table("strike")
    op.drop_table("cancellation")
    op.drop_column("person", "erased_at")
    # What ended can only be told apart from what was sent back by columns that are gone.
    op.execute("UPDATE entry SET state = 'returned', ended_version = NULL WHERE state IN ('withdrawn', 'voided')")
    op.execute("UPDATE entry SET state = 'waiting' WHERE state = 'vouched'")
    op.execute("ALTER TABLE entry DROP COLUMN ended_version")
    change_check(op, "entry", "ck_entry_state_known", AFTER, BEFORE)


def _of_association() -> sa.Column[str]:
    return sa.Column("association_id", sa.String(length=40), nullable=False)


def _of_signature(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["association_id", "entry_id", "version"],
        ["attestation.association_id", "attestation.entry_id", "attestation.version"],
        name=f"fk_{table}_attestation",
    )


def _cancellation() -> None:
    op.create_table(
        "cancellation",
        _of_association(),
        sa.Column("intent_id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        _of_signature("cancellation"),
        sa.ForeignKeyConstraint(["intent_id"], ["sign_intent.id"], name=op.f("fk_cancellation_intent_id")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_cancellation_association_id")),
        sa.PrimaryKeyConstraint("association_id", "intent_id", name=op.f("pk_cancellation")),
    )
    op.create_index("ix_cancellation_entry", "cancellation", ["association_id", "entry_id", "version"], unique=False)


def _strike() -> None:
    op.create_table(
        "strike",
        _of_association(),
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("notice_until", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("second_kind", sa.String(length=32), nullable=True),
        sa.Column("second_by", ID, nullable=True),
        sa.Column("answer_words", sa.String(length=500), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        *_strike_checks(),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_strike_entry_version",
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_strike_proposed_by")),
        sa.ForeignKeyConstraint(["second_by"], ["person.id"], name=op.f("fk_strike_second_by")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_strike_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_strike")),
    )
    op.create_index("ix_strike_entry", "strike", ["association_id", "entry_id", "version"], unique=False)
    op.create_index("ix_strike_notice", "strike", ["association_id", "outcome", "notice_until"], unique=False)


def _strike_checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            "reason IN ('not_held', 'wrong_person', 'duplicate', 'by_mistake', 'other')",
            name=op.f("ck_strike_reason_known"),
        ),
        sa.CheckConstraint("outcome IN ('struck', 'objected', 'taken_back')", name=op.f("ck_strike_outcome_known")),
        sa.CheckConstraint(
            "second_kind IN ('signer', 'supervisee', 'officer', 'notice')", name=op.f("ck_strike_second_known")
        ),
        sa.CheckConstraint("second_by IS NULL OR second_by <> proposed_by", name=op.f("ck_strike_two_people")),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_strike_settled_once")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'struck' OR second_kind IS NOT NULL", name=op.f("ck_strike_struck_by_two")
        ),
    )


def _erasing() -> None:
    op.create_table(
        "erasing",
        _of_association(),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id", "entry_id"], ["entry.association_id", "entry.id"], name="fk_erasing_entry"
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "seq"], ["ledger.association_id", "ledger.seq"], name="fk_erasing_row"
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_erasing_association_id")),
        sa.PrimaryKeyConstraint("association_id", "entry_id", name=op.f("pk_erasing")),
    )
