"""Members of an association, their roles, qualifications, pairs and invitations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rs_tracker.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    _membership()
    _membership_role()
    _qualification()
    _supervision_pair()
    _invitation()


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("supervision_pair")
    op.drop_table("qualification")
    op.drop_table("membership_role")
    op.drop_table("membership")


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("office_sees", sa.Boolean(), nullable=True),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_membership_association_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("association_id", "person_id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id", "association_id"], unique=False)


def _membership_role() -> None:
    op.create_table(
        "membership_role",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("granted_by", ID, nullable=True),
        sa.CheckConstraint(
            "role IN ('supervisee', 'supervisor', 'coordinator', 'admin')", name=op.f("ck_membership_role_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_membership_role_association_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_membership_role_association_id")),
        sa.PrimaryKeyConstraint("association_id", "person_id", "role", name=op.f("pk_membership_role")),
    )


def _qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("endorsement_id", ID, nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("degree", sa.String(length=32), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("registry_url", sa.String(length=300), nullable=True),
        sa.Column("evidence", sa.String(length=300), nullable=True),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("declared_by", ID, nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("refused_by", ID, nullable=True),
        sa.CheckConstraint(
            "degree IN ('none', 'associate', 'bachelor', 'master', 'doctorate')",
            name=op.f("ck_qualification_degree_known"),
        ),
        sa.CheckConstraint("status IN ('endorsed', 'emerging', 'vetted')", name=op.f("ck_qualification_status_known")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_qualification_confirmed_by_somebody")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_qualification_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_qualification_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_qualification_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_qualification")),
    )
    op.create_index("ix_qualification_person", "qualification", ["association_id", "person_id"], unique=False)


def _supervision_pair() -> None:
    op.create_table(
        "supervision_pair",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("supervisee_id", ID, nullable=False),
        sa.Column("provider_id", ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("named_by", ID, nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('named', 'confirmed', 'ended')", name=op.f("ck_supervision_pair_state_known")),
        sa.CheckConstraint("supervisee_id <> provider_id", name=op.f("ck_supervision_pair_two_people")),
        sa.ForeignKeyConstraint(
            ["association_id", "provider_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_pair_provider",
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "supervisee_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_pair_supervisee",
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_supervision_pair_association_id")
        ),
        sa.PrimaryKeyConstraint("association_id", "supervisee_id", "provider_id", name=op.f("pk_supervision_pair")),
    )
    op.create_index("ix_supervision_pair_provider", "supervision_pair", ["association_id", "provider_id"], unique=False)


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("association_id", sa.String(length=40), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("invited_by", ID, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('supervisee', 'supervisor', 'coordinator', 'admin')", name=op.f("ck_invitation_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["association_id", "person_id"],
            ["membership.association_id", "membership.person_id"],
            name=op.f("fk_invitation_association_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_invitation_association_id")),
        sa.PrimaryKeyConstraint("association_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_email", "invitation", ["association_id", "email"], unique=False)
