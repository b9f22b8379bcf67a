"""Joining with an address and a code, coming back by one, and the password in between."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.features.accounts import codes, queries, sessions
from rs_tracker.features.accounts.codes import Proof
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import invitations
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as persons
from rs_tracker.features.people.memberships import accept_all, associations_of, roles_of
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Address, Association, Membership, Passkey, Person, RecoveryCode

WAIT_TO_SIGN = timedelta(hours=24)
OPEN, BY_CODE = "open", "code"
DEVICE, PASSKEY, RECOVERY_CODE = "device", "passkey", "recovery-code"
STRONG = (PASSKEY, RECOVERY_CODE)  # they also end a wait that somebody else began by the mailbox alone


class NoSuchCode(LookupError):
    """No association has this join code."""


class NoSuchAssociation(LookupError):
    """Nothing was chosen."""


class AlreadyJoined(ValueError):
    """There is an account with this address already."""


class NoAccount(LookupError):
    """The address opens no account, or not the one its code was sent for, any more."""


class NotOpen(PermissionError):
    """This association is joined by invitation."""


def ask_to_join(db: Session, email: str, sign_up: str, association_code: str, now: datetime) -> None:
    """Send a code to join, if this address may: whoever it is when sign-up is open, else the invited, or who knows the
    association's code. Somebody with an account is told so by mail. The answer is the same for all. Raises NoSuchCode.
    """
    email = people.tidy_email(email)
    association_id = None
    if sign_up == BY_CODE and association_code:
        association_id = queries.association_with_code(db, association_code)
        if association_id is None:
            raise NoSuchCode
    account = queries.account(db, email)
    is_welcome = sign_up == OPEN or association_id is not None or invitations.is_invited(db, email, now)
    codes.send(
        db,
        codes.JOIN,
        email,
        now=now,
        is_welcome=is_welcome and account is None,
        person_id=people.by_email(db, email),
        association_id=association_id,
    )
    if account is not None:
        key = f"account-exists:{account.person_id}:{now:%Y-%m-%dT%H}"
        outbox.queue(db, "account_exists", email, key, now=now, person_id=account.person_id, language=account.language)


def ask_to_return(db: Session, email: str, purpose: str, now: datetime) -> None:
    """Send a code to somebody who lost their password (`reset`) or wants in without it (`sign-in`)."""
    email = people.tidy_email(email)
    account = queries.account(db, email)
    codes.send(
        db,
        purpose,
        email,
        now=now,
        is_welcome=account is not None,
        person_id=account.person_id if account else None,
        language=account.language if account else "en",
    )


def join(db: Session, proof: Proof, name: str, password_hash: str, now: datetime) -> str:
    """Make the account of whoever proved this address; returns the person's id. Raises AlreadyJoined.

    Somebody who was only named before becomes that person, with all that waits for them; their invitations are used.
    """
    person_id = _joining(db, proof, name, now)
    row = db.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    if row.joined_at is not None:  # by another right code, at the same instant
        raise AlreadyJoined
    row.name, row.password_hash, row.joined_at = " ".join(name.split()), password_hash, now
    if row.may_sign_from is not None:  # their return was stopped once: whoever comes now waits too
        row.may_sign_from = now + WAIT_TO_SIGN
    db.flush()
    prove_address(db, person_id, proof.email, now)
    accept_all(db, person_id, now)
    if proof.association_id is not None:
        persons.add_member(db, proof.association_id, person_id, SUPERVISEE, now=now, by=None)
    invitations.close(db, proof.email, now, person_id)
    trail.record_account(db, person_id, "account.joined", at=now)
    return person_id


def _joining(db: Session, proof: Proof, name: str, now: datetime) -> str:
    """The record that whoever proved this address becomes.

    An address that somebody wrote down for a person who has an account by another one, and never proved, is nobody's:
    its reader begins a record of their own and sees nothing of the other.
    """
    if queries.account(db, proof.email) is not None:
        raise AlreadyJoined
    known = people.by_email(db, proof.email)
    if known is None:
        return persons.new_person(db, name, proof.email, now)
    if not people.has_account(db, known):
        return known
    db.execute(delete(Address).where(Address.email == proof.email))
    return persons.new_person(db, name, proof.email, now)


def prove_address(db: Session, person_id: str, email: str, now: datetime) -> None:
    """This address can be read by this person: it is theirs, reachable, and their main one if they have no other."""
    proven = (Address.person_id == person_id, Address.proven_at.is_not(None))
    is_first = db.scalar(select(Address.email).where(*proven).limit(1)) is None
    row = db.scalars(select(Address).where(Address.email == email)).first()
    if row is None:
        row = Address(email=email, person_id=person_id, created_at=now)
        db.add(row)
    if is_first:
        db.execute(update(Address).where(Address.person_id == person_id).values(is_primary=False))
        row.is_primary = True
    row.proven_at, row.unreachable_at = row.proven_at or now, None
    trail.record_account(db, person_id, "address.proven", at=now)
    db.flush()


def known_name(db: Session, proof: Proof) -> str:
    """What whoever invited this person called them; empty for somebody new."""
    person_id = people.by_email(db, proof.email)
    if person_id is None or people.has_account(db, person_id):
        return ""
    return people.profile(db, person_id).name


def renew_hash(db: Session, person_id: str, password_hash: str) -> None:
    """Keep the same password under today's parameters."""
    db.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))


