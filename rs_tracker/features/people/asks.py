"""Asking somebody without an account to confirm sessions: one message for all that waits, one asking open at a time.

The message carries a link and, in its text, six digits; the link alone opens nothing (see the guests room). While an
asking is open, further sessions join it without a message of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import invitations, queries
from rs_tracker.features.people.memberships import places_of
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Entry, GuestLink, GuestRequest, Person

BURST = timedelta(minutes=5)  # sessions logged within it are in one message
VALID = AGAIN = timedelta(days=7)
PAUSE = timedelta(minutes=1)  # between two messages that the asked person wants
MOST_MESSAGES = 6


_PERSON = Person.__table__
_JOINED_AT = select(_PERSON.c.joined_at).where(_PERSON.c.id == bindparam("person"))  # asked at every save


class TooSoon(ValueError):
    """This person was asked less than a week ago."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody whose sessions wait, and the association where they do."""

    association_id: str
    person_id: str
    name: str


def token_hash(token: str) -> str:
    """What a row keeps of a link's token."""
    return sha256(f"guest-link:{token}".encode()).hexdigest()


def sessions_wait(db: Session, actor: Actor, person_ids: Iterable[str | None], now: datetime) -> None:
    """Sessions of the actor's wait for these people: who of them has no account is asked, unless they are already."""
    for person_id in sorted({id_ for id_ in person_ids if id_}):
        if asking(db).execute(_JOINED_AT, {"person": person_id}).scalar() is None:
            _ask_or_join(db, actor, person_id, now)


def _ask_or_join(db: Session, actor: Actor, person_id: str, now: datetime) -> None:
    request = open_request(db, person_id, now)
    if request is None:
        _begin(db, actor, person_id, now, now + BURST)
        return
    invitations.take_back(db, request.email, now)
    outbox.revise(db, _key(request.id, request.messages), _names(askers(db, person_id, request.by_id)))


def again(db: Session, actor: Actor, person_id: str, now: datetime) -> bool:
    """Ask once more; False if nothing of the actor's waits for this person, or nobody knows their address.

    Once a week for each person, whoever of their supervisees presses; before that it raises TooSoon.
    """
    if not waits_for(db, actor, person_id):
        return False
    last = db.scalar(select(func.max(GuestRequest.mailed_at)).where(GuestRequest.person_id == person_id))
    if last is not None and now < last + AGAIN:
        raise TooSoon(person_id)
    return _begin(db, actor, person_id, now, now) is not None


def pass_on(db: Session, actor: Actor, person_id: str, now: datetime) -> str | None:
    """A link of the actor's own for the person they wait for, to hand over themselves; its token, kept nowhere.

    Before the code is typed it shows nobody's sessions but the actor's. None where nothing of the actor's waits.
    """
    if not waits_for(db, actor, person_id):
        return None
    request = open_request(db, person_id, now) or _begin(db, actor, person_id, now, now)
    return _link(db, request.id, actor.person_id, now) if request is not None else None


def fresh(db: Session, token: str, now: datetime) -> None:
    """Send a new link and a new code to the address that this link's asking was sent to, if anything waits.

    Says nothing to the caller: the answer is the same whatever became of it.
    """
    wanted = select(GuestRequest).join(GuestLink, GuestLink.request_id == GuestRequest.id)
    row = db.scalars(wanted.where(GuestLink.token_hash == token_hash(token))).first()
    if row is None or queries.has_account(db, queries.in_use(db, row.person_id)):
        return
    request = open_request(db, row.person_id, now, for_update=True)
    if request is None:
        _open(db, row.person_id, row.by_id, now, now)
    elif request.messages < MOST_MESSAGES and (request.messages == 1 or now >= request.mailed_at + PAUSE):
        outbox.take_back(db, _key(request.id, request.messages))
        _send(db, request, now, now)


def end(db: Session, request_id: str, how: str, now: datetime) -> None:
    """An asking was answered (`used`) or is taken back (`revoked`); its code and its links open nothing any more."""
    still = (GuestRequest.id == request_id, GuestRequest.ended_at.is_(None))
    db.execute(update(GuestRequest).where(*still).values(ended_at=now, ended_how=how, code_hash=""))


def revoke(db: Session, supervisee_id: str, person_id: str, now: datetime) -> None:
    """The supervisee works with this person no more: an asking that was for them alone is taken back."""
    request = open_request(db, person_id, now)
    if request is None or any(asker.person_id != supervisee_id for asker in askers(db, person_id, None)):
        return
    outbox.take_back(db, _key(request.id, request.messages))
    end(db, request.id, "revoked", now)


def open_request(db: Session, person_id: str, now: datetime, *, for_update: bool = False) -> GuestRequest | None:
    """The asking of this person that can still be answered."""
    wanted = select(GuestRequest).where(
        GuestRequest.person_id == person_id, GuestRequest.ended_at.is_(None), GuestRequest.expires_at > now
    )
    return db.scalars(wanted.with_for_update() if for_update else wanted).first()


