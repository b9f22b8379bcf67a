"""What people say about themselves and about whom they work with."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.domain.categories import BOTH, CATEGORIES, RENEW
from rs_tracker.features.people import asks, invitations, queries
from rs_tracker.features.people.memberships import add_member, associations_of, declare_here, is_nobody_elses
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.people import DEGREES, STATUSES
from rs_tracker.store.tables import Address, Endorsement, Person, PersonTrait, SupervisionPair

__all__ = [
    "NamedOneself",
    "add_member",
    "confirm_pair",
    "declare",
    "end_pair",
    "introduce",
    "name_supervisee",
    "name_supervisor",
    "new_person",
    "pair_with",
    "resend_invitation",
    "set_goal",
    "set_trait",
]

GIVES_RSC, DEGREE = "gives_rsc", "degree"
YES, NO = "yes", "no"


class NamedOneself(ValueError):
    """Nobody supervises themselves."""


def new_person(db: Session, name: str, email: str | None, now: datetime) -> str:
    """Write down somebody who is only named so far, with an address nobody else has; returns their id."""
    person_id = str(uuid4())
    db.add(Person(id=person_id, name=" ".join(name.split()), created_at=now))
    db.flush()
    if email is not None:
        db.add(Address(email=queries.tidy_email(email), person_id=person_id, is_primary=True, created_at=now))
        db.flush()
    return person_id


def name_supervisor(db: Session, actor: Actor, name: str, email: str | None, now: datetime) -> str:
    """Say who supervises the actor here, and invite them; returns the supervisor's id.

    Whoever has that address already is meant, whatever name was typed. Without an address, one of the actor's own
    supervisors of that name is meant, else a person is written down who cannot be asked to sign yet.
    Raises NamedOneself.
    """
    known = queries.by_email(db, email) if email else queries.same_name(db, actor.association, actor.person_id, name)
    if known == actor.person_id:
        raise NamedOneself
    provider_id = known or new_person(db, name, email, now)
    pair_with(db, actor, provider_id, now, called=name)
    if email:
        hold = invitations.UNTIL_LOGGED
        invitations.invite(db, actor.person_id, actor.association, provider_id, email, SUPERVISOR, now, hold)
    return provider_id


def pair_with(db: Session, actor: Actor, provider_id: str, now: datetime, called: str | None = None) -> None:
    """Name somebody who is known already as the actor's supervisor here. Raises NamedOneself.

    Until they confirm it, the actor reads `called`; None where the actor knows their name from the association.
    """
    if provider_id == actor.person_id:
        raise NamedOneself
    add_member(db, actor.association, provider_id, SUPERVISOR, now=now, by=actor.person_id)
    _pair(db, actor, actor.person_id, provider_id, now, called, is_sure=False)


def name_supervisee(db: Session, actor: Actor, name: str, email: str, now: datetime) -> str:
    """Say whom the actor supervises here, and invite them; that confirms the pair. Returns the supervisee's id."""
    known = queries.by_email(db, email)
    if known == actor.person_id:
        raise NamedOneself
    person_id = known or new_person(db, name, email, now)
    add_member(db, actor.association, person_id, SUPERVISEE, now=now, by=actor.person_id)
    _pair(db, actor, person_id, actor.person_id, now, name, is_sure=True)
    invitations.invite(db, actor.person_id, actor.association, person_id, email, SUPERVISEE, now)
    return person_id


def _pair(
    db: Session,
    actor: Actor,
    supervisee_id: str,
    provider_id: str,
    now: datetime,
    called: str | None,
    *,
    is_sure: bool,
) -> None:
    row = _pair_row(db, actor.association, supervisee_id, provider_id)
    named_as = " ".join(called.split())[:200] if called else None
    if row is None:
        row = SupervisionPair(
            association_id=actor.association,
            supervisee_id=supervisee_id,
            provider_id=provider_id,
            state="named",
            named_by=actor.person_id,
            named_as=named_as,
            named_at=now,
        )
        db.add(row)
    elif row.state == "ended":
        row.state, row.named_by, row.named_at, row.ended_at = "named", actor.person_id, now, None
        row.named_as = row.named_as or named_as
    elif row.state == "confirmed" and row.confirmed_at is None and row.named_by != actor.person_id:
        row.confirmed_at = now  # the supervisor said so alone; now the supervisee does too
    elif not is_sure or row.state == "confirmed":
        return
    if is_sure:
        is_said_by_both = row.named_by != actor.person_id or not queries.has_account(db, supervisee_id)
        row.state, row.confirmed_at = "confirmed", row.confirmed_at or (now if is_said_by_both else None)
    trail.record(
        db, actor, "pair.named", provider_id, association_id=actor.association, at=now, person_id=supervisee_id
    )
    db.flush()


def _pair_row(db: Session, association_id: str, supervisee_id: str, provider_id: str) -> SupervisionPair | None:
    return db.scalars(
        select(SupervisionPair).where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.supervisee_id == supervisee_id,
            SupervisionPair.provider_id == provider_id,
        )
    ).first()


def confirm_pair(
    db: Session, actor: Actor, supervisee_id: str, now: datetime, association_id: str | None = None
) -> bool:
    """The actor says: I supervise this person. False if nobody named them or it was said before."""
    place = association_id or actor.association
    row = _pair_row(db, place, supervisee_id, actor.person_id)
    if row is None or row.state == "confirmed":
        return False
    row.state, row.confirmed_at, row.ended_at = "confirmed", now, None
    trail.record(db, actor, "pair.confirmed", actor.person_id, association_id=place, at=now, person_id=supervisee_id)
    db.flush()
    return True


