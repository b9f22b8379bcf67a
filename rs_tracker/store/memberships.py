"""Who belongs to an association, in which roles, whom they work with, and what entitles them to provide."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.people import DEGREES, STATUSES
from rs_tracker.store.types import Code, Digest, Email, Id

ROLES = ("supervisee", "supervisor", "coordinator", "admin")


class Membership(OfAssociation, Base):
    """A person in an association. `office_sees` is null until somebody who came before the office has answered."""

    __tablename__ = "membership"

    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    office_sees: Mapped[bool | None] = mapped_column(Boolean)
    invited_by: Mapped[str | None] = mapped_column(Id)
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["person_id"], ["person.id"]),
        Index("ix_membership_person_id", "person_id", "association_id"),
    )


class MembershipRole(OfAssociation, Base):
    """A hat that a member wears; several at once are ordinary."""

    __tablename__ = "membership_role"

    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    role: Mapped[str] = mapped_column(Code, primary_key=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "person_id"], ["membership.association_id", "membership.person_id"], ondelete="CASCADE"
        ),
        one_of("role", ROLES),
    )


class Qualification(OfAssociation, Base):
    """What entitles a member to provide RSC here; declared until `confirmed_at`, ignored after `refused_at`."""

    __tablename__ = "qualification"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    endorsement_id: Mapped[str | None] = mapped_column(Id)
    category: Mapped[str] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code)
    degree: Mapped[str | None] = mapped_column(Code)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    registry_url: Mapped[str | None] = mapped_column(String(300))
    evidence: Mapped[str | None] = mapped_column(String(300))
    declared_at: Mapped[datetime]
    declared_by: Mapped[str | None] = mapped_column(Id)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(Id)
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        one_of("status", STATUSES),
        one_of("degree", DEGREES),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        Index("ix_qualification_person", "association_id", "person_id"),
    )


class SupervisionPair(OfAssociation, Base):
    """A supervisee and somebody they named as supervisor; it needs no coordinator.

    `named_as` is what the namer called the other one; they read nothing else until the other side has confirmed.
    """

    __tablename__ = "supervision_pair"

    supervisee_id: Mapped[str] = mapped_column(Id, primary_key=True)
    provider_id: Mapped[str] = mapped_column(Id, primary_key=True)
    state: Mapped[str] = mapped_column(Code, default="named")
    named_by: Mapped[str] = mapped_column(Id)
    named_as: Mapped[str | None] = mapped_column(String(200))
    named_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "supervisee_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_pair_supervisee",
        ),
        ForeignKeyConstraint(
            ["association_id", "provider_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_pair_provider",
        ),
        one_of("state", ("named", "confirmed", "ended")),
        CheckConstraint("supervisee_id <> provider_id", name="two_people"),
        Index("ix_supervision_pair_provider", "association_id", "provider_id"),
    )


class Invitation(OfAssociation, Base):
    """A typed code, valid seven days, that lets a named or invited person in."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    email: Mapped[str] = mapped_column(Email)
    role: Mapped[str] = mapped_column(Code)
    invited_by: Mapped[str] = mapped_column(Id)
    code_hash: Mapped[str] = mapped_column(Digest)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        one_of("role", ROLES),
        Index("ix_invitation_email", "association_id", "email"),
    )
