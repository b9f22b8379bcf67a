"""What a link leads to, and what waits for whoever opens it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.people import queries as people
from rs_tracker.features.people.asks import token_hash
from rs_tracker.features.signing import disputes, intents, passkeys_asked, statement
from rs_tracker.features.signing import queries as signing
from rs_tracker.store.tables import Association, Entry, GuestLink, GuestRequest, GuestVisit, Person, SignConsent

TRIES = 5
# States of a link; ACCOUNT: the person has joined meanwhile and signs as everybody does.
OPEN, CLOSED, USED, EXPIRED, REVOKED, ACCOUNT = "open", "closed", "used", "expired", "revoked", "account"
OFF, PASSKEY = "off", "passkey"
SETTING = "takes_codes_for_signatures"  # an association may set it to false


@dataclass(frozen=True, slots=True)
class Look:
    """A link as one browser sees it. `shown_to` is the supervisee who handed it on; None for the one in the mail.

    `is_bound`: *Show what waits* was pressed in this browser; `is_proven`: the code was typed in it, not long ago.
    """

    request_id: str
    person_id: str
    state: str
    shown_to: str | None
    is_bound: bool
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever a link is for, as far as services look at them."""

    person_id: str
    name: str
    zone: str
    may_sign_from: datetime | None


@dataclass(frozen=True, slots=True)
class Refusing:
    """An association that takes no typed codes (`why`: OFF or PASSKEY), with how many sessions wait there."""

    name: str
    why: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Part:
    """What waits in one association, before the code: person, day, minutes."""

    association_name: str
    lines: list[tuple[str, date, int]]


def secret_hash(secret: str) -> str:
    """What a row keeps of the cookie."""
    return sha256(f"guest-visit:{secret}".encode()).hexdigest()


def look(db: Session, token: str, secret: str | None, now: datetime) -> Look | None:
    """What this token leads to, or None for one that nobody made."""
    wanted = select(GuestRequest, GuestLink.made_by).join(GuestLink, GuestLink.request_id == GuestRequest.id)
    row = db.execute(wanted.where(GuestLink.token_hash == token_hash(token))).first()
    if row is None:
        return None
    request, made_by = row
    visit = _visit(db, token, secret, now) if request.ended_how != REVOKED else None
    return Look(
        request_id=request.id,
        person_id=people.in_use(db, request.person_id),
        state=ACCOUNT if people.has_account(db, people.in_use(db, request.person_id)) else _state(request, now),
        shown_to=made_by,
        is_bound=visit is not None,
        is_proven=visit is not None and visit.proven_at is not None,
    )


def _state(request: GuestRequest, now: datetime) -> str:
    if request.ended_how is not None:
        return request.ended_how
    if request.expires_at <= now:
        return EXPIRED
    return CLOSED if request.attempts >= TRIES else OPEN


def _visit(db: Session, token: str, secret: str | None, now: datetime) -> GuestVisit | None:
    if not secret:
        return None
    mine = (GuestVisit.secret_hash == secret_hash(secret), GuestVisit.token_hash == token_hash(token))
    return db.scalars(select(GuestVisit).where(*mine, GuestVisit.expires_at > now)).first()


def guest(db: Session, person_id: str) -> Guest:
    """The person a link is for."""
    row = db.execute(
        select(Person.id, Person.name, Person.zone, Person.may_sign_from).where(Person.id == person_id)
    ).one()
    return Guest(*row)


def open_places(db: Session, memberships: Iterable[Hats]) -> tuple[Hats, ...]:
    """Those of a guest's associations that take a typed code for a signature."""
    return tuple(hats for hats in memberships if _refusal(db, hats.association_id) is None)


def refusing(db: Session, person_id: str, memberships: Iterable[Hats]) -> list[Refusing]:
    """The others, where something waits."""
    found = []
    for hats in memberships:
        why = _refusal(db, hats.association_id)
        sessions = _count(db, hats.association_id, person_id) if why else 0
        if why and sessions:
            found.append(Refusing(hats.association_name, why, sessions))
    return found


def takes_codes(db: Session, association_id: str) -> bool:
    """Whether people without an account sign in this association; yes, unless its office has switched it off."""
    settings = db.scalar(select(Association.settings).where(Association.id == association_id)) or {}
    return settings.get(SETTING) is not False


def _refusal(db: Session, association_id: str) -> str | None:
    if not takes_codes(db, association_id):
        return OFF
    return PASSKEY if passkeys_asked.asking_of(db, [association_id]) else None


def _count(db: Session, association_id: str, person_id: str) -> int:
    wanted = select(func.count()).where(
        Entry.association_id == association_id,
        Entry.provider_id == person_id,
        Entry.state.in_(sorted(lifecycle.ASKS_FOR_SIGNATURE)),
    )
    return db.scalar(wanted) or 0


def waiting(db: Session, actor: Actor, now: datetime) -> signing.Queue:
    """The lines to tick, once the code was typed."""
    return signing.waiting_for(db, actor, now)


def shown(db: Session, actor: Actor, now: datetime, only_of: str | None) -> list[Part]:
    """What waits, by association; of one supervisee alone where it was they who handed the link on."""
    found = []
    for hats in actor.memberships:
        lines = [
            (line.person_name, line.held_on, line.minutes)
            for line in signing.waiting_in(db, replace(actor, association_id=hats.association_id), hats, now)
            if only_of in (None, line.person_id)
        ]
        if lines:
            found.append(Part(hats.association_name, lines))
    return found


def statement_of(db: Session, actor: Actor, intent_id: str, now: datetime) -> tuple[statement.Statement, bool] | None:
    """The guest's own statement, and whether its five minutes are over or it was used; None for anybody else's."""
    intent = intents.own(db, actor, intent_id)
    if intent is None:
        return None
    return statement.read(intent.body), intent.used_at is not None or now >= intent.expires_at


def parts(db: Session, actor: Actor, said: statement.Statement) -> list[tuple[str, list[tuple[str, statement.Item]]]]:
    """A statement's lines by association, with their people's names."""
    return signing.parts(db, actor, said.items)


def names(db: Session, actor: Actor, lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Whose entries these are."""
    return signing.names(db, actor, lines)


def dispute(db: Session, actor: Actor, entry_id: str) -> disputes.Dispute | None:
    """An entry that waits for this guest."""
    found = disputes.dispute(db, actor, entry_id)
    return found if found is not None and found.provider_id == actor.person_id else None


def has_consented(db: Session, actor: Actor) -> bool:
    """Whether this person was asked before whether they agree to sign electronically."""
    return db.scalar(select(SignConsent.id).where(SignConsent.person_id == actor.person_id).limit(1)) is not None
