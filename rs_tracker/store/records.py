"""What happened, and what is to be told: the trail and the outbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.types import Code, Document, Email, Id, Slug


class Trail(OfAssociation, Base):
    """Who did what in an association; codes and ids, never a name."""

    __tablename__ = "trail"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(Id)
    person_id: Mapped[str | None] = mapped_column(Id)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(64))
    about: Mapped[dict[str, object]] = mapped_column(Document, default=dict)

    __table_args__ = (
        Index("ix_trail_at", "association_id", "at"),
        Index("ix_trail_person", "association_id", "person_id", "at"),
    )


class AccountTrail(Base):
    """What happened to an account itself: sign-ins, resets, addresses; belongs to the person alone."""

    __tablename__ = "account_trail"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(64))
    about: Mapped[dict[str, object]] = mapped_column(Document, default=dict)

    __table_args__ = (Index("ix_account_trail_person", "person_id", "at"),)


class OutboxMessage(Base):
    """A message to send, written in the transaction of its cause; its id is its Message-ID."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    association_id: Mapped[str | None] = mapped_column(Slug, ForeignKey("association.id"))
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    template: Mapped[str] = mapped_column(Code)
    person_id: Mapped[str | None] = mapped_column(Id)
    recipient: Mapped[str] = mapped_column(Email)
    language: Mapped[str] = mapped_column(String(8), default="en")
    params: Mapped[dict[str, object]] = mapped_column(Document, default=dict)
    state: Mapped[str] = mapped_column(Code, default="pending")
    not_before: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]

    __table_args__ = (
        one_of("state", ("pending", "sending", "sent", "skipped", "dead")),
        Index("ix_outbox_due", "state", "not_before"),
    )