def set_new_password(db: Session, person_id: str, password_hash: str, session_id: str | None, now: datetime) -> None:
    """Change the password of somebody who typed the old one; every other browser is signed out."""
    db.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    sessions.end_others(db, person_id, session_id, now, is_trusted=True)
    trail.record_account(db, person_id, "password.changed", at=now)


def recover(db: Session, proof: Proof, password_hash: str, now: datetime, *, second: str) -> str:
    """Set a new password on the strength of a mail code; returns the person's id.

    Reading works at once. Signing too where something beside the mailbox showed that it is them (`second`: DEVICE for a
    browser they called their own, PASSKEY, RECOVERY_CODE). With the code alone ("") it waits for a day: long enough
    for the person, at every address of theirs, and for the coordinator to say that it was not them. Raises NoAccount
    if they said so, or the address was removed, since the code was sent.
    """
    account = queries.account(db, proof.email)
    if account is None or proof.person_id is None or account.person_id != people.in_use(db, proof.person_id):
        raise NoAccount(proof.email)
    person_id = account.person_id
    row = db.scalars(select(Person).where(Person.id == person_id)).one()
    row.password_hash = password_hash
    if second in STRONG:
        row.may_sign_from = None
    elif second != DEVICE:
        row.may_sign_from = now + WAIT_TO_SIGN
    db.flush()
    sessions.end_others(db, person_id, None, now, is_trusted=second != "")
    trail.record_account(db, person_id, "account.recovered", at=now, second=second)
    _tell_owner(db, row, now)
    if not second:
        _tell_offices(db, row, now)
    return person_id


def wait_after_joining(db: Session, person_id: str, now: datetime) -> None:
    """A mail code alone made another account part of this one: signing waits, and the offices are told, as after a
    lost password.
    """
    row = db.scalars(select(Person).where(Person.id == person_id)).one()
    row.may_sign_from = now + WAIT_TO_SIGN
    db.flush()
    _tell_offices(db, row, now)


def _tell_owner(db: Session, person: Person, now: datetime) -> None:
    waits = person.may_sign_from is not None and person.may_sign_from > now
    said = {"name": person.name, "waits": waits}
    for row in queries.addresses(db, person.id):
        if row.is_proven:
            key = f"recovered:{person.id}:{now.isoformat()}:{row.email}"
            outbox.queue(
                db, "recovered", row.email, key, now=now, params=said, person_id=person.id, language=person.language
            )


