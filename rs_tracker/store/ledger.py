"""The ledger: rows that never change, each naming the one before it, signed by the association's key.

A row holds codes, ids, dates and commitments. Names lie beside it in disclosures, which may be deleted; the row and its
signature hold all the same. What the bytes are is said in domain/ledger.py.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation, one_of
from rs_tracker.store.types import Code, Digest, Id

Signature = String(128)


class LedgerRow(OfAssociation, Base):
    """One row; `canonical` are the bytes that were hashed and signed, the other columns repeat some of them."""

    __tablename__ = "ledger"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Code)
    canonical: Mapped[str] = mapped_column(Text)
    entry_hash: Mapped[str] = mapped_column(Digest)
    prev_hash: Mapped[str] = mapped_column(Digest)
    sig: Mapped[str] = mapped_column(Signature)
    kid: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "kid"], ["association_key.association_id", "association_key.kid"]),
        UniqueConstraint("association_id", "entry_hash"),
        UniqueConstraint("association_id", "prev_hash"),
        CheckConstraint("seq >= 1", name="seq_counts_from_one"),
    )


class LedgerHead(OfAssociation, Base):
    """Where an association's ledger ends, and the key that signs the next row; whoever appends holds this row."""

    __tablename__ = "ledger_head"

    size: Mapped[int] = mapped_column(Integer)
    last_hash: Mapped[str] = mapped_column(Digest)
    kid: Mapped[str | None] = mapped_column(String(16))


class AssociationKey(OfAssociation, Base):
    """A key that signs the ledger from `from_seq` to `to_seq` (null: still), or the paper root key's public part.

    The private part lies sealed under the installation's secret and is taken away when the next key takes over. Rows
    from `revoked_from` on that this key signed are not believed. A root's `certificate` is its signed word for a key.
    """

    __tablename__ = "association_key"

    kid: Mapped[str] = mapped_column(String(16), primary_key=True)
    role: Mapped[str] = mapped_column(Code)
    alg: Mapped[str] = mapped_column(Code)
    public: Mapped[str] = mapped_column(Digest)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    from_seq: Mapped[int] = mapped_column(Integer)
    to_seq: Mapped[int | None] = mapped_column(Integer)
    revoked_from: Mapped[int | None] = mapped_column(Integer)
    certificate: Mapped[str | None] = mapped_column(Text)
    certificate_sig: Mapped[str | None] = mapped_column(Signature)
    created_at: Mapped[datetime]

    __table_args__ = (
        one_of("role", ("signing", "root")),
        CheckConstraint("(sealed IS NOT NULL) = (role = 'signing' AND to_seq IS NULL)", name="sealed_while_in_use"),
        CheckConstraint("(role = 'root') = (certificate IS NOT NULL)", name="roots_certify"),
    )


class Checkpoint(OfAssociation, Base):
    """The signed word for a ledger's size and last hash at a time; whoever kept it can prove what came before."""

    __tablename__ = "checkpoint"

    size: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_hash: Mapped[str] = mapped_column(Digest)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (ForeignKeyConstraint(["association_id", "size"], ["ledger.association_id", "ledger.seq"]),)


class LedgerDisclosure(OfAssociation, Base):
    """A name to which a row is committed, with the salt; deleting it erases the name for good."""

    __tablename__ = "ledger_disclosure"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(Code, primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    value: Mapped[str] = mapped_column(Text)

    __table_args__ = (ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),)


class Evidence(OfAssociation, Base):
    """What a row's step-up rests on, such as a passkey's assertion; found by its hash, which the row holds."""

    __tablename__ = "evidence"

    sha256: Mapped[str] = mapped_column(Digest, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Proof(OfAssociation, Base):
    """The public page of one signature, behind 128 bits that nobody guesses; its holder may close it."""

    __tablename__ = "proof"

    token: Mapped[str] = mapped_column(String(22), primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["entry_version.association_id", "entry_version.entry_id", "entry_version.version"],
            name="fk_proof_entry_version",
        ),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        Index("ix_proof_token", "token"),
        Index("ix_proof_seq", "association_id", "seq"),
        Index("ix_proof_entry", "association_id", "entry_id", "version"),
    )


class AttestationEnd(OfAssociation, Base):
    """A signature that ended: withdrawn by its signer, or voided. `by_id` is null when a revoked key ended it."""

    __tablename__ = "attestation_end"

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    how: Mapped[str] = mapped_column(Code)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Code)

    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "entry_id", "version"],
            ["attestation.association_id", "attestation.entry_id", "attestation.version"],
            name="fk_attestation_end_attestation",
        ),
        ForeignKeyConstraint(["association_id", "seq"], ["ledger.association_id", "ledger.seq"]),
        ForeignKeyConstraint(["by_id"], ["person.id"]),
        one_of("how", ("withdrawn", "voided")),
        Index("ix_attestation_end_seq", "association_id", "seq"),
    )
