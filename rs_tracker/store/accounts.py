"""Signing in: web sessions that the server can end, typed codes, counters of attempts."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, one_of
from rs_tracker.store.types import Code, Digest, Email, Id, Slug

PURPOSES = ("join", "reset", "address", "sign-in")


class WebSession(Base):
    """One signed-in browser. The cookie holds a random token, this row its SHA-256; ending the row ends the session."""

    __tablename__ = "web_session"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Digest, unique=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    association_id: Mapped[str | None] = mapped_column(Slug, ForeignKey("association.id"))
    is_own_device: Mapped[bool] = mapped_column(Boolean, default=False)
    device: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AccountCode(Base):
    """A six-digit code sent to an address; its hash, its end, its wrong tries."""

    __tablename__ = "account_code"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    purpose: Mapped[str] = mapped_column(Code)
    email: Mapped[str] = mapped_column(Email)
    person_id: Mapped[str | None] = mapped_column(Id, ForeignKey("person.id"))
    association_id: Mapped[str | None] = mapped_column(Slug, ForeignKey("association.id"))
    code_hash: Mapped[str] = mapped_column(Digest)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (one_of("purpose", PURPOSES), Index("ix_account_code_email", "email", "purpose"))


class RateCount(Base):
    """Attempts within a window, shared by all processes (flask-limiter's storage)."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime]
