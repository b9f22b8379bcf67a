"""Accounts as their owners see them: who has an address, which addresses are mine, what I may join."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import COORDINATOR, Actor
from rs_tracker.features.people.queries import tidy_email
from rs_tracker.store.tables import Address, Association, Membership, MembershipRole, Person


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in with this address."""

    person_id: str
    name: str
    language: str
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address of a person."""

    email: str
    is_primary: bool
    is_proven: bool
    is_unreachable: bool


@dataclass(frozen=True, slots=True)
class AssociationRow:
    """An association that somebody may join; its office runs it or not."""

    association_id: str
    name: str
    is_office_run: bool


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """Somebody who came back by mail alone and may not sign yet."""

    person_id: str
    name: str
    may_sign_from: datetime


def account(db: Session, email: str) -> Account | None:
    """Whose account an address opens: only where it is proven and they have joined."""
    row = db.execute(
        select(Person.id, Person.name, Person.language, Person.password_hash)
        .join(Address, Address.person_id == Person.id)
        .where(Address.email == tidy_email(email), Address.proven_at.is_not(None), Person.joined_at.is_not(None))
    ).first()
    return Account(*row) if row is not None else None


def account_of(db: Session, person_id: str) -> Account:
    """The same, of a person who is signed in."""
    row = db.execute(
        select(Person.id, Person.name, Person.language, Person.password_hash).where(Person.id == person_id)
    ).one()
    return Account(*row)


def addresses(db: Session, person_id: str) -> list[AddressRow]:
    """A person's addresses, the main one first."""
    rows = db.execute(
        select(Address.email, Address.is_primary, Address.proven_at, Address.unreachable_at)
        .where(Address.person_id == person_id)
        .order_by(Address.is_primary.desc(), Address.email)
    )
    return [
        AddressRow(email, is_primary, proven_at is not None, unreachable_at is not None)
        for email, is_primary, proven_at, unreachable_at in rows
    ]


def open_associations(db: Session, actor: Actor | None = None) -> list[AssociationRow]:
    """All associations by name, without those the actor belongs to."""
    mine = {hats.association_id for hats in actor.memberships} if actor else set()
    by_name = func.lower(Association.name)
    rows = db.execute(select(Association.id, Association.name, Association.claimed_at).order_by(by_name))
    return [AssociationRow(id_, name, at is not None) for id_, name, at in rows if id_ not in mine]


def association_with_code(db: Session, code: str) -> str | None:
    """The association whose join code this is, whatever its capitals and spaces."""
    wanted = _plain(code)
    if not wanted:
        return None
    rows = db.execute(select(Association.id, Association.join_code).where(Association.join_code.is_not(None)))
    return next((id_ for id_, kept in rows if _plain(kept or "") == wanted), None)


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").casefold()


def recoveries(db: Session, association_id: str, now: datetime) -> list[RecoveryRow]:
    """The members of an association who came back by mail alone and must still wait before they sign."""
    rows = db.execute(
        select(Person.id, Person.name, Person.may_sign_from)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.association_id == association_id,
            Membership.ended_at.is_(None),
            Person.may_sign_from > now,
            Person.joined_at.is_not(None),
        )
        .order_by(Person.may_sign_from)
    )
    return [RecoveryRow(id_, name, until) for id_, name, until in rows if until is not None]


def stopped(db: Session, association_id: str) -> list[tuple[str, str]]:
    """The members whose return a coordinator stopped and who have not been invited back yet: id and name."""
    rows = db.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.association_id == association_id,
            Membership.ended_at.is_(None),
            Person.may_sign_from.is_not(None),
            Person.joined_at.is_(None),
            Person.joined_to.is_(None),
        )
        .order_by(Person.name)
    )
    return [(id_, name) for id_, name in rows]


def coordinators_of(db: Session, association_ids: list[str]) -> list[tuple[str, str, str, str]]:
    """Whom to tell in these associations: association, person, main proven address, language."""
    rows = db.execute(
        select(Membership.association_id, Person.id, Address.email, Person.language)
        .join(Person, Person.id == Membership.person_id)
        .join(
            MembershipRole,
            (MembershipRole.association_id == Membership.association_id)
            & (MembershipRole.person_id == Membership.person_id),
        )
        .join(Address, Address.person_id == Person.id)
        .where(
            Membership.association_id.in_(association_ids),
            Membership.ended_at.is_(None),
            MembershipRole.role == COORDINATOR,
            Address.is_primary.is_(True),
            Address.proven_at.is_not(None),
        ),
        execution_options={"spans_associations": True},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
