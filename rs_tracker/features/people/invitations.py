"""Inviting: a typed code by mail, valid seven days, for somebody who has no account; a plain notice for who has one."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISOR
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people.queries import tidy_email
from rs_tracker.store.tables import Address, Association, Invitation, Person

VALID = timedelta(days=7)
AT_ONCE, UNTIL_LOGGED = timedelta(0), timedelta(hours=1)  # whoever is named is often asked to sign within the hour
ACROSS = {"spans_associations": True}
DIGITS = 6


def new_code() -> str:
    """Six digits nobody can guess."""
    return f"{randbelow(10**DIGITS):0{DIGITS}d}"


def code_hash(row_id: str, code: str) -> str:
    """What a row keeps of its code; the row's own id makes equal codes look different."""
    return sha256(f"{row_id}:{code}".encode()).hexdigest()


def invite(
    db: Session,
    actor_id: str,
    association_id: str,
    person_id: str,
    email: str,
    role: str,
    now: datetime,
    hold: timedelta = AT_ONCE,
) -> bool:
    """Tell a person by mail that they were added as `role`, with a code to join if they have no account.

    An address nobody has becomes theirs, unproven. False if a code sent before is still valid or they were told.
    An invitation on hold goes nowhere if its reader is asked to confirm sessions meanwhile.
    """
    email = tidy_email(email)
    who = db.execute(select(Person.joined_at, Person.language).where(Person.id == person_id)).one()
    _keep_address(db, person_id, email, now)
    said = {
        "by": db.scalar(select(Person.name).where(Person.id == actor_id)),
        "association": db.scalar(select(Association.name).where(Association.id == association_id)),
        "role": role,
    }
    common = {"now": now, "person_id": person_id, "association_id": association_id, "language": who.language}
    if who.joined_at is not None:
        key = f"added:{association_id}:{person_id}:{role}:{actor_id}"
        return outbox.queue(db, "added", email, key, params=said, **common)
    if waiting(db, association_id, person_id, email, now):
        return False
    code = new_code()
    id_ = _keep(db, association_id, person_id, email, role, actor_id, code, now)
    said |= {"code": code, "expires_at": (now + VALID).isoformat()}
    return outbox.queue(db, "invitation", email, _key(id_), not_before=now + hold, params=said, **common)


def also_opens(
    db: Session, association_id: str, person_id: str, email: str, by_id: str, code: str, now: datetime
) -> None:
    """A code that was sent for another reason lets its reader in too; those of this kind sent before work no longer."""
    mine = (Invitation.association_id == association_id, Invitation.email == email, Invitation.role == SUPERVISOR)
    db.execute(update(Invitation).where(*mine, Invitation.used_at.is_(None)).values(used_at=now))
    _keep(db, association_id, person_id, email, SUPERVISOR, by_id, code, now)


def take_back(db: Session, email: str, now: datetime) -> None:
    """Invitations of a supervisor that have not gone out yet are not sent, in any association."""
    wanted = select(Invitation.id).where(
        Invitation.email == email,
        Invitation.role == SUPERVISOR,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    unsent = [id_ for id_ in db.scalars(wanted, execution_options=ACROSS).all() if outbox.take_back(db, _key(id_))]
    if unsent:
        ended = update(Invitation).where(Invitation.id.in_(unsent)).values(used_at=now)
        db.execute(ended, execution_options=ACROSS | {"synchronize_session": False})


def _keep(
    db: Session, association_id: str, person_id: str, email: str, role: str, by_id: str, code: str, now: datetime
) -> str:
    id_ = str(uuid4())
    db.add(
        Invitation(
            association_id=association_id,
            id=id_,
            person_id=person_id,
            email=email,
            role=role,
            invited_by=by_id,
            code_hash=code_hash(id_, code),
            created_at=now,
            expires_at=now + VALID,
        )
    )
    db.flush()
    return id_


def _key(invitation_id: str) -> str:
    return f"invitation:{invitation_id}"


def waiting(db: Session, association_id: str, person_id: str, email: str, now: datetime) -> bool:
    """Whether an invitation sent to this address can still be used."""
    wanted = select(Invitation.id).where(
        Invitation.association_id == association_id,
        Invitation.person_id == person_id,
        Invitation.email == email,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    return db.scalar(wanted.limit(1)) is not None


def resend(
    db: Session, actor_id: str, association_id: str, person_id: str, email: str, role: str, now: datetime
) -> bool:
    """Send a new code; the ones sent to that address by this association before stop working."""
    mine = (Invitation.association_id == association_id, Invitation.email == tidy_email(email))
    db.execute(update(Invitation).where(*mine, Invitation.used_at.is_(None)).values(used_at=now))
    return invite(db, actor_id, association_id, person_id, email, role, now)


def close(db: Session, email: str, now: datetime, person_id: str) -> None:
    """Somebody has joined: no code sent to that address, or to that person at any other, opens anything more."""
    db.execute(
        update(Invitation)
        .where(or_(Invitation.email == email, Invitation.person_id == person_id), Invitation.used_at.is_(None))
        .values(used_at=now),
        execution_options=ACROSS | {"synchronize_session": False},
    )


def is_invited(db: Session, email: str, now: datetime) -> bool:
    """Whether anybody's invitation to this address is still good, in any association."""
    wanted = select(Invitation.id).where(
        Invitation.email == email, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return db.scalar(wanted.limit(1), execution_options=ACROSS) is not None


def _keep_address(db: Session, person_id: str, email: str, now: datetime) -> None:
    if db.scalar(select(Address.person_id).where(Address.email == email)) is not None:
        return
    has_other = db.scalar(select(Address.email).where(Address.person_id == person_id).limit(1)) is not None
    db.add(Address(email=email, person_id=person_id, is_primary=not has_other, created_at=now))
    db.flush()
