"""Which associations a person belongs to: the one question of this room that looks across associations."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import (
    Association,
    Endorsement,
    Membership,
    MembershipRole,
    Person,
    Qualification,
    SupervisionPair,
)

ACROSS = {"spans_associations": True}


def associations_of(db: Session, person_id: str, role: str | None = None) -> list[str]:
    """Ids of the associations a person belongs to now, in order; with a role, only where they wear that hat."""
    wanted = select(Membership.association_id).where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    if role is not None:
        wanted = wanted.join(
            MembershipRole,
            (MembershipRole.association_id == Membership.association_id)
            & (MembershipRole.person_id == Membership.person_id),
        ).where(MembershipRole.role == role)
    rows = db.scalars(wanted.order_by(Membership.association_id), execution_options=ACROSS)
    return list(rows)


def places_of(db: Session, person_id: str) -> list[str]:
    """Ids of all associations a person ever belonged to."""
    rows = db.scalars(
        select(Membership.association_id).where(Membership.person_id == person_id).order_by(Membership.association_id),
        execution_options=ACROSS,
    )
    return list(rows)


def roles_of(db: Session, person_id: str) -> frozenset[str]:
    """Every hat a person wears anywhere."""
    rows = db.scalars(
        select(MembershipRole.role)
        .join(
            Membership,
            (Membership.association_id == MembershipRole.association_id)
            & (Membership.person_id == MembershipRole.person_id),
        )
        .where(MembershipRole.person_id == person_id, Membership.ended_at.is_(None)),
        execution_options=ACROSS,
    )
    return frozenset(rows)


def is_nobody_elses(db: Session, actor: Actor, person_id: str) -> bool:
    """Whether only the actor ever said anything of this person: nobody else named them, no office confirmed what they
    hold, no account of theirs was stopped.
    """
    was_stopped = db.scalar(select(Person.may_sign_from).where(Person.id == person_id)) is not None
    sides = (SupervisionPair.supervisee_id, SupervisionPair.provider_id)
    others = select(SupervisionPair.provider_id).where(
        or_(*(side == person_id for side in sides)), *(side != actor.person_id for side in sides)
    )
    held = select(Qualification.id).where(Qualification.person_id == person_id)
    return not was_stopped and all(db.scalar(one.limit(1), execution_options=ACROSS) is None for one in (others, held))


def accept_all(db: Session, person_id: str, now: datetime) -> None:
    """Somebody who had only been named has an account now: their memberships begin."""
    db.execute(
        update(Membership)
        .where(Membership.person_id == person_id, Membership.joined_at.is_(None), Membership.ended_at.is_(None))
        .values(joined_at=now),
        execution_options=ACROSS | {"synchronize_session": False},
    )


def add_member(db: Session, association_id: str, person_id: str, role: str, *, now: datetime, by: str | None) -> bool:
    """Give a person a hat in an association, making them a member if they were none; False if they wore it already.

    Who comes to an association that its office runs shows the office their entries; who comes before the office does
    is asked when it takes over. Endorsements a supervisor declared elsewhere are declared here too.
    """
    _be_member(db, association_id, person_id, now, by)
    wears = select(MembershipRole.role).where(
        MembershipRole.association_id == association_id,
        MembershipRole.person_id == person_id,
        MembershipRole.role == role,
    )
    if db.scalar(wears) is not None:
        return False
    db.add(MembershipRole(association_id=association_id, person_id=person_id, role=role, granted_at=now, granted_by=by))
    db.flush()
    if role == SUPERVISOR:
        declare_here(db, association_id, person_id, now)
    about = {"role": role, "by": by}
    trail.record(
        db, None, "member.added", person_id, association_id=association_id, at=now, person_id=person_id, **about
    )
    return True


def _be_member(db: Session, association_id: str, person_id: str, now: datetime, by: str | None) -> None:
    here = (Membership.association_id == association_id, Membership.person_id == person_id)
    row = db.scalars(select(Membership).where(*here)).first()
    if row is not None and row.ended_at is None:
        return
    joined_at = db.scalar(select(Person.joined_at).where(Person.id == person_id))
    claimed_at, zone = db.execute(
        select(Association.claimed_at, Association.zone).where(Association.id == association_id)
    ).one()
    if not places_of(db, person_id):  # until they say otherwise, people read the clock of their first association
        db.execute(update(Person).where(Person.id == person_id).values(zone=zone))
    if row is None:
        row = Membership(association_id=association_id, person_id=person_id, created_at=now)
        db.add(row)
    row.office_sees = True if claimed_at is not None else None
    row.invited_by, row.ended_at = by, None
    row.joined_at = now if joined_at is not None else None
    db.flush()


def declare_here(db: Session, association_id: str, person_id: str, now: datetime) -> None:
    """Repeat, as declared, each endorsement of a person that this association does not know of yet."""
    known = set(
        db.scalars(
            select(Qualification.endorsement_id).where(
                Qualification.association_id == association_id, Qualification.person_id == person_id
            )
        )
    )
    issuers = {row.id: row.name for row in db.execute(select(Association.id, Association.name))}
    for held in db.scalars(select(Endorsement).where(Endorsement.person_id == person_id)):
        if held.id in known:
            continue
        db.add(
            Qualification(
                association_id=association_id,
                id=str(uuid4()),
                person_id=person_id,
                endorsement_id=held.id,
                category=held.category,
                status=held.status,
                degree=held.degree,
                starts_on=held.starts_on,
                ends_on=held.ends_on,
                issuer=issuers.get(held.issuer or ""),
                registry_url=held.registry_url,
                declared_at=now,
                declared_by=person_id,
            )
        )
    db.flush()
