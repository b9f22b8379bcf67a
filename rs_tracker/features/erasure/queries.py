"""What somebody would erase, and what would stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain.actor import COORDINATOR, Actor
from rs_tracker.store.tables import Association, Attestation, Entry, Membership, MembershipRole, Person


@dataclass(frozen=True, slots=True)
class Left:
    """How many sessions of the actor stay because they were signed, and how many go; and how many they signed."""

    stay: int
    go: int
    given: int


def places(db: Session, ids: Sequence[str]) -> list[str]:
    """Every association these ids ever belonged to."""
    wanted = select(Membership.association_id).where(Membership.person_id.in_(ids)).distinct()
    return sorted(db.scalars(wanted.execution_options(spans_associations=True)))


def left(db: Session, actor: Actor) -> Left:
    """The sums over all associations of the actor."""
    stay = logged = given = 0
    for hats in actor.memberships:
        mine = (Entry.association_id == hats.association_id, Entry.person_id == actor.person_id)
        logged += db.scalar(select(func.count()).select_from(Entry).where(*mine)) or 0
        signed = select(Attestation.entry_id).where(Attestation.association_id == hats.association_id)
        stay += db.scalar(select(func.count()).select_from(Entry).where(*mine, Entry.id.in_(signed))) or 0
        by_me = (Attestation.association_id == hats.association_id, Attestation.signer_id == actor.person_id)
        given += db.scalar(select(func.count()).select_from(Attestation).where(*by_me)) or 0
    return Left(stay, logged - stay, given)


def alone_in_office(db: Session, actor: Actor) -> list[str]:
    """Names of the associations, run by their office, in which nobody else with an account coordinates."""
    found = []
    for hats in actor.memberships:
        if COORDINATOR not in hats.roles or not hats.is_office_run:
            continue
        role, member = aliased(MembershipRole), aliased(Membership)
        other = (
            select(func.count())
            .select_from(role)
            .join(member, (member.association_id == role.association_id) & (member.person_id == role.person_id))
            .join(Person, Person.id == role.person_id)
            .where(
                role.association_id == hats.association_id,
                role.role == COORDINATOR,
                role.person_id != actor.person_id,
                member.ended_at.is_(None),
                Person.joined_at.is_not(None),
            )
        )
        if not db.scalar(other):
            found.append(db.scalar(select(Association.name).where(Association.id == hats.association_id)) or "")
    return found
