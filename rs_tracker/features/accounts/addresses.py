"""A person's several addresses: each proven by a code, one of them the main one."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.accounts import codes, queries, service
from rs_tracker.features.accounts.codes import Proof
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import joining
from rs_tracker.features.people import queries as people
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Address

SignedEachOther = joining.SignedEachOther


class LastAddress(ValueError):
    """Without a proven address nobody can come back."""


def ask(db: Session, actor: Actor, email: str, now: datetime) -> None:
    """Send a code to an address the actor says is theirs."""
    codes.send(
        db,
        codes.ADDRESS,
        people.tidy_email(email),
        now=now,
        person_id=actor.person_id,
        language=actor.language,
    )


def other_record(db: Session, actor: Actor, proof: Proof) -> joining.Preview | None:
    """The record that this address leads to, if it is another one of the same person and would be joined."""
    other_id = people.by_email(db, proof.email)
    if other_id is None or other_id == actor.person_id or _is_only_written_down(db, other_id, proof.email):
        return None
    return joining.preview(db, actor.person_id, other_id)


def _is_only_written_down(db: Session, person_id: str, email: str) -> bool:
    """An account by another address, to which somebody else added this one: the account is not the reader's."""
    return people.has_account(db, person_id) and queries.account(db, email) is None


def add(db: Session, actor: Actor, proof: Proof, now: datetime) -> bool:
    """The actor typed the code: the address is theirs, with the record it led to, if any; True if one was joined.

    If that record was an account, or one whose return was stopped, a mail code alone opened it: signing waits as after
    a lost password. Raises joining.SignedEachOther.
    """
    found = other_record(db, actor, proof)
    if found is None:
        joining.forget_address(db, proof.email)
    else:
        theirs = [row.email for row in queries.addresses(db, found.other_id) if row.is_proven]
        joining.join(db, actor.person_id, found.other_id, now)
        if found.has_account or found.was_stopped:
            service.wait_after_joining(db, actor.person_id, now)
        for email in theirs:
            _tell(db, actor, "account_joined", email, actor.name, now)
    service.prove_address(db, actor.person_id, proof.email, now)
    for row in queries.addresses(db, actor.person_id):
        if row.is_proven and row.email != proof.email:
            _tell(db, actor, "address_added", row.email, proof.email, now)
    return found is not None


def _tell(db: Session, actor: Actor, template: str, to: str, what: str, now: datetime) -> None:
    """One letter about the account's addresses; `what` is the address or name it is about."""
    key = f"{template}:{actor.person_id}:{what[:80]}:{to[:60]}:{now:%Y-%m-%dT%H:%M}"
    outbox.queue(
        db, template, to, key, now=now, params={"what": what}, person_id=actor.person_id, language=actor.language
    )


def make_main(db: Session, actor: Actor, email: str, now: datetime) -> bool:
    """Our mail goes to this one from now on; False if it is not a proven address of the actor's."""
    row = _own(db, actor, email)
    if row is None or row.proven_at is None:
        return False
    db.execute(update(Address).where(Address.person_id == actor.person_id).values(is_primary=False))
    db.execute(update(Address).where(Address.email == row.email).values(is_primary=True))
    trail.record_account(db, actor.person_id, "address.main", at=now)
    return True


def remove(db: Session, actor: Actor, email: str, now: datetime) -> bool:
    """Take an address away; False if it is not the actor's. Raises LastAddress for the last proven one."""
    row = _own(db, actor, email)
    if row is None:
        return False
    left = [one.email for one in queries.addresses(db, actor.person_id) if one.is_proven and one.email != row.email]
    if not left:
        raise LastAddress
    was_main = row.is_primary
    db.execute(delete(Address).where(Address.email == row.email))
    if was_main:
        db.execute(update(Address).where(Address.email == left[0]).values(is_primary=True))
    if row.proven_at is not None:
        _tell(db, actor, "address_removed", row.email, left[0], now)
    trail.record_account(db, actor.person_id, "address.removed", at=now)
    return True


def _own(db: Session, actor: Actor, email: str) -> Address | None:
    mine = (Address.email == people.tidy_email(email), Address.person_id == actor.person_id)
    return db.scalars(select(Address).where(*mine)).first()
