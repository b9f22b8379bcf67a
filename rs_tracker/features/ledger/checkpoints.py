"""Checkpoints: the signed word for how long a ledger is, made where something was added, kept, and mailed out."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from rs_tracker.domain import checkpoint as notes
from rs_tracker.domain import ledger
from rs_tracker.domain.actor import COORDINATOR
from rs_tracker.features.ledger import keys
from rs_tracker.features.ledger.service import Head, hold
from rs_tracker.features.outbox import service as outbox
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import Address, Association, Checkpoint, LedgerHead, Membership, MembershipRole, Person

A_DAY = timedelta(days=1)
_KEPT = Checkpoint.__table__.c


def checkpoint(db: Session, association_id: str, now: datetime) -> notes.Note | None:
    """The checkpoint at the end of an association's ledger, made if there is none yet; None while the ledger is empty.

    Raises keys.SecretMissing and keys.WrongSecret.
    """
    db.flush()
    head = hold(db, association_id)
    if head.size == 0:
        return None
    kept = _at(db, association_id, head.size)
    if kept is not None:
        return notes.read(kept)
    return keep(db, head, keys.signer(db, head, now), now)


def keep(db: Session, head: Head, key: keys.SigningKey, now: datetime) -> notes.Note:
    """Sign the end of a ledger that is held, and keep the note."""
    at = ledger.instant(now)
    signature = key.sign(notes.message(head.association_id, head.size, head.last_hash, at))
    note = notes.Note(head.association_id, head.size, head.last_hash, at, key.kid, signature)
    changing(db).execute(
        insert(Checkpoint),
        {
            "association_id": head.association_id,
            "size": head.size,
            "last_hash": head.last_hash,
            "at": now.replace(microsecond=0),
            "note": notes.text(note),
        },
    )
    return note


def latest(db: Session, association_id: str) -> notes.Note | None:
    """The newest checkpoint that was made, which may be older than the newest row."""
    wanted = select(_KEPT.note).where(_KEPT.association_id == association_id).order_by(_KEPT.size.desc()).limit(1)
    text = asking(db).execute(wanted).scalar()
    return notes.read(text) if text is not None else None


def make_due(db: Session, association_id: str, now: datetime) -> bool:
    """The daily one: where rows were added and the last checkpoint is a day old, make one and mail it. Whether it did.

    It goes to every coordinator of the association, or to its contact while there is none.
    """
    size = asking(db).execute(
        select(LedgerHead.__table__.c.size).where(LedgerHead.__table__.c.association_id == association_id)
    )
    wanted = select(func.max(_KEPT.size), func.max(_KEPT.at, type_=_KEPT.at.type))
    kept, made_at = asking(db).execute(wanted.where(_KEPT.association_id == association_id)).one()
    if (size.scalar() or 0) <= (kept or 0) or (made_at is not None and now < made_at + A_DAY):
        return False
    note = checkpoint(db, association_id, now)
    if note is None:
        return False
    _mail(db, note, now)
    return True


def _at(db: Session, association_id: str, size: int) -> str | None:
    wanted = select(_KEPT.note).where(_KEPT.association_id == association_id, _KEPT.size == size)
    return asking(db).execute(wanted).scalar()


def _mail(db: Session, note: notes.Note, now: datetime) -> None:
    association = db.execute(
        select(Association.name, Association.contact).where(Association.id == note.association_id)
    ).one()
    recipients = db.execute(_coordinators(note.association_id)).all()
    to = [(row.email, row.id, row.language) for row in recipients]
    if not to and association.contact:
        to = [(association.contact, None, "en")]
    for email, person_id, language in to:
        outbox.queue(
            db,
            "checkpoint",
            email,
            f"checkpoint:{note.association_id}:{note.size}:{email}",
            now=now,
            person_id=person_id,
            association_id=note.association_id,
            params={"association": association.name, "size": note.size, "note": notes.text(note)},
            language=language,
        )


def _coordinators(association_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.id, Person.language, Address.email)
        .join(MembershipRole, MembershipRole.person_id == Person.id)
        .join(
            Membership,
            (Membership.association_id == MembershipRole.association_id) & (Membership.person_id == Person.id),
        )
        .join(Address, (Address.person_id == Person.id) & Address.is_primary)
        .where(
            MembershipRole.association_id == association_id,
            Membership.association_id == association_id,
            MembershipRole.role == COORDINATOR,
            Membership.ended_at.is_(None),
            Address.proven_at.is_not(None),
            Address.unreachable_at.is_(None),
        )
        .order_by(Person.id)
    )
