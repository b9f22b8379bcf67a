"""The office says what somebody holds: confirming what was declared, correcting it, recording it, refusing it.

A signature keeps its worth without this; confirming decides what counts, from the session dates on, and nobody signs
again. Whoever's sessions it touches is measured again at once. What the office says is in the ledger, where a later
reader sees on what the hours counted; correcting a confirmed one is there as taking it back and confirming the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.domain.categories import CATEGORIES
from rs_tracker.features.association import held
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.ledger.service import Record
from rs_tracker.features.people import invitations
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as persons
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.people import DEGREES, STATUSES
from rs_tracker.store.tables import Membership, Qualification


class NotHere(LookupError):
    """This association has no such record, or no such member."""


class EvidenceMissing(ValueError):
    """Whoever confirms what they hold themselves says what it rests on."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody holds, in the office's words. The last day is included; None is open."""

    category: str
    status: str
    degree: str | None
    starts_on: date
    ends_on: date | None
    evidence: str

    def __post_init__(self) -> None:
        is_known = self.category in CATEGORIES and self.status in STATUSES
        if not is_known or (self.degree is not None and self.degree not in DEGREES):
            raise ValueError(f"no such qualification: {self.category} {self.status} {self.degree}")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("it ends before it begins")


def confirm_all(db: Session, actor: Actor, qualification_ids: Iterable[str], now: datetime) -> int:
    """Confirm as declared each of these that still waits; tells how many. What the actor holds is never among them."""
    waiting = held.still_waiting(db, actor, list(qualification_ids))
    theirs = {id_: person_id for id_, person_id in waiting.items() if person_id != actor.person_id}
    wanted = select(Qualification).where(
        Qualification.association_id == actor.association, Qualification.id.in_(theirs)
    )
    rows = db.scalars(wanted.order_by(Qualification.id)).all()
    for row in rows:
        row.confirmed_at, row.confirmed_by = now, actor.person_id
        _note(db, actor, "qualification.confirmed", row, now)
    ledgers.append(db, actor.association, [_said(actor, ledger.CONFIRM, row) for row in rows], now)
    for person_id in sorted(set(theirs.values())):
        progress.refresh_supervisees(db, actor.association, person_id, now)
    return len(theirs)


def confirm(db: Session, actor: Actor, qualification_id: str, terms: Terms, now: datetime) -> None:
    """Confirm one on the office's terms, or correct one confirmed before. Raises NotHere, EvidenceMissing."""
    row = _own(db, actor, qualification_id)
    _check_evidence(actor, row.person_id, terms)
    was_confirmed = row.confirmed_at is not None and row.refused_at is None
    said = [_said(actor, ledger.UNCONFIRM, row)] if was_confirmed else []
    _write(row, terms)
    row.refused_at = row.refused_by = None
    if not was_confirmed:
        row.confirmed_at, row.confirmed_by = now, actor.person_id
    ledgers.append(db, actor.association, [*said, _said(actor, ledger.CONFIRM, row)], now)
    _note(db, actor, "qualification.changed" if was_confirmed else "qualification.confirmed", row, now)
    progress.refresh_supervisees(db, actor.association, row.person_id, now)


def refuse(db: Session, actor: Actor, qualification_id: str, now: datetime) -> None:
    """Say that this is not so; sessions that counted because of it stop counting. It can be confirmed later after all.

    Raises NotHere.
    """
    row = _own(db, actor, qualification_id)
    if row.refused_at is not None:
        return
    row.refused_at, row.refused_by = now, actor.person_id
    ledgers.append(db, actor.association, [_said(actor, ledger.UNCONFIRM, row)], now)
    _note(db, actor, "qualification.refused", row, now)
    progress.refresh_supervisees(db, actor.association, row.person_id, now)


def record(db: Session, actor: Actor, person_id: str, terms: Terms, now: datetime) -> str:
    """Write down and confirm what a member holds (endorsed elsewhere, or vetted by the office); returns its id.

    Raises NotHere for who is no member, EvidenceMissing.
    """
    here = (Membership.association_id == actor.association, Membership.person_id == person_id)
    if db.scalar(select(Membership.person_id).where(*here, Membership.ended_at.is_(None))) is None:
        raise NotHere(person_id)
    _check_evidence(actor, person_id, terms)
    persons.add_member(db, actor.association, person_id, SUPERVISOR, now=now, by=actor.person_id)
    row = Qualification(
        association_id=actor.association,
        id=str(uuid4()),
        person_id=person_id,
        declared_at=now,
        declared_by=actor.person_id,
        confirmed_at=now,
        confirmed_by=actor.person_id,
    )
    _write(row, terms)
    db.add(row)
    ledgers.append(db, actor.association, [_said(actor, ledger.CONFIRM, row)], now)
    _note(db, actor, "qualification.added", row, now)
    progress.refresh_supervisees(db, actor.association, person_id, now)
    return row.id


def record_new(db: Session, actor: Actor, name: str, email: str, terms: Terms, now: datetime) -> str:
    """The same for somebody named by name and e-mail, who is invited as a supervisor. Raises EvidenceMissing."""
    person_id = people.by_email(db, email) or persons.new_person(db, name, email, now)
    persons.add_member(db, actor.association, person_id, SUPERVISOR, now=now, by=actor.person_id)
    invitations.invite(db, actor.person_id, actor.association, person_id, email, SUPERVISOR, now)
    return record(db, actor, person_id, terms, now)


def _own(db: Session, actor: Actor, qualification_id: str) -> Qualification:
    row = db.scalars(
        select(Qualification).where(
            Qualification.association_id == actor.association, Qualification.id == qualification_id
        )
    ).first()
    if row is None:
        raise NotHere(qualification_id)
    return row


def _check_evidence(actor: Actor, person_id: str, terms: Terms) -> None:
    if person_id == actor.person_id and not terms.evidence:
        raise EvidenceMissing("say what your own credential rests on")


def _write(row: Qualification, terms: Terms) -> None:
    row.category, row.status, row.degree = terms.category, terms.status, terms.degree
    row.starts_on, row.ends_on = terms.starts_on, terms.ends_on
    row.evidence = terms.evidence or None


def _said(actor: Actor, kind: str, row: Qualification) -> Record:
    """What the office says of a qualification as it stands, for the ledger."""
    about = {
        "qualification": row.id,
        "person": row.person_id,
        "category": row.category,
        "status": row.status,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "by": actor.person_id,
    }
    return Record(kind, about)


def _note(db: Session, actor: Actor, action: str, row: Qualification, now: datetime) -> None:
    trail.record(
        db,
        actor,
        action,
        row.id,
        association_id=actor.association,
        at=now,
        person_id=row.person_id,
        category=row.category,
        status=row.status,
        starts_on=row.starts_on.isoformat(),
        ends_on=row.ends_on.isoformat() if row.ends_on else None,
    )
