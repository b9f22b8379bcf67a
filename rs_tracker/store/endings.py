"""Signatures that end, and entries that are being erased.

That a signature ended, when and by whom is an `attestation_end` (store/ledger.py) and a row of the ledger. Here stands
what led there: words in which somebody said why, and proposals of the office that need a second person.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.types import Code, Id

WHY_STRUCK = ("not_held", "wrong_person", "duplicate", "by_mistake", "other")
STRUCK, OBJECTED, TAKEN_BACK = "struck", "objected", "taken_back"
SECONDS = ("signer", "supervisee", "officer", "notice")


def _of_signature(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["association_id", "entry_id", "version"],
        ["attestation.association_id", "attestation.entry_id", "attestation.version"],
        name=f"fk_{table}_attestation",
    )


class Cancellation(OfAssociation, Base):
    """A supervisor's own words about cancelling a signature, from the moment the statement is made; for the owner."""

    __tablename__ = "cancellation"

    intent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(500))

    __table_args__ = (
        _of_signature("cancellation"),
        ForeignKeyConstraint(["intent_id"], ["sign_intent.id"]),
        Index("ix_cancellation_entry", "association_id", "entry_id", "version"),
    )


class Strike(OfAssociation, Base):
    """The office's proposal to strike one signature. It is open until somebody else agreed, objected, or it was taken
    back; `notice_until` is there where an office of one may go ahead once that instant has passed without objection.
    """

    __tablename__ = "strike"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Code)
    words: Mapped[str | None] = mapped_column(String(500))
    proposed_by: Mapped[str] = mapped_column(Id)
    proposed_at: Mapped[datetime]
    notice_until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Code)
    second_kind: Mapped[str | None] = mapped_column(Code)
    second_by: Mapped[str | None] = mapped_column(Id)
    answer_words: Mapped[str | None] = mapped_column(String(500))
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_strike_entry_version",
        ),
        ForeignKeyConstraint(["proposed_by"], ["person.id"]),
        ForeignKeyConstraint(["second_by"], ["person.id"]),
        one_of("reason", WHY_STRUCK),
        one_of("outcome", (STRUCK, OBJECTED, TAKEN_BACK)),
        one_of("second_kind", SECONDS, "second_known"),
        CheckConstraint("second_by IS NULL OR second_by <> proposed_by", name="two_people"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_once"),
        CheckConstraint("outcome IS NULL OR outcome <> 'struck' OR second_kind IS NOT NULL", name="struck_by_two"),
        Index("ix_strike_entry", "association_id", "entry_id", "version"),
        Index("ix_strike_notice", "association_id", "outcome", "notice_until"),
    )


class Erasing(OfAssociation, Base):
    """An entry that is being erased, and the ledger's row that says so: gone again at the end of the transaction.

    The trigger on `entry_version` lets go of versions of these entries alone (store/kept.py).
    """

    __tablename__ = "erasing"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id"], ["entry.association_id", "entry.id"], name="fk_erasing_entry"
        ),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"], name="fk_erasing_row"),
    )
