"""Passkeys and printed recovery codes: what proves somebody beside their password and their mailbox."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base
from rs_tracker.store.types import Digest, Id


class Passkey(Base):
    """One authenticator's key for one person. `handle` is the person's id on the day it was made, which it remembers.

    `credential_id` is base64url, `public_key` a COSE_Key as the authenticator spelled it. `sign_count` stays 0 for keys
    that several devices share.
    """

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(1368), unique=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    handle: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One printed code, by its hash; each opens once. A new sheet takes the place of all older ones."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(Digest)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """A challenge that a passkey has answered: the same answer opens nothing a second time."""

    __tablename__ = "spent_challenge"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
