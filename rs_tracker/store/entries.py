"""The log: entries, their immutable versions, what may be erased, signatures, returns, questions to the office."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    case,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.domain import lifecycle
from rs_tracker.domain.facts import VOUCHERS
from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.types import Code, Digest, Email, Id

KINDS = ("reflective", "peer", "administrative", "clinical", "training")
DAY = 1440
AUTHS = ("pwd", "passkey-uv", "email-code")


class Entry(OfAssociation, Base):
    """One supervisee's line. Its columns repeat the newest version, so that lists read one table."""

    __tablename__ = "entry"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    state: Mapped[str] = mapped_column(Code)
    version: Mapped[int] = mapped_column(Integer)
    signed_version: Mapped[int | None] = mapped_column(Integer)
    # While cancelled or struck: the version that was signed once, which the entry still repeats.
    ended_version: Mapped[int | None] = mapped_column(Integer)
    vouched_as: Mapped[str | None] = mapped_column(Code)
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Code)
    format: Mapped[str] = mapped_column(Code)
    provider_id: Mapped[str | None] = mapped_column(Id)
    returns: Mapped[int] = mapped_column(Integer, default=0)
    import_key: Mapped[str | None] = mapped_column(Digest)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
        ForeignKeyConstraint(
            ["association_id", "provider_id"],
            ["membership.association_id", "membership.person_id"],
            name="fk_entry_provider",
        ),
        UniqueConstraint("association_id", "person_id", "import_key"),
        one_of("state", lifecycle.STATES),
        one_of("kind", KINDS),
        one_of("format", ("individual", "group")),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY}", name="minutes_in_a_day"),
        CheckConstraint("provider_id IS NULL OR provider_id <> person_id", name="two_people"),
        CheckConstraint("signed_version IS NULL OR signed_version <= version", name="signed_exists"),
        CheckConstraint("(ended_version IS NOT NULL) = (state IN ('withdrawn', 'voided'))", name="ended_with_state"),
        CheckConstraint("(vouched_as IS NOT NULL) = (state = 'vouched')", name="vouched_with_state"),
        one_of("vouched_as", VOUCHERS),
        Index("ix_entry_list", "association_id", "person_id", "held_on", "minutes"),
        Index("ix_entry_queue", "association_id", "provider_id", "state"),
        Index("ix_entry_state", "association_id", "person_id", "state", "held_on"),
    )


def told_version(entry: Any) -> ColumnElement[int]:
    """By which version an entry counts: the signed one, else the one whose signature ended, else the newest.

    `entry` is the class, an alias of it, or the columns of its table.
    """
    return func.coalesce(entry.signed_version, entry.ended_version, entry.version)


def standing_version(entry: Any) -> ColumnElement[int]:
    """Which version its owner sees: the newest, except where that one was let go or sent back beside a signed one."""
    settled = func.coalesce(entry.ended_version, entry.version)
    return case((entry.state == lifecycle.SIGNED, entry.signed_version), else_=settled)


class EntryVersion(OfAssociation, Base):
    """What was said, once and for ever: dates, minutes, codes, ids and commitments; never a name.

    `person_id` and `provider_id` are those of the day it was said; after two records of a person were joined,
    `person.joined_to` leads from the old id to the one in use (the entry itself is moved).
    """

    __tablename__ = "entry_version"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    provider_id: Mapped[str | None] = mapped_column(Id)
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Code)
    format: Mapped[str] = mapped_column(Code)
    group_size: Mapped[int | None] = mapped_column(Integer)
    medium: Mapped[str] = mapped_column(Code)
    about_rsc: Mapped[int] = mapped_column(Integer, default=0)
    track: Mapped[str] = mapped_column(Code)
    provider_commitment: Mapped[str | None] = mapped_column(Digest)
    author_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Digest)

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "entry_id"], ["entry.association_id", "entry.id"]),
        UniqueConstraint("association_id", "entry_id", "version", "person_id"),
        one_of("kind", KINDS),
        one_of("format", ("individual", "group")),
        one_of("medium", ("in_person", "video", "phone")),
        one_of("track", ("IMH", "ECMH", "both")),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY}", name="minutes_in_a_day"),
        CheckConstraint("about_rsc BETWEEN 0 AND minutes", name="about_rsc_within"),
        CheckConstraint("(format = 'group') = (group_size IS NOT NULL)", name="group_has_size"),
        CheckConstraint("group_size IS NULL OR group_size BETWEEN 1 AND 500", name="group_size_sane"),
        CheckConstraint("provider_id IS NULL OR provider_id <> person_id", name="two_people"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )


