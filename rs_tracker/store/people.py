"""People and what is known of them everywhere: addresses, degrees, endorsements they hold."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, one_of
from rs_tracker.store.types import Code, Email, Id, Slug

DEGREES = ("none", "associate", "bachelor", "master", "doctorate")
STATUSES = ("endorsed", "emerging", "vetted")


class Person(Base):
    """Somebody: with an account (a proven address), or only named by somebody else."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # After a reset by mail code alone, signing waits until here (trust: mailbox takeover).
    may_sign_from: Mapped[datetime | None]
    # The record this one was joined to; rows that name the old id stay, because entry versions never change.
    joined_to: Mapped[str | None] = mapped_column(Id, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    # Since when this is nobody any more: the id stays, because signed records name it.
    erased_at: Mapped[datetime | None]


class Address(Base):
    """An e-mail address of a person; one person at most has it, proven or not."""

    __tablename__ = "address"

    email: Mapped[str] = mapped_column(Email, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    is_primary: Mapped[bool] = mapped_column(Boolean, default=False)
    proven_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)


class PersonTrait(Base):
    """A degree, or whether the person gives RSC, from a day on (null: always)."""

    __tablename__ = "person_trait"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    trait: Mapped[str] = mapped_column(Code)
    value: Mapped[str] = mapped_column(Code)
    from_on: Mapped[date | None]

    __table_args__ = (one_of("trait", ("degree", "gives_rsc")),)


class Endorsement(Base):
    """A credential a person says they hold; each association confirms its own copy as a qualification."""

    __tablename__ = "endorsement"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    category: Mapped[str] = mapped_column(Code)
    track: Mapped[str | None] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code)
    degree: Mapped[str | None] = mapped_column(Code)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(Slug)
    registry_url: Mapped[str | None] = mapped_column(String(300))
    declared_at: Mapped[datetime]

    __table_args__ = (
        one_of("status", STATUSES),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index("ix_endorsement_person_category", "person_id", "category"),
    )
