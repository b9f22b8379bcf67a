"""Who works with whom here, who may provide here, and what a person told about themselves."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.addresses import tidy
from rs_tracker.store import called
from rs_tracker.store.tables import (
    Address,
    Association,
    Endorsement,
    Goal,
    Person,
    PersonTrait,
    Qualification,
    SupervisionPair,
)


@dataclass(frozen=True, slots=True)
class SupervisorRow:
    """Somebody a supervisee named. `state` is the pair's; `is_confirmed`: the office confirmed what they hold.

    `email` is left out while somebody with an account has not said that they work with the reader: whoever knows one
    address of a person must not learn another one by naming them.
    """

    person_id: str
    name: str
    email: str | None
    state: str
    is_confirmed: bool
    has_account: bool


@dataclass(frozen=True, slots=True)
class SuperviseeRow:
    """Somebody who named this supervisor, or was invited by them; `email` as for a SupervisorRow."""

    person_id: str
    name: str
    email: str | None
    state: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """Somebody whom the office confirmed, with the categories they hold now or held."""

    person_id: str
    name: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile form starts from."""

    name: str
    zone: str
    language: str
    email: str | None


@dataclass(frozen=True, slots=True)
class TraitRow:
    """A degree, or yes or no to giving RSC, from a day on (None: always)."""

    trait: str
    value: str
    from_on: date | None


@dataclass(frozen=True, slots=True)
class EndorsementRow:
    """One credential a person says they hold."""

    endorsement_id: str
    category: str
    status: str
    starts_on: date
    ends_on: date | None
    issuer: str | None


def tidy_email(email: str) -> str:
    """An address as we keep it, however it was typed."""
    return tidy(email)


def by_email(db: Session, email: str) -> str | None:
    """The id of the person who has this address, proven or not."""
    return db.scalar(select(Address.person_id).where(Address.email == tidy_email(email)))


def in_use(db: Session, person_id: str) -> str:
    """The id of the record that an old id was joined to, or the id itself."""
    seen = {person_id}
    while (later := db.scalar(select(Person.joined_to).where(Person.id == person_id))) and later not in seen:
        seen.add(later)
        person_id = later
    return person_id


def has_account(db: Session, person_id: str) -> bool:
    """Whether this person has joined, or is only named by others."""
    return db.scalar(select(Person.joined_at).where(Person.id == person_id)) is not None


def _an_address() -> Select[str]:
    """The address to show for a person, as a scalar subquery: their main one."""
    return (
        select(Address.email)
        .where(Address.person_id == Person.id)
        .order_by(Address.is_primary.desc(), Address.created_at, Address.email)
        .limit(1)
        .correlate(Person)
    )


def _is_confirmed(association_id: str) -> ColumnElement[bool]:
    return exists().where(
        Qualification.association_id == association_id,
        Qualification.person_id == Person.id,
        Qualification.confirmed_at.is_not(None),
        Qualification.refused_at.is_(None),
    )


def supervisors_of(db: Session, association_id: str, person_id: str) -> list[SupervisorRow]:
    """The supervisors a person works with here, by name; pairs that ended are left out."""
    rows = db.execute(
        select(
            Person.id,
            called.of_pair(SupervisionPair.supervisee_id).label("called"),
            _an_address().scalar_subquery(),
            SupervisionPair.state,
            _is_confirmed(association_id),
            Person.joined_at,
        )
        .join(SupervisionPair, SupervisionPair.provider_id == Person.id)
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.supervisee_id == person_id,
            SupervisionPair.state != "ended",
        )
        .order_by("called", Person.id)
    )
    return [
        SupervisorRow(
            id_, name, email if at is None or state == "confirmed" else None, state, bool(is_confirmed), at is not None
        )
        for id_, name, email, state, is_confirmed, at in rows
    ]