def waits_for(db: Session, actor: Actor, person_id: str) -> bool:
    """Whether a session of the actor's, where they act, waits for this person, who has no account."""
    wanted = (
        select(Entry.id)
        .join(Person, Person.id == Entry.provider_id)
        .where(
            Entry.association_id == actor.association,
            Entry.person_id == actor.person_id,
            Entry.provider_id == person_id,
            Entry.state.in_(sorted(lifecycle.ASKS_FOR_SIGNATURE)),
            Person.joined_at.is_(None),
        )
    )
    return db.scalar(wanted.limit(1)) is not None


def askers(db: Session, person_id: str, first_id: str | None) -> list[Asker]:
    """Whose sessions wait for this person, in all associations: `first_id` first, then who has waited longest."""
    found: list[tuple[bool, datetime, Asker]] = []
    for place in places_of(db, person_id):
        rows = db.execute(
            select(Entry.person_id, Person.name, func.min(Entry.changed_at))
            .join(Person, Person.id == Entry.person_id)
            .where(
                Entry.association_id == place,
                Entry.provider_id == person_id,
                Entry.state.in_(sorted(lifecycle.ASKS_FOR_SIGNATURE)),
            )
            .group_by(Entry.person_id, Person.name)
        )
        found += [(id_ != first_id, since, Asker(place, id_, name)) for id_, name, since in rows]
    ordered: dict[str, Asker] = {}
    for _is_later, _since, asker in sorted(found, key=lambda row: row[:2]):
        ordered.setdefault(asker.person_id, asker)
    return list(ordered.values())


def _begin(db: Session, actor: Actor, person_id: str, now: datetime, not_before: datetime) -> GuestRequest | None:
    request = _open(db, person_id, actor.person_id, now, not_before)
    if request is not None:
        place = actor.association
        trail.record(db, actor, "guest.asked", person_id, association_id=place, at=now, person_id=person_id)
    return request


def _open(db: Session, person_id: str, by_id: str, now: datetime, not_before: datetime) -> GuestRequest | None:
    """A new asking with its message; None without an address, with nothing to sign, or if another one was quicker."""
    email = queries.profile(db, person_id).email
    if email is None or not askers(db, person_id, by_id):
        return None
    _end_old(db, person_id, now)
    values = {
        "id": str(uuid4()),
        "person_id": person_id,
        "email": email,
        "code_hash": "",
        "attempts": 0,
        "messages": 0,
        "by_id": by_id,
        "created_at": now,
        "mailed_at": now,
        "expires_at": now + VALID,
    }
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    added = (
        dialect.insert(GuestRequest)
        .values(values)
        .on_conflict_do_nothing(index_elements=["person_id"], index_where=GuestRequest.ended_at.is_(None))
    )
    if db.scalar(added.returning(GuestRequest.id)) is None:
        return open_request(db, person_id, now)
    request = db.scalars(select(GuestRequest).where(GuestRequest.id == values["id"])).one()
    _send(db, request, now, not_before)
    return request


def _end_old(db: Session, person_id: str, now: datetime) -> None:
    """An asking that has grown old makes room for the next."""
    old = (GuestRequest.person_id == person_id, GuestRequest.ended_at.is_(None), GuestRequest.expires_at <= now)
    db.execute(update(GuestRequest).where(*old).values(ended_at=now, ended_how="expired", code_hash=""))


def _send(db: Session, request: GuestRequest, now: datetime, not_before: datetime) -> None:
    """One message with a new link and a new code; the code before works no longer, and five tries begin anew."""
    asked = askers(db, request.person_id, request.by_id)
    if not asked:
        return
    code = invitations.new_code()
    request.code_hash, request.attempts = invitations.code_hash(request.id, code), 0
    request.messages, request.mailed_at, request.expires_at = request.messages + 1, now, now + VALID
    db.flush()
    token = _link(db, request.id, None, now)
    invitations.take_back(db, request.email, now)
    invitations.also_opens(db, asked[0].association_id, request.person_id, request.email, asked[0].person_id, code, now)
    said = {"token": token, "code": code, "expires_at": request.expires_at.isoformat()}
    outbox.queue(
        db,
        "asked",
        request.email,
        _key(request.id, request.messages),
        now=now,
        not_before=not_before,
        params=said | _names(asked),
        person_id=request.person_id,
        language=queries.profile(db, request.person_id).language,
    )


def _names(asked: list[Asker]) -> dict[str, object]:
    """What a message says of who asks; nothing new if nobody does any more."""
    return {"by": asked[0].name, "others": len(asked) - 1} if asked else {}


def _link(db: Session, request_id: str, made_by: str | None, now: datetime) -> str:
    token = token_urlsafe(24)
    db.add(GuestLink(token_hash=token_hash(token), request_id=request_id, made_by=made_by, created_at=now))
    db.flush()
    return token


def _key(request_id: str, number: int) -> str:
    return f"asked:{request_id}:{number}"
