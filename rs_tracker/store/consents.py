"""That somebody agreed to sign electronically, in which words, and until when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base
from rs_tracker.store.types import Id


class SignConsent(Base):
    """One yes to signing electronically; taken back it stays, with the day on which it was. At most one is open."""

    __tablename__ = "sign_consent"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"))
    # Which of our texts it was said to, and in which language it was read.
    text_version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after_given"),
        Index("ix_sign_consent_person", "person_id", "given_at"),
    )
