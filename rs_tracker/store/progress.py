"""Goals, and their standings: derived, stored, rebuildable."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.types import Code, Digest, Document, Id


class Goal(OfAssociation, Base):
    """What a person works on here: earn a category, or renew one."""

    __tablename__ = "goal"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Code)
    category: Mapped[str] = mapped_column(Code)
    track: Mapped[str | None] = mapped_column(Code)
    applied_on: Mapped[date | None]
    endorsed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        one_of("kind", ("earn", "renew")),
        one_of("track", ("IMH", "ECMH", "both")),
        Index("ix_goal_person", "association_id", "person_id"),
    )


class Standing(OfAssociation, Base):
    """A goal measured on a day: `place` is `current` or `last` (the window before, while it is still shown)."""

    __tablename__ = "standing"

    goal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    place: Mapped[str] = mapped_column(Code, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    window_from: Mapped[date | None]
    window_to: Mapped[date | None]
    required: Mapped[int] = mapped_column(Integer)
    logged: Mapped[int] = mapped_column(Integer)
    waiting: Mapped[int] = mapped_column(Integer)
    counted: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    is_met: Mapped[bool] = mapped_column(Boolean)
    is_exempt: Mapped[bool] = mapped_column(Boolean)
    certainty: Mapped[str] = mapped_column(Code)
    # checks, flags, sources, the month totals of the chart, what drops out next
    detail: Mapped[dict[str, object]] = mapped_column(Document)
    pack_digest: Mapped[str] = mapped_column(Digest)
    as_of: Mapped[date]
    changes_on: Mapped[date | None]
    computed_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "goal_id"], ["goal.association_id", "goal.id"], ondelete="CASCADE"),
        one_of("place", ("current", "last")),
        CheckConstraint("counted + waiting <= logged", name="parts_within_logged"),
        Index("ix_standing_person", "association_id", "person_id"),
        Index("ix_standing_changes_on", "association_id", "changes_on"),
    )
