"""Supervisors without an account: what they were asked, by which links, and which browser a link was opened in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, one_of
from rs_tracker.store.types import Code, Digest, Email, Id

ENDS = ("used", "expired", "revoked")


class GuestRequest(Base):
    """One asking of a person for all that waits for them, over all associations; one at a time is open.

    `code_hash` is of the six digits in the newest message; `messages` counts how many were sent.
    """

    __tablename__ = "guest_request"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(Email)
    code_hash: Mapped[str] = mapped_column(Digest)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    messages: Mapped[int] = mapped_column(Integer, default=1)
    by_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    mailed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str | None] = mapped_column(Code)

    __table_args__ = (
        one_of("ended_how", ENDS),
        Index(
            "uq_guest_request_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class GuestLink(Base):
    """A link to an asking, by the SHA-256 of its token. `made_by` is the supervisee who passed it on themselves."""

    __tablename__ = "guest_link"

    token_hash: Mapped[str] = mapped_column(Digest, primary_key=True)
    request_id: Mapped[str] = mapped_column(Id, ForeignKey("guest_request.id"), index=True)
    made_by: Mapped[str | None] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]


class GuestVisit(Base):
    """A browser in which a link was opened, by the SHA-256 of its cookie; `proven_at` once the code was typed there."""

    __tablename__ = "guest_visit"

    secret_hash: Mapped[str] = mapped_column(Digest, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Digest, ForeignKey("guest_link.token_hash"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