def _tell_offices(db: Session, person: Person, now: datetime) -> None:
    places = associations_of(db, person.id)
    for association_id in places:
        trail.record(
            db, None, "account.recovered", person.id, association_id=association_id, at=now, person_id=person.id
        )
    for association_id, coordinator_id, email, language in queries.coordinators_of(db, places):
        if coordinator_id == person.id:
            continue
        outbox.queue(
            db,
            "recovered_office",
            email,
            f"recovered-office:{association_id}:{person.id}:{coordinator_id}:{now.isoformat()}",
            now=now,
            params={"name": person.name},
            person_id=coordinator_id,
            association_id=association_id,
            language=language,
        )


def stop_recovery(db: Session, actor: Actor, person_id: str, now: datetime) -> bool:
    """A coordinator says that it was not them who came back: they are signed out everywhere, and the ways in close.

    Password, passkeys and addresses go, so that the mailbox that was misused opens nothing; the record stays. False if
    nobody of that id came back by mail to this association within the last day.
    """
    if person_id not in [row.person_id for row in queries.recoveries(db, actor.association, now)]:
        return False
    sessions.end_others(db, person_id, None, now)
    _tell_stopped(db, actor, person_id, now)
    for table in (Address, Passkey, RecoveryCode):
        db.execute(delete(table).where(table.person_id == person_id))
    gone = {"password_hash": None, "joined_at": None, "may_sign_from": now + WAIT_TO_SIGN}
    db.execute(update(Person).where(Person.id == person_id).values(gone))
    trail.record(db, actor, "account.stopped", person_id, association_id=actor.association, at=now, person_id=person_id)
    trail.record_account(db, person_id, "account.stopped", at=now)
    return True


def _tell_stopped(db: Session, actor: Actor, person_id: str, now: datetime) -> None:
    """Every address learns it before it goes, so that nobody's account is closed behind their back."""
    language = people.profile(db, person_id).language
    place = actor.hats.association_name if actor.hats else ""
    for row in queries.addresses(db, person_id):
        if row.is_proven:
            key = f"account-stopped:{person_id}:{now.isoformat()}:{row.email[:60]}"
            said = {"by": actor.name, "association": place}
            outbox.queue(
                db, "account_stopped", row.email, key, now=now, params=said, person_id=person_id, language=language
            )


def invite_back(db: Session, actor: Actor, person_id: str, email: str, now: datetime) -> bool:
    """Send somebody whose return was stopped an invitation to an address that is safe; False if that is taken."""
    is_stopped = person_id in [id_ for id_, _name in queries.stopped(db, actor.association)]
    if not is_stopped or people.by_email(db, email) not in (None, person_id):
        return False
    roles = sorted(roles_of(db, person_id)) or [SUPERVISEE]
    trail.record(db, actor, "member.invited", person_id, association_id=actor.association, at=now, person_id=person_id)
    return invitations.resend(db, actor.person_id, actor.association, person_id, email, roles[0], now)


def join_association(
    db: Session, actor: Actor, association_id: str, sign_up: str, association_code: str, now: datetime
) -> str:
    """Log in one more association, as its rules of joining allow; returns its id.

    Raises NoSuchCode, NoSuchAssociation, NotOpen.
    """
    if sign_up == BY_CODE:
        found = queries.association_with_code(db, association_code)
        if found is None:
            raise NoSuchCode
        association_id = found
    elif sign_up != OPEN:
        raise NotOpen
    if db.scalar(select(Association.id).where(Association.id == association_id)) is None:
        raise NoSuchAssociation
    persons.add_member(db, association_id, actor.person_id, SUPERVISEE, now=now, by=actor.person_id)
    sessions.act_in(db, actor.session_id, association_id)
    return association_id


def consent(db: Session, actor: Actor, is_welcome: bool, now: datetime) -> None:
    """Say whether the office that took over this association may see the actor's entries."""
    mine = (Membership.association_id == actor.association, Membership.person_id == actor.person_id)
    db.execute(update(Membership).where(*mine).values(office_sees=is_welcome))
    trail.record(
        db, actor, "office.allowed" if is_welcome else "office.refused", association_id=actor.association, at=now
    )
