"""When a supervisor is gone: who said so, who was there instead, what was handed in, and what was confirmed with it."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    case,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.domain.standins import GONE_REASONS, RELATIONS, SCOPES
from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.entries import Entry
from rs_tracker.store.people import Person
from rs_tracker.store.types import Code, Digest, Id


class SupervisorGone(OfAssociation, Base):
    """Somebody's word that a supervisor will not sign any more: a supervisee's for their own sessions, the office's
    for everybody's. It holds until it is taken back.
    """

    __tablename__ = "supervisor_gone"

    provider_id: Mapped[str] = mapped_column(Id, primary_key=True)
    told_by: Mapped[str] = mapped_column(Id, primary_key=True)
    scope: Mapped[str] = mapped_column(Code, primary_key=True)
    reason: Mapped[str] = mapped_column(Code)
    since_on: Mapped[date | None]
    told_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "provider_id"], ["membership.association_id", "membership.person_id"]),
        ForeignKeyConstraint(["told_by"], ["person.id"]),
        one_of("scope", SCOPES),
        one_of("reason", GONE_REASONS),
        CheckConstraint("provider_id <> told_by", name="two_people"),
        Index("ix_supervisor_gone_told_by", "association_id", "told_by"),
    )


class StandIn(OfAssociation, Base):
    """Somebody who was there, named by the owner of a session to confirm it; naming another replaces them.

    `named_as` is the name as typed: whoever knows an address must not learn by it how its reader is called elsewhere.
    """

    __tablename__ = "stand_in"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    named_as: Mapped[str] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(Code)
    named_by: Mapped[str] = mapped_column(Id)
    named_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "entry_id"], ["entry.association_id", "entry.id"]),
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        one_of("relation", RELATIONS),
        CheckConstraint("person_id <> named_by", name="two_people"),
        Index("ix_stand_in_person", "association_id", "person_id"),
    )


class EvidenceFile(OfAssociation, Base):
    """A scan or photo behind sessions of one person, as it is kept; its name as somebody called it is not."""

    __tablename__ = "evidence_file"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Code)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(Digest)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "owner_id"], ["membership.association_id", "membership.person_id"]),
        ForeignKeyConstraint(["added_by"], ["person.id"]),
        UniqueConstraint("association_id", "owner_id", "sha256"),
        one_of("kind", ("jpeg", "png", "pdf")),
    )


class EvidenceUse(OfAssociation, Base):
    """Which sessions a file speaks for."""

    __tablename__ = "evidence_use"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "entry_id"], ["entry.association_id", "entry.id"]),
        ForeignKeyConstraint(
            ["association_id", "file_id"], ["evidence_file.association_id", "evidence_file.id"], ondelete="CASCADE"
        ),
        Index("ix_evidence_use_file", "association_id", "file_id"),
    )


class Vouch(OfAssociation, Base):
    """A confirmation in the supervisor's place, of one entry version: the index of the ledger's row `seq`.

    Never a signature: it has a table, a state and words of its own. Nobody confirms what they logged themselves.
    """

    __tablename__ = "vouch"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    supervisee_id: Mapped[str] = mapped_column(Id)
    by_id: Mapped[str] = mapped_column(Id)
    by_as: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(Code)
    evidence_sha256: Mapped[str | None] = mapped_column(Digest)
    auth: Mapped[str] = mapped_column(Code)
    intent_id: Mapped[str] = mapped_column(Id)
    version_sha256: Mapped[str] = mapped_column(Digest)
    meaning: Mapped[str] = mapped_column(Code)
    meaning_lang: Mapped[str] = mapped_column(String(8))
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version", "supervisee_id"],
            [
                "entry_version.association_id",
                "entry_version.entry_id",
                "entry_version.version",
                "entry_version.person_id",
            ],
            name="fk_vouch_entry_version",
        ),
        ForeignKeyConstraint(["intent_id"], ["sign_intent.id"]),
        ForeignKeyConstraint(["by_id"], ["person.id"]),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        UniqueConstraint("association_id", "seq"),
        CheckConstraint("by_id <> supervisee_id", name="two_people"),
        one_of("by_as", ("stand-in", "office")),
        one_of("auth", ("pwd", "passkey-uv", "email-code")),
        CheckConstraint("by_as = 'stand-in' OR evidence_sha256 IS NOT NULL", name="office_has_evidence"),
        Index("ix_vouch_by", "association_id", "by_id", "at"),
    )


class VouchEnd(OfAssociation, Base):
    """A confirmation that stands no more: its owner corrected the session, or it was struck. `by_id` is who did it."""

    __tablename__ = "vouch_end"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    how: Mapped[str] = mapped_column(Code)
    by_id: Mapped[str] = mapped_column(Id)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["vouch.association_id", "vouch.entry_id", "vouch.version"],
            name="fk_vouch_end_vouch",
        ),
        ForeignKeyConstraint(["by_id"], ["person.id"]),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        one_of("how", ("corrected", "taken-back", "struck")),
    )


def voucher() -> ColumnElement[str | None]:
    """In a query of entries: who confirmed one in its supervisor's place, by name; None for every other entry."""
    who = (
        select(Person.name)
        .join(Vouch, Vouch.by_id == Person.id)
        .where(Vouch.association_id == Entry.association_id, Vouch.entry_id == Entry.id, Vouch.version == Entry.version)
        .correlate(Entry)
        .scalar_subquery()
    )
    return case((Entry.vouched_as.is_not(None), who), else_=None)
