"""Goals and their standings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _goal()
    _standing()


def downgrade() -> None:
    op.drop_table("standing")
    op.drop_table("goal")


def _goal() -> None:
    op.create_table(
        "goal",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("endorsed_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('earn', 'renew')", name=op.f("ck_goal_kind_known")),
        sa.CheckConstraint("track IN ('IMH', 'ECMH', 'both')", name=op.f("ck_goal_track_known")),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_goal_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_goal_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_goal")),
    )
    op.create_index("ix_goal_person", "goal", ["association_id", "person_id"], unique=False)


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("goal_id", ID, nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("window_from", sa.Date(), nullable=True),
        sa.Column("window_to", sa.Date(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("is_exempt", sa.Boolean(), nullable=False),
        sa.Column("certainty", sa.String(length=32), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("pack_digest", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("changes_on", sa.Date(), nullable=True),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("place IN ('current', 'last')", name=op.f("ck_standing_place_known")),
        sa.CheckConstraint("counted + waiting <= logged", name=op.f("ck_standing_parts_within_logged")),
        sa.ForeignKeyConstraint(
            ["association_id", "goal_id"],
            ["goal.association_id", "goal.id"],
            name=op.f("fk_standing_association_id_goal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_standing_association_id")),
        sa.PrimaryKeyConstraint("association_id", "goal_id", "place", name=op.f("pk_standing")),
    )
    op.create_index("ix_standing_changes_on", "standing", ["association_id", "changes_on"], unique=False)
    op.create_index("ix_standing_person", "standing", ["association_id", "person_id"], unique=False)
