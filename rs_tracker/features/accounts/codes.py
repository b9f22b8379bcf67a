"""Six digits by mail, typed back: sent, tried, and turned into a proof that is used once.

Nothing here tells whether an address is known: a code is written down for every address and mailed where it may be.
A row lives twice: first `code_hash` is of the six digits (ten minutes, five wrong tries); once they are typed it is of
a long random proof, kept in the browser's cookie until the next form is sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.ids import is_id
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people.invitations import code_hash, new_code
from rs_tracker.store.tables import AccountCode, Invitation

JOIN, RESET, ADDRESS, SIGN_IN = "join", "reset", "address", "sign-in"
VALID, PROOF_VALID = timedelta(minutes=10), timedelta(minutes=30)
TRIES = 5
ACROSS = {"spans_associations": True}  # an invitation is found by the address it was sent to


@dataclass(frozen=True, slots=True)
class Proof:
    """Who typed the code can read this address. `person_id` and `association_id` are what the code was sent for."""

    email: str
    purpose: str
    person_id: str | None
    association_id: str | None


def send(
    db: Session,
    purpose: str,
    email: str,
    *,
    now: datetime,
    is_welcome: bool = True,
    person_id: str | None = None,
    association_id: str | None = None,
    language: str = "en",
) -> None:
    """Make a code for an address and mail it, unless the address is not welcome; older ones of the purpose end."""
    older = (AccountCode.email == email, AccountCode.purpose == purpose, AccountCode.used_at.is_(None))
    db.execute(update(AccountCode).where(*older).values(used_at=now, code_hash=""))
    id_, code = str(uuid4()), new_code()
    db.add(
        AccountCode(
            id=id_,
            purpose=purpose,
            email=email,
            person_id=person_id,
            association_id=association_id,
            code_hash=code_hash(id_, code if is_welcome else token_urlsafe(32)),
            created_at=now,
            expires_at=now + VALID,
        )
    )
    db.flush()
    if is_welcome:
        said = {"code": code, "purpose": purpose, "expires_at": (now + VALID).isoformat()}
        outbox.queue(db, "code", email, f"code:{id_}", now=now, params=said, person_id=person_id, language=language)


def try_code(db: Session, email: str, purpose: str, code: str, now: datetime) -> str | None:
    """The proof's token if these are the digits sent there, else None, and the try is counted. Commit either way.

    A code to join may also be an invitation's.
    """
    digits = "".join(code.split())
    for row in _open_codes(db, email, purpose, now):
        if _tried(db, AccountCode, row, digits):
            return _prove(db, row.id, now)
    for row in _open_invitations(db, email, now) if purpose == JOIN else ():
        if _tried(db, Invitation, row, digits):
            return _accept(db, row, email, now)
    return None


def _open_codes(db: Session, email: str, purpose: str, now: datetime) -> list[Row[*tuple[Any, ...]]]:
    wanted = select(AccountCode.id, AccountCode.code_hash).where(
        AccountCode.email == email,
        AccountCode.purpose == purpose,
        AccountCode.used_at.is_(None),
        AccountCode.expires_at > now,
        AccountCode.attempts < TRIES,
    )
    return list(db.execute(wanted))


def _open_invitations(db: Session, email: str, now: datetime) -> list[Row[*tuple[Any, ...]]]:
    wanted = select(Invitation.id, Invitation.code_hash, Invitation.association_id, Invitation.person_id).where(
        Invitation.email == email,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
        Invitation.attempts < TRIES,
    )
    return list(db.execute(wanted, execution_options=ACROSS))


def _tried(db: Session, table: type[AccountCode] | type[Invitation], row: Row[*tuple[Any, ...]], digits: str) -> bool:
    """Count one try and compare. The condition on the count lets the sixth of many requests at once find it closed."""
    counted = db.scalar(
        update(table)
        .where(table.id == row.id, table.used_at.is_(None), table.attempts < TRIES)
        .values(attempts=table.attempts + 1)
        .returning(table.id),
        execution_options=ACROSS | {"synchronize_session": False},
    )
    return counted is not None and compare_digest(row.code_hash, code_hash(row.id, digits))


def _prove(db: Session, row_id: str, now: datetime) -> str:
    secret = token_urlsafe(32)
    db.execute(
        update(AccountCode)
        .where(AccountCode.id == row_id)
        .values(used_at=now, code_hash=code_hash(row_id, secret), expires_at=now + PROOF_VALID)
    )
    return f"{row_id}.{secret}"


def _accept(db: Session, invitation: Row[*tuple[Any, ...]], email: str, now: datetime) -> str:
    """An invitation's code was typed: it ends, and its proof is kept like that of any other code."""
    db.execute(
        update(Invitation).where(Invitation.id == invitation.id).values(used_at=now),
        execution_options=ACROSS | {"synchronize_session": False},
    )
    row = AccountCode(id=str(uuid4()), purpose=JOIN, email=email, person_id=invitation.person_id, code_hash="")
    row.created_at, row.expires_at = now, now
    db.add(row)
    db.flush()
    return _prove(db, row.id, now)


def look(db: Session, token: str | None, now: datetime) -> Proof | None:
    """What a proof says, while it can still be used."""
    row = _proof_row(db, token, now)
    return Proof(row.email, row.purpose, row.person_id, row.association_id) if row is not None else None


def use(db: Session, token: str | None, now: datetime) -> Proof | None:
    """What a proof says, once: of two requests with one proof the second gets None."""
    row = _proof_row(db, token, now)
    if row is None:
        return None
    still = (AccountCode.id == row.id, AccountCode.code_hash == row.code_hash)
    taken = db.scalar(update(AccountCode).where(*still).values(code_hash="").returning(AccountCode.id))
    return Proof(row.email, row.purpose, row.person_id, row.association_id) if taken is not None else None


def _proof_row(db: Session, token: str | None, now: datetime) -> Row[*tuple[Any, ...]] | None:
    row_id, _, secret = (token or "").partition(".")
    if not is_id(row_id) or not secret:
        return None
    row = db.execute(
        select(
            AccountCode.id,
            AccountCode.code_hash,
            AccountCode.email,
            AccountCode.purpose,
            AccountCode.person_id,
            AccountCode.association_id,
        ).where(AccountCode.id == row_id, AccountCode.used_at.is_not(None), AccountCode.expires_at > now)
    ).first()
    if row is None or not compare_digest(row.code_hash, code_hash(row_id, secret)):
        return None
    return row
