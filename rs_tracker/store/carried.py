"""Sessions that were signed in another association and brought here, and the keys that vouch for it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation
from rs_tracker.store.types import Code, Digest, Id, Slug


class OriginKey(OfAssociation, Base):
    """The first key of an association elsewhere, as somebody brought it; the office here says whether it is theirs.

    An origin is its key: a name can be claimed by anybody. Keys of this server's own associations need no such row.
    """

    __tablename__ = "origin_key"

    public: Mapped[str] = mapped_column(Digest, primary_key=True)
    origin: Mapped[str] = mapped_column(Slug)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    first_seen_at: Mapped[datetime]
    first_seen_by: Mapped[str] = mapped_column(Id)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(Id)
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        ForeignKeyConstraint(["first_seen_by"], ["person.id"]),
        ForeignKeyConstraint(["confirmed_by"], ["person.id"]),
        ForeignKeyConstraint(["refused_by"], ["person.id"]),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(refused_at IS NULL) = (refused_by IS NULL)", name="refused_by_somebody"),
        CheckConstraint("confirmed_at IS NULL OR refused_at IS NULL", name="one_answer"),
    )


class Carried(OfAssociation, Base):
    """An entry that was brought with its proof; `seq` is its row in the ledger here, null until its key is believed.

    `bundle` is the file as it came. It has names in it and may be emptied; its hash stays.
    """

    __tablename__ = "carried"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str] = mapped_column(Id)
    origin_key: Mapped[str] = mapped_column(Digest)
    origin: Mapped[str] = mapped_column(Slug)
    origin_entry: Mapped[str] = mapped_column(Id)
    origin_seq: Mapped[int] = mapped_column(Integer)
    origin_hash: Mapped[str] = mapped_column(Digest)
    is_from_here: Mapped[bool]
    origin_name: Mapped[str] = mapped_column(String(200))
    signer_name: Mapped[str] = mapped_column(String(200))
    auth: Mapped[str] = mapped_column(Code)
    signed_at: Mapped[datetime]
    brought_at: Mapped[datetime]
    bundle_sha256: Mapped[str] = mapped_column(Digest)
    bundle: Mapped[bytes | None] = mapped_column(LargeBinary)
    seq: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_carried_entry_version",
        ),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        UniqueConstraint("association_id", "origin_key", "origin_entry"),
        Index("ix_carried_person", "association_id", "person_id"),
    )
