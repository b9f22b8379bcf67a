"""Real rows for tests: associations and the people every test knows.

Alice logs, Bob supervises her (in both associations), Charlie logs and is a stranger to both, Dana coordinates the
home association, Erin coordinates the other one. Each builder flushes; the test commits when somebody else must see it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.adapters import clock
from rs_tracker.adapters.passwords import Passwords
from rs_tracker.app import create_app
from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.features.people import invitations
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import (
    Address,
    Association,
    Membership,
    MembershipRole,
    OutboxMessage,
    Person,
    PersonTrait,
    Qualification,
    SupervisionPair,
)
from rs_tracker.web.visitor import memberships_of
from tests.support.pages import Browser
from tests.support.server import config

HOME, OTHER = "al-f5a", "tx-first3years"
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
LONG_AGO = datetime(2024, 1, 2, 15, 0, tzinfo=UTC)
PASSWORD = "mulberry lantern quarry"
PASSWORD_HASH = Passwords("cheap").hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids of the people every test knows, and of their two associations."""

    alice: str
    bob: str
    charlie: str
    dana: str
    erin: str
    home: str = HOME
    other: str = OTHER


def association(db: Session, id_: str = HOME, *, claimed_at: datetime | None = LONG_AGO) -> str:
    """An association made from its pack; `claimed_at=None` for one whose office has not joined."""
    pack = rulepacks.load(id_)
    row = Association(id=id_, name=pack.name, zone=pack.zone, pack_digest=rulepacks.digest(pack), settings={})
    row.claimed_at = claimed_at
    db.add(row)
    db.flush()
    return id_


def person(db: Session, name: str, email: str | None = None, *, is_joined: bool = True) -> str:
    """Somebody with an account whose password is PASSWORD, or (not joined) only named by somebody else."""
    person_id = str(uuid4())
    db.add(
        Person(
            id=person_id,
            name=name,
            password_hash=PASSWORD_HASH if is_joined else None,
            created_at=LONG_AGO,
            joined_at=LONG_AGO if is_joined else None,
        )
    )
    db.flush()
    if email is not None:
        address(db, person_id, email, is_primary=True, is_proven=is_joined)
    return person_id


def address(db: Session, person_id: str, email: str, *, is_primary: bool = False, is_proven: bool = True) -> str:
    """One more address of a person."""
    proven_at = LONG_AGO if is_proven else None
    db.add(Address(email=email, person_id=person_id, is_primary=is_primary, proven_at=proven_at, created_at=LONG_AGO))
    db.flush()
    return email


def member(db: Session, association_id: str, person_id: str, *roles: str, office_sees: bool | None = True) -> None:
    """Make a person a member with these roles."""
    db.add(
        Membership(
            association_id=association_id,
            person_id=person_id,
            office_sees=office_sees,
            joined_at=LONG_AGO,
            created_at=LONG_AGO,
        )
    )
    db.flush()
    for role in roles:
        db.add(MembershipRole(association_id=association_id, person_id=person_id, role=role, granted_at=LONG_AGO))
    db.flush()


def hat(db: Session, association_id: str, person_id: str, role: str) -> None:
    """One more role of a member."""
    db.add(MembershipRole(association_id=association_id, person_id=person_id, role=role, granted_at=LONG_AGO))
    db.flush()


def pair(db: Session, association_id: str, supervisee_id: str, provider_id: str, state: str = "confirmed") -> None:
    """A supervisee who named this provider."""
    db.add(
        SupervisionPair(
            association_id=association_id,
            supervisee_id=supervisee_id,
            provider_id=provider_id,
            state=state,
            named_by=supervisee_id,
            named_at=LONG_AGO,
            confirmed_at=LONG_AGO if state == "confirmed" else None,
            ended_at=LONG_AGO if state == "ended" else None,
        )
    )
    db.flush()


def qualification(
    db: Session,
    association_id: str,
    person_id: str,
    category: str = "IMHM-C",
    *,
    confirmed_by: str | None = None,
    status: str = "endorsed",
    degree: str | None = "master",
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
) -> str:
    """What entitles somebody to provide: declared, or confirmed when a coordinator's id is given."""
    id_ = str(uuid4())
    db.add(
        Qualification(
            association_id=association_id,
            id=id_,
            person_id=person_id,
            category=category,
            status=status,
            degree=degree,
            starts_on=starts_on,
            ends_on=ends_on,
            declared_at=LONG_AGO,
            declared_by=person_id,
            confirmed_at=LONG_AGO if confirmed_by else None,
            confirmed_by=confirmed_by,
        )
    )
    db.flush()
    return id_


