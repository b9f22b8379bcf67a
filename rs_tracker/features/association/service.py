"""The office at work: adding people, whom to ask, the code for joining."""

from datetime import datetime
from secrets import choice

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import ADMIN, COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.features.guests.queries import SETTING as TAKES_CODES
from rs_tracker.features.people import invitations
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as persons
from rs_tracker.features.signing import passkeys_asked
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Association

# Letters and figures that nobody mistakes for one another when a code is read out.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


class NotYours(ValueError):
    """This hat is not the actor's to give."""


class AlreadyHere(ValueError):
    """The person wears this hat here already."""

    def __init__(self, person_id: str) -> None:
        super().__init__(person_id)
        self.person_id = person_id


def hats_to_give(actor: Actor) -> tuple[str, ...]:
    """The hats this actor may give somebody here; coordinators are made by who administers the association."""
    return (SUPERVISEE, SUPERVISOR, COORDINATOR) if ADMIN in actor.roles else (SUPERVISEE, SUPERVISOR)


def add_person(db: Session, actor: Actor, name: str, email: str, role: str, now: datetime) -> str:
    """Make somebody a member in that role and invite them; returns their id.

    Whoever has the address already is meant, whatever name was typed. Raises NotYours, AlreadyHere.
    """
    if role not in hats_to_give(actor):
        raise NotYours(role)
    person_id = people.by_email(db, email) or persons.new_person(db, name, email, now)
    if not persons.add_member(db, actor.association, person_id, role, now=now, by=actor.person_id):
        raise AlreadyHere(person_id)
    invitations.invite(db, actor.person_id, actor.association, person_id, email, role, now)
    trail.record(
        db, actor, "member.invited", person_id, association_id=actor.association, at=now, person_id=person_id, role=role
    )
    db.flush()
    return person_id


def invite_again(db: Session, actor: Actor, person_id: str, role: str, now: datetime) -> bool:
    """Send a new code to a member who has not joined yet; False where there is nobody to send one to."""
    email = people.profile(db, person_id).email
    if email is None or people.has_account(db, person_id):
        return False
    return invitations.resend(db, actor.person_id, actor.association, person_id, email, role, now)


def set_contact(db: Session, actor: Actor, contact: str, now: datetime) -> None:
    """Say whom people ask: the address shown to them beside *Help*."""
    row = _office(db, actor)
    row.contact = contact or None
    trail.record(db, actor, "association.contact_changed", association_id=actor.association, at=now)
    db.flush()


def take_codes(db: Session, actor: Actor, is_taken: bool, now: datetime) -> None:
    """Let people without an account sign here with a code sent by email, or no longer; what was signed stays signed."""
    row = _office(db, actor)
    if (row.settings.get(TAKES_CODES) is not False) == is_taken:
        return
    row.settings = row.settings | {TAKES_CODES: is_taken}
    action = "association.codes_taken" if is_taken else "association.codes_not_taken"
    trail.record(db, actor, action, association_id=actor.association, at=now)
    db.flush()


def ask_for_passkeys(db: Session, actor: Actor, is_asked: bool, now: datetime) -> None:
    """Let only passkeys sign here from now on, or let go of it; what was signed stays signed either way."""
    row = _office(db, actor)
    if bool(row.settings.get(passkeys_asked.SETTING)) == is_asked:
        return
    row.settings = row.settings | {passkeys_asked.SETTING: is_asked}
    action = "association.passkeys_asked" if is_asked else "association.passkeys_not_asked"
    trail.record(db, actor, action, association_id=actor.association, at=now)
    db.flush()


def renew_join_code(db: Session, actor: Actor, now: datetime) -> str:
    """Make a new code for joining; the one before stops working at once."""
    code = "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
    _office(db, actor).join_code = f"{code[:4]}-{code[4:]}"
    trail.record(db, actor, "association.code_changed", association_id=actor.association, at=now)
    db.flush()
    return f"{code[:4]}-{code[4:]}"


def end_join_code(db: Session, actor: Actor, now: datetime) -> None:
    """Nobody joins by a code any more; invitations go on working."""
    _office(db, actor).join_code = None
    trail.record(db, actor, "association.code_changed", association_id=actor.association, at=now)
    db.flush()


def _office(db: Session, actor: Actor) -> Association:
    return db.scalars(select(Association).where(Association.id == actor.association)).one()
