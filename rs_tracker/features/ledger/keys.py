"""The key that signs an association's ledger: made at the first need, sealed under the installation's secret."""

from datetime import datetime
from typing import cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rs_tracker.adapters.keys import ALG, SigningKey, WrongSecret, new, seal, unseal
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import AssociationKey

SIGNING, ROOT = "signing", "root"
_KEYS = AssociationKey.__table__.c
_IN_USE = select(_KEYS.kid, _KEYS.sealed).where(_KEYS.role == SIGNING, _KEYS.to_seq.is_(None))


class SecretMissing(RuntimeError):
    """This process was not given the secret (RS_LEDGER_KEY) under which keys lie sealed."""


def signer(db: Session, association_id: str, next_seq: int, now: datetime) -> SigningKey:
    """The key that signs row `next_seq`; the first one is made here. Whoever asks holds the head of the ledger.

    Raises SecretMissing, and WrongSecret if the secret is not the one of the day on which the key was made.
    """
    row = asking(db).execute(_IN_USE.where(_KEYS.association_id == association_id)).first()
    if row is not None:
        return unseal(secret_of(db), context(association_id, row.kid), row.sealed)
    key = new()
    begin(db, association_id, key, next_seq, now)
    return key


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
    "SecretMissing",
    "SigningKey",
    "WrongSecret",
    "begin",
    "context",
    "opens",
    "secret_of",
    "signer",
]