def end_pair(
    db: Session, actor: Actor, supervisee_id: str, provider_id: str, now: datetime, association_id: str | None = None
) -> bool:
    """Either side says that they do not work together (any more). False if there is no such pair of the actor's."""
    if actor.person_id not in (supervisee_id, provider_id):
        return False
    place = association_id or actor.association
    row = _pair_row(db, place, supervisee_id, provider_id)
    if row is None or row.state == "ended":
        return False
    row.state, row.ended_at = "ended", now
    asks.revoke(db, supervisee_id, provider_id, now)
    trail.record(db, actor, "pair.ended", provider_id, association_id=place, at=now, person_id=supervisee_id)
    db.flush()
    return True


def resend_invitation(db: Session, actor: Actor, person_id: str, email: str | None, now: datetime) -> bool:
    """Send a new code to somebody the actor works with here who has not joined; False if that may not be.

    An address may be given only for somebody without one whom nobody else knows: whoever reads it becomes that person,
    with the entries of others, or with what the office confirmed. For a wrong address the person is named again.
    """
    is_mine = any(
        queries.pair_state(db, actor.association, *pair) not in (None, "ended")
        for pair in ((actor.person_id, person_id), (person_id, actor.person_id))
    )
    if not is_mine or queries.has_account(db, person_id):
        return False
    kept = queries.profile(db, person_id).email
    to = kept or (queries.tidy_email(email) if email else None)
    if to is None:
        return False
    if kept is None and (queries.by_email(db, to) is not None or not is_nobody_elses(db, actor, person_id)):
        return False
    is_provider = queries.pair_state(db, actor.association, actor.person_id, person_id) is not None
    role = SUPERVISOR if is_provider else SUPERVISEE
    return invitations.resend(db, actor.person_id, actor.association, person_id, to, role, now)


def introduce(db: Session, actor: Actor, name: str, zone: str, language: str, now: datetime) -> None:
    """Change how the actor is called, and the zone and language they read in."""
    row = db.scalars(select(Person).where(Person.id == actor.person_id)).one()
    row.name, row.zone, row.language = " ".join(name.split()), zone, language
    trail.record_account(db, actor.person_id, "person.changed", at=now)
    db.flush()


def set_goal(db: Session, actor: Actor, kind: str, category: str, endorsed_on: date | None, now: datetime) -> str:
    """Say in the first questions what the actor works on; returns the goal's id.

    Where the credential leaves the ages open, both are meant until somebody says otherwise on the goal's own page.
    """
    track = BOTH if CATEGORIES[category].track is None else None
    return progress.set_goal(db, actor, kind, category, track, None, endorsed_on if kind == RENEW else None, now)


def set_trait(db: Session, actor: Actor, trait: str, value: str, from_on: date | None, now: datetime) -> None:
    """Say the actor's degree, or whether they give RSC (`yes`, `no`), from a day on; what was said of that day goes.

    What is asked of the actor, and of those they supervise, depends on it: standings are measured again.
    """
    allowed = DEGREES if trait == DEGREE else (YES, NO)
    if trait not in (DEGREE, GIVES_RSC) or value not in allowed:
        raise ValueError(f"{trait} is not {value}")
    on_that_day = PersonTrait.from_on.is_(None) if from_on is None else PersonTrait.from_on == from_on
    mine = PersonTrait.person_id == actor.person_id
    db.execute(delete(PersonTrait).where(mine, PersonTrait.trait == trait, on_that_day))
    db.add(PersonTrait(id=str(uuid4()), person_id=actor.person_id, trait=trait, value=value, from_on=from_on))
    trail.record_account(db, actor.person_id, "trait.set", at=now, trait=trait, value=value)
    db.flush()
    for association_id in associations_of(db, actor.person_id, SUPERVISEE):
        progress.refresh(db, association_id, actor.person_id, now)


def declare(
    db: Session,
    actor: Actor,
    category: str,
    status: str,
    degree: str | None,
    starts_on: date,
    ends_on: date | None,
    issuer: str | None,
    registry_url: str | None,
    now: datetime,
) -> str:
    """Declare an endorsement the actor holds; returns its id.

    Each association where they are a supervisor gets its own declared copy to confirm, and the standings of everybody
    who works with them there are measured again. `issuer` is an association's id, `degree` the actor's own on that day.
    """
    if category not in CATEGORIES or status not in STATUSES or (degree is not None and degree not in DEGREES):
        raise ValueError(f"no such endorsement: {category} {status} {degree}")
    held = Endorsement(
        id=str(uuid4()),
        person_id=actor.person_id,
        category=category,
        track=CATEGORIES[category].track,
        status=status,
        degree=degree,
        starts_on=starts_on,
        ends_on=ends_on,
        issuer=issuer,
        registry_url=registry_url,
        declared_at=now,
    )
    db.add(held)
    db.flush()
    trail.record_account(db, actor.person_id, "endorsement.declared", at=now, category=category, status=status)
    for association_id in associations_of(db, actor.person_id, SUPERVISOR):
        declare_here(db, association_id, actor.person_id, now)
        progress.refresh_supervisees(db, association_id, actor.person_id, now)
    return held.id
