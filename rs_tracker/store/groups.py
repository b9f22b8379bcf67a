"""Group sessions: the sheet that gathers them, its lines, and what a signed sheet leaves in each association."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.entries import DAY
from rs_tracker.store.types import Code, Id

OPEN, SIGNED, DROPPED = "open", "signed", "dropped"
# What a line does where its person logged the meeting already: sign that, send it back, or stand for another meeting.
SAME, BACK, OTHER = "same", "back", "other"


class GroupSheet(Base):
    """One meeting of a group before it is signed. It belongs to people: its lines may lie in several associations.

    `code` lets others join until `code_until`; `joined` counts those who came by it, wherever they belong. `intent_id`
    is the statement last made of it, `size` how many it counts, `prepared_at` when; changing the sheet forgets them.
    """

    __tablename__ = "group_sheet"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    provider_id: Mapped[str] = mapped_column(Id)
    started_by: Mapped[str] = mapped_column(Id)
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    medium: Mapped[str] = mapped_column(Code)
    co_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(Code, default=OPEN)
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    code_until: Mapped[datetime | None]
    joined: Mapped[int] = mapped_column(Integer, default=0)
    size: Mapped[int | None] = mapped_column(Integer)
    intent_id: Mapped[str | None] = mapped_column(Id)
    prepared_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["provider_id"], ["person.id"]),
        ForeignKeyConstraint(["started_by"], ["person.id"]),
        ForeignKeyConstraint(["intent_id"], ["sign_intent.id"]),
        one_of("state", (OPEN, SIGNED, DROPPED)),
        one_of("medium", ("in_person", "video", "phone")),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY}", name="minutes_in_a_day"),
        CheckConstraint("(code IS NULL) = (code_until IS NULL)", name="code_ends"),
        CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_at_a_time"),
        Index("ix_group_sheet_provider", "provider_id", "state", "held_on"),
        Index("ix_group_sheet_started_by", "started_by", "state"),
    )


class GroupLine(OfAssociation, Base):
    """One person on a sheet; its id is the one the entry will have, its salt that of the entry's commitment.

    `known_id` and `known_version` name what the person logged of this meeting already, `take` what becomes of that.
    """

    __tablename__ = "group_line"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sheet_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    minutes: Mapped[int] = mapped_column(Integer)
    is_present: Mapped[bool] = mapped_column(Boolean, default=True)
    known_id: Mapped[str | None] = mapped_column(Id)
    known_version: Mapped[int | None] = mapped_column(Integer)
    take: Mapped[str | None] = mapped_column(Code)
    said_minutes: Mapped[int | None] = mapped_column(Integer)
    joined_at: Mapped[datetime | None]
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        ForeignKeyConstraint(["sheet_id"], ["group_sheet.id"]),
        UniqueConstraint("association_id", "sheet_id", "person_id"),
        one_of("take", (SAME, BACK, OTHER)),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY}", name="minutes_in_a_day"),
        CheckConstraint(f"said_minutes IS NULL OR said_minutes BETWEEN 1 AND {DAY}", name="said_minutes_in_a_day"),
        CheckConstraint("(known_id IS NULL) = (known_version IS NULL)", name="known_in_a_version"),
    )


class RscSession(OfAssociation, Base):
    """A meeting that was held, as one association has it: what the entries of its own members have in common."""

    __tablename__ = "rsc_session"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sheet_id: Mapped[str] = mapped_column(Id)
    provider_id: Mapped[str] = mapped_column(Id)
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    medium: Mapped[str] = mapped_column(Code)
    group_size: Mapped[int] = mapped_column(Integer)
    co_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "provider_id"], ["membership.association_id", "membership.person_id"]),
        ForeignKeyConstraint(["sheet_id"], ["group_sheet.id"]),
        UniqueConstraint("association_id", "sheet_id"),
        one_of("medium", ("in_person", "video", "phone")),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY}", name="minutes_in_a_day"),
        CheckConstraint("group_size BETWEEN 1 AND 500", name="group_size_sane"),
    )


class SessionEntry(OfAssociation, Base):
    """Which entry is a line of which session."""

    __tablename__ = "session_entry"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    session_id: Mapped[str] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "entry_id"], ["entry.association_id", "entry.id"]),
        ForeignKeyConstraint(["association_id", "session_id"], ["rsc_session.association_id", "rsc_session.id"]),
        Index("ix_session_entry_session", "association_id", "session_id"),
    )
