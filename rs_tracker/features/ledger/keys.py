"""The key that signs an association's ledger: made at the first need, sealed under the installation's secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters.keys import ALG, SigningKey, WrongSecret, new, seal, unseal
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import AssociationKey, LedgerHead

SIGNING, ROOT = "signing", "root"
_KEYS = AssociationKey.__table__.c
_HEAD = LedgerHead.__table__.c
_IN_USE = select(_KEYS.kid, _KEYS.sealed).where(_KEYS.role == SIGNING, _KEYS.to_seq.is_(None))


class SecretMissing(RuntimeError):
    """This process was not given the secret (RS_LEDGER_KEY) under which keys lie sealed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger ends: how many rows, the hash of the last one, and the key that signs the next one."""

    association_id: str
    size: int
    last_hash: str
    kid: str | None = None
    sealed: bytes | None = None


def signer(db: Session, head: Head, now: datetime) -> SigningKey:
    """The key that signs the next row behind a head that is held; the first one is made here.

    Raises SecretMissing, and WrongSecret if the secret is not the one of the day on which the key was made.
    """
    association_id, kid, sealed = head.association_id, head.kid, head.sealed
    if kid is None:
        key = new()
        begin(db, association_id, key, head.size + 1, now)
        return key
    if sealed is None:  # it was handed over while the head was waited for, after the keys had been looked at
        row = asking(db).execute(_IN_USE.where(_KEYS.association_id == association_id)).one()
        kid, sealed = row.kid, row.sealed
    return unseal(secret_of(db), context(association_id, kid), sealed)


def opens(db: Session, association_id: str) -> bool:
    """Whether the secret of this session opens the key in use; where there is none yet, nothing is shut."""
    row = asking(db).execute(_IN_USE.where(_KEYS.association_id == association_id)).first()
    if row is None:
        return True
    try:
        unseal(secret_of(db), context(association_id, row.kid), row.sealed)
    except (WrongSecret, SecretMissing):
        return False
    return True


def begin(db: Session, association_id: str, key: SigningKey, from_seq: int, now: datetime) -> None:
    """Keep a key that signs from `from_seq` on."""
    changing(db).execute(
        insert(AssociationKey),
        {
            "association_id": association_id,
            "kid": key.kid,
            "role": SIGNING,
            "alg": ALG,
            "public": key.public,
            "sealed": seal(secret_of(db), context(association_id, key.kid), key),
            "from_seq": from_seq,
            "created_at": now,
        },
    )
    changing(db).execute(update(LedgerHead).where(_HEAD.association_id == association_id).values(kid=key.kid))


def context(association_id: str, kid: str) -> str:
    """What a seal is bound to."""
    return f"{association_id}/{kid}"


def secret_of(db: Session) -> bytes:
    """The installation's secret, with which the engine was opened. Raises SecretMissing."""
    secret = db.info.get("ledger_secret")
    if not secret:
        raise SecretMissing("RS_LEDGER_KEY was not handed to this process, so nothing can be signed")
    return cast(bytes, secret)


__all__ = [
    "ROOT",
    "SIGNING",
    "Head",
    "SecretMissing",
    "SigningKey",
    "WrongSecret",
    "begin",
    "context",
    "opens",
    "secret_of",
    "signer",
]