class Disclosure(OfAssociation, Base):
    """A name or address as typed, with the salt of its commitment; deleting the row erases it for good."""

    __tablename__ = "disclosure"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(Code)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    value: Mapped[str] = mapped_column(String(300))

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
        ),
        one_of("field", ("provider",)),
        Index("ix_disclosure_entry", "association_id", "entry_id", "version"),
    )


class SignIntent(Base):
    """The statement shown at the signing moment, and the one step-up it may be used for."""

    __tablename__ = "sign_intent"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, index=True)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Digest)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (ForeignKeyConstraint(["person_id"], ["person.id"]),)


class Attestation(OfAssociation, Base):
    """A co-signature of one entry version: the index of the ledger's row `seq`, which is the signature itself.

    The key lets a version be signed once, the CHECK never by its owner.
    """

    __tablename__ = "attestation"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    supervisee_id: Mapped[str] = mapped_column(Id)
    signer_id: Mapped[str] = mapped_column(Id)
    signed_at: Mapped[datetime]
    auth: Mapped[str] = mapped_column(Code)
    intent_id: Mapped[str] = mapped_column(Id)
    version_sha256: Mapped[str] = mapped_column(Digest)
    meaning: Mapped[str] = mapped_column(Code)
    meaning_lang: Mapped[str] = mapped_column(String(8))
    seq: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version", "supervisee_id"],
            [
                "entry_version.association_id",
                "entry_version.entry_id",
                "entry_version.version",
                "entry_version.person_id",
            ],
            name="fk_attestation_entry_version",
        ),
        ForeignKeyConstraint(["intent_id"], ["sign_intent.id"]),
        ForeignKeyConstraint(["signer_id"], ["person.id"]),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        UniqueConstraint("association_id", "seq"),
        CheckConstraint("signer_id <> supervisee_id", name="two_people"),
        one_of("auth", AUTHS),
        Index("ix_attestation_signer", "association_id", "signer_id", "signed_at"),
    )


class SentBack(OfAssociation, Base):
    """A return of one version, with a reason both can read."""

    __tablename__ = "sent_back"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[str] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Code)
    words: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
        ),
        UniqueConstraint("association_id", "entry_id", "version"),
        one_of("reason", ("date", "length", "not_reflective", "not_there", "not_mine", "other")),
    )


class OfficeQuestion(OfAssociation, Base):
    """*Ask the office*: both statements on one page, and the coordinator's answer."""

    __tablename__ = "office_question"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    asked_by: Mapped[str] = mapped_column(Id)
    asked_at: Mapped[datetime]
    supervisee_words: Mapped[str | None] = mapped_column(String(1000))
    provider_words: Mapped[str | None] = mapped_column(String(1000))
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_by: Mapped[str | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "entry_id"], ["entry.association_id", "entry.id"]),
        UniqueConstraint("association_id", "entry_id"),
    )


class LogUpload(OfAssociation, Base):
    """A spreadsheet between its preview and its confirmation; removed after a day or when confirmed."""

    __tablename__ = "log_upload"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    file_name: Mapped[str] = mapped_column(Email)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    choices: Mapped[str] = mapped_column(Text, default="{}")
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
    )