def qualifications_of(db: Session, association_id: str, person_id: str) -> list[Qualification]:
    """What a person declared or was granted there, oldest first."""
    mine = (Qualification.association_id == association_id, Qualification.person_id == person_id)
    return list(db.scalars(select(Qualification).where(*mine).order_by(Qualification.declared_at)))


def trait(db: Session, person_id: str, name: str, value: str, from_on: date | None = None) -> None:
    """A person's `degree`, or whether they give RSC (`gives_rsc`: yes or no), from a day on."""
    db.add(PersonTrait(id=str(uuid4()), person_id=person_id, trait=name, value=value, from_on=from_on))
    db.flush()


def cast(db: Session) -> Cast:
    """Two claimed associations with everybody in their place."""
    association(db, HOME)
    association(db, OTHER)
    who = Cast(
        alice=person(db, "Alice Archer", "alice@example.org"),
        bob=person(db, "Bob Birch", "bob@example.org"),
        charlie=person(db, "Charlie Cole", "charlie@example.org"),
        dana=person(db, "Dana Diaz", "dana@example.org"),
        erin=person(db, "Erin Estes", "erin@example.org"),
    )
    member(db, HOME, who.alice, SUPERVISEE)
    member(db, HOME, who.bob, SUPERVISOR)
    member(db, OTHER, who.bob, SUPERVISOR)
    member(db, HOME, who.charlie, SUPERVISEE)
    member(db, HOME, who.dana, COORDINATOR)
    member(db, OTHER, who.erin, COORDINATOR)
    pair(db, HOME, who.alice, who.bob)
    qualification(db, HOME, who.bob, confirmed_by=who.dana)
    qualification(db, OTHER, who.bob, confirmed_by=who.erin)
    return who


def actor(db: Session, person_id: str, association_id: str | None = None) -> Actor:
    """The person as services meet them, acting in that association (or the first of theirs)."""
    row = db.get_one(Person, person_id)
    memberships = memberships_of(db, person_id)
    first = memberships[0].association_id if memberships else None
    return Actor(
        person_id=person_id,
        name=row.name,
        zone=row.zone,
        language=row.language,
        session_id=str(uuid4()),
        memberships=memberships,
        association_id=association_id or first,
        may_sign_from=row.may_sign_from,
    )


def invite(
    db: Session,
    association_id: str,
    person_id: str,
    email: str,
    *,
    by: str,
    role: str = "supervisor",
    now: datetime | None = None,
) -> None:
    """An invitation on its way; its code is in the mail (see mail_to)."""
    invitations.invite(db, by, association_id, person_id, email, role, now or clock.now())


def set_association(db: Session, id_: str = HOME, **values: object) -> None:
    """Change columns of an association: join_code, contact, settings, claimed_at."""
    db.execute(update(Association).where(Association.id == id_).values(values))


def app_on(engine: Engine, **changes: str) -> Flask:
    """The whole program on this test's database; `changes` are settings such as SIGN_UP="invite"."""
    return create_app(config(engine.url.render_as_string(hide_password=False), **changes), engine)


def signed_in(app: Flask, email: str, *, is_own_device: bool = True) -> Browser:
    """A browser in which the person of that address has signed in with PASSWORD."""
    browser = Browser(app)
    browser.open("/accounts/sign-in")
    browser.press("Sign in", {"email": email, "password": PASSWORD, "is_own_device": is_own_device})
    return browser


def mail_to(engine: Engine, email: str, template: str | None = None) -> list[dict[str, object]]:
    """What was queued for an address, oldest first: the parameters of each letter, and its template."""
    wanted = select(OutboxMessage.template, OutboxMessage.params).where(OutboxMessage.recipient == email)
    with reading(engine) as db:
        rows = db.execute(wanted.order_by(OutboxMessage.created_at)).all()
    return [{"template": name, **params} for name, params in rows if template in (None, name)]