def supervisees_of(db: Session, association_id: str, person_id: str) -> list[SuperviseeRow]:
    """The people who work with this supervisor here, by name; pairs that ended are left out."""
    rows = db.execute(
        select(
            Person.id,
            called.of_pair(SupervisionPair.provider_id).label("called"),
            _an_address().scalar_subquery(),
            SupervisionPair.state,
            Person.joined_at,
            SupervisionPair.named_by == Person.id,
        )
        .join(SupervisionPair, SupervisionPair.supervisee_id == Person.id)
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.provider_id == person_id,
            SupervisionPair.state != "ended",
        )
        .order_by("called", Person.id)
    )
    return [
        SuperviseeRow(id_, name, email if at is None or is_willing else None, state, at is not None)
        for id_, name, email, state, at, is_willing in rows
    ]


def confirmed_providers(db: Session, association_id: str) -> list[ProviderRow]:
    """Everybody whom this association's office confirmed as a provider, by name."""
    rows = db.execute(
        select(Person.id, Person.name, Qualification.category)
        .join(Qualification, Qualification.person_id == Person.id)
        .where(
            Qualification.association_id == association_id,
            Qualification.confirmed_at.is_not(None),
            Qualification.refused_at.is_(None),
        )
        .order_by(Person.name, Person.id, Qualification.category)
    )
    found: dict[str, ProviderRow] = {}
    for person_id, name, category in rows:
        before = found[person_id].categories if person_id in found else ()
        categories = before if category in before else (*before, category)
        found[person_id] = ProviderRow(person_id, name, categories)
    return list(found.values())


def pair_state(db: Session, association_id: str, supervisee_id: str, provider_id: str) -> str | None:
    """How far a pair is (`named`, `confirmed`, `ended`), or None if nobody named anybody."""
    return db.scalar(
        select(SupervisionPair.state).where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.supervisee_id == supervisee_id,
            SupervisionPair.provider_id == provider_id,
        )
    )


def profile(db: Session, person_id: str) -> Profile:
    """What a person's profile says now."""
    row = db.execute(
        select(Person.name, Person.zone, Person.language, _an_address().scalar_subquery()).where(Person.id == person_id)
    ).one()
    return Profile(*row)


def traits(db: Session, person_id: str) -> list[TraitRow]:
    """Degrees and whether the person gives RSC, the newest first."""
    rows = db.execute(
        select(PersonTrait.trait, PersonTrait.value, PersonTrait.from_on).where(PersonTrait.person_id == person_id)
    )
    return sorted((TraitRow(*row) for row in rows), key=lambda row: row.from_on or date.min, reverse=True)


def endorsements(db: Session, person_id: str) -> list[EndorsementRow]:
    """The credentials a person says they hold, the newest first."""
    rows = db.execute(
        select(
            Endorsement.id,
            Endorsement.category,
            Endorsement.status,
            Endorsement.starts_on,
            Endorsement.ends_on,
            Endorsement.issuer,
        )
        .where(Endorsement.person_id == person_id)
        .order_by(Endorsement.starts_on.desc(), Endorsement.category)
    )
    return [EndorsementRow(*row) for row in rows]


def same_name(db: Session, association_id: str, person_id: str, name: str) -> str | None:
    """The one supervisor of this person here who goes by that name, whatever its capitals."""
    wanted = " ".join(name.split()).casefold()
    found = [row.person_id for row in supervisors_of(db, association_id, person_id) if row.name.casefold() == wanted]
    return found[0] if len(found) == 1 else None


def associations(db: Session) -> list[tuple[str, str]]:
    """Every association, id and name, by name."""
    rows = db.execute(select(Association.id, Association.name).order_by(func.lower(Association.name)))
    return [(id_, name) for id_, name in rows]


def has_goal(db: Session, association_id: str, person_id: str) -> bool:
    """Whether this person said here what they work on."""
    mine = (Goal.association_id == association_id, Goal.person_id == person_id, Goal.closed_at.is_(None))
    return db.scalar(select(Goal.id).where(*mine).limit(1)) is not None


def primary_email(db: Session, person_id: str) -> str | None:
    """Where mail for this person goes: their main proven address, or None while they have none."""
    return db.scalar(primary_address(person_id))


def primary_address(person_id: str) -> Select[str]:
    """The same as a question, for whoever asks it along with others."""
    return (
        select(Address.email)
        .where(Address.person_id == person_id, Address.proven_at.is_not(None))
        .order_by(Address.is_primary.desc(), Address.created_at)
        .limit(1)
    )
