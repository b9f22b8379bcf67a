"""Printed recovery codes: ten on a sheet, kept as hashes, each good once. A new sheet ends the old one."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from secrets import choice
from typing import cast
from uuid import uuid4

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.accounts.keys import check_may_add, tell
from rs_tracker.features.people.invitations import code_hash
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import RecoveryCode

# Letters and figures that nobody mistakes for one another on paper; twelve of them are 59 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
COUNT, GROUPS, LENGTH = 10, 3, 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of somebody's codes: how many still open something, and when they were made."""

    left: int
    made_at: datetime


def sheet(db: Session, person_id: str) -> Sheet | None:
    """The newest sheet, or None before there was one."""
    left = func.count().filter(RecoveryCode.used_at.is_(None))
    row = db.execute(select(left, func.max(RecoveryCode.made_at)).where(RecoveryCode.person_id == person_id)).one()
    return Sheet(row[0], row[1]) if row[1] is not None else None


def is_left(db: Session, person_id: str) -> bool:
    """Whether one of the person's codes still opens something."""
    found = sheet(db, person_id)
    return found is not None and found.left > 0


def renew(db: Session, actor: Actor, now: datetime) -> list[str]:
    """A new sheet: the codes, which nobody can show a second time. Raises keys.KeysWait."""
    check_may_add(actor, now)
    codes = ["-".join("".join(choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS)) for _ in range(COUNT)]
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.person_id))
    rows = [_row(actor.person_id, code, now) for code in codes]
    db.execute(insert(RecoveryCode), rows)
    trail.record_account(db, actor.person_id, "recovery-codes.made", at=now)
    tell(db, actor, "recovery_codes_made", "", now)
    return codes


def _row(person_id: str, code: str, now: datetime) -> dict[str, object]:
    id_ = str(uuid4())
    return {"id": id_, "person_id": person_id, "code_hash": code_hash(id_, _plain(code)), "made_at": now}


def use(db: Session, person_id: str, code: str, now: datetime) -> bool:
    """Whether this is one of the person's unused codes; it is used then."""
    plain = _plain(code)
    mine = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    rows = db.execute(select(RecoveryCode.id, RecoveryCode.code_hash).where(*mine)).all()
    right = [row.id for row in rows if compare_digest(row.code_hash, code_hash(row.id, plain))]
    if not right:
        return False
    taken = update(RecoveryCode).where(RecoveryCode.id == right[0], RecoveryCode.used_at.is_(None)).values(used_at=now)
    done = cast("CursorResult[tuple[()]]", db.execute(taken.execution_options(synchronize_session=False)))
    return done.rowcount == 1


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign in ALPHABET)
