"""A person's passkeys: added by who has just shown that it is them, listed, removed. Every address learns of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.adapters import passkeys
from rs_tracker.adapters.passkeys import Made, NotProven, Site
from rs_tracker.domain.actor import Actor
from rs_tracker.features.accounts import queries
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Passkey

MOST = 20

__all__ = ["MOST", "AlreadyKnown", "KeyRow", "KeysWait", "NotProven", "TooMany"]


class AlreadyKnown(ValueError):
    """This passkey is somebody's already."""


class TooMany(ValueError):
    """Nobody needs more than MOST of them."""


class KeysWait(ValueError):
    """After a reset by mail code alone nothing that proves somebody is added until `until`.

    Else whoever reads the mailbox would add a passkey, come back with it a second time, and sign without waiting.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(f"possible from {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One passkey as its owner sees it."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None


def listing(db: Session, person_id: str) -> list[KeyRow]:
    """A person's passkeys, the newest first."""
    mine = select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at).where(Passkey.person_id == person_id)
    return [KeyRow(*row) for row in db.execute(mine.order_by(Passkey.created_at.desc(), Passkey.id))]


def one(db: Session, actor: Actor, passkey_id: str) -> KeyRow | None:
    """The actor's own passkey, or None."""
    return next((row for row in listing(db, actor.person_id) if row.id == passkey_id), None)


def check_may_add(actor: Actor, now: datetime) -> None:
    """Raises KeysWait while signing waits after a reset by mail code alone."""
    if actor.may_sign_from is not None and now < actor.may_sign_from:
        raise KeysWait(actor.may_sign_from)


def question(db: Session, actor: Actor, where: Site, challenge: str) -> str:
    """What the browser is asked so that it makes a passkey: JSON. `challenge` is hex."""
    mine = select(Passkey.credential_id).where(Passkey.person_id == actor.person_id)
    shown = next((row.email for row in queries.addresses(db, actor.person_id) if row.is_proven), actor.name)
    return passkeys.ask_to_make(where, bytes.fromhex(challenge), actor.person_id, shown, db.scalars(mine).all())


def add(db: Session, actor: Actor, where: Site, text: str, challenge: str, name: str, now: datetime) -> str:
    """Keep the passkey that a browser made for this challenge; its id.

    The step-up has succeeded just before. Raises NotProven, AlreadyKnown, TooMany, KeysWait.
    """
    check_may_add(actor, now)
    made = passkeys.made(where, text, bytes.fromhex(challenge))
    count = db.scalar(select(func.count()).select_from(Passkey).where(Passkey.person_id == actor.person_id)) or 0
    if count >= MOST:
        raise TooMany
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(Passkey).values(_row(actor, made, name, now)).on_conflict_do_nothing()
    id_: str | None = db.scalar(row.returning(Passkey.id))
    if id_ is None:
        raise AlreadyKnown
    trail.record_account(db, actor.person_id, "passkey.added", at=now)
    tell(db, actor, "passkey_added", name, now)
    return id_


def _row(actor: Actor, made: Made, name: str, now: datetime) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "credential_id": made.credential_id,
        "person_id": actor.person_id,
        "handle": actor.person_id,
        "name": name[:60],
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "created_at": now,
    }


def remove(db: Session, actor: Actor, passkey_id: str, now: datetime) -> bool:
    """Take a passkey away; False if it is not the actor's. What was signed with it stays signed."""
    found = one(db, actor, passkey_id)
    if found is None:
        return False
    db.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.person_id))
    trail.record_account(db, actor.person_id, "passkey.removed", at=now)
    tell(db, actor, "passkey_removed", found.name, now)
    return True


def tell(db: Session, actor: Actor, template: str, what: str, now: datetime) -> None:
    """One letter to every proven address of the account."""
    for row in queries.addresses(db, actor.person_id):
        if row.is_proven:
            key = f"{template}:{actor.person_id}:{now.isoformat()}:{row.email[:60]}"
            said = {"what": what}
            outbox.queue(
                db, template, row.email, key, now=now, params=said, person_id=actor.person_id, language=actor.language
            )
