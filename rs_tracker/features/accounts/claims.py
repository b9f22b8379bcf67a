"""An office takes over its association: no row moves, and everybody there is asked before it sees their entries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import ADMIN, COORDINATOR, SUPERVISEE
from rs_tracker.features.people import invitations
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as persons
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Association, Membership, MembershipRole


class NoSuchAssociation(LookupError):
    """No association has this id."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who coordinates it now, and how many people will be asked whether the office may see their entries."""

    association_id: str
    person_id: str
    is_first: bool
    asked: int


def claim(db: Session, association_id: str, coordinator_email: str, name: str, now: datetime) -> Claimed:
    """Hand an association to its office; a second call adds another coordinator. Raises NoSuchAssociation.

    Declared supervisors stop counting until the office confirms them, so every standing there is measured again.
    """
    row = db.scalars(select(Association).where(Association.id == association_id)).first()
    if row is None:
        raise NoSuchAssociation(association_id)
    email = people.tidy_email(coordinator_email)
    person_id = people.by_email(db, email) or persons.new_person(db, name or email, email, now)
    is_first = row.claimed_at is None
    row.claimed_at = row.claimed_at or now
    row.contact = row.contact or email
    db.flush()
    persons.add_member(db, association_id, person_id, COORDINATOR, now=now, by=None)
    persons.add_member(db, association_id, person_id, ADMIN, now=now, by=None)
    invitations.invite(db, person_id, association_id, person_id, email, COORDINATOR, now)
    trail.record(db, None, "association.claimed", person_id, association_id=association_id, at=now, person_id=person_id)
    return Claimed(association_id, person_id, is_first, _measure_again(db, association_id, now) if is_first else 0)


def _measure_again(db: Session, association_id: str, now: datetime) -> int:
    supervisees = db.scalars(
        select(MembershipRole.person_id)
        .join(
            Membership,
            (Membership.association_id == MembershipRole.association_id)
            & (Membership.person_id == MembershipRole.person_id),
        )
        .where(
            MembershipRole.association_id == association_id,
            MembershipRole.role == SUPERVISEE,
            Membership.ended_at.is_(None),
        )
    ).all()
    for person_id in supervisees:
        progress.refresh(db, association_id, person_id, now)
    return len(supervisees)
