"""From the cookie's token to the person who acts: one statement a request, nothing believed that the row denies."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from flask import g
from flask import session as cookie
from flask_login import AnonymousUserMixin, UserMixin, current_user
from sqlalchemy import Row, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISOR, Actor, Hats
from rs_tracker.domain.lifetimes import has_ended, lifetime
from rs_tracker.domain.signing import SIGNABLE
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Association, Entry, Membership, MembershipRole, Person, WebSession
from rs_tracker.web.db import afterwards, db

SEEN_EVERY = 300
OF_A_VISIT = ("_user_id", "_id", "_fresh", "_remember")

# What the tab *Sign* counts: asked with the visit, so that no page pays a statement for it; only of who signs there.
_WAITING = (
    select(func.count())
    .select_from(Entry)
    .where(
        Entry.association_id == Membership.association_id,
        Entry.provider_id == Membership.person_id,
        Entry.state.in_(SIGNABLE),
    )
    .correlate(Membership)
    .scalar_subquery()
)
_HATS = (
    Membership.association_id.label("member_of"),
    Association.name.label("association_name"),
    Association.zone.label("association_zone"),
    Association.claimed_at,
    Membership.office_sees,
    MembershipRole.role,
    case((MembershipRole.role == SUPERVISOR, _WAITING), else_=0).label("waiting"),
)
_ROLE = (MembershipRole.association_id == Membership.association_id) & (
    MembershipRole.person_id == Membership.person_id
)
# Asked at every request, so it is one statement and built once: the session, its person, and all their hats.
_VISIT = (
    select(
        WebSession.id,
        WebSession.association_id,
        WebSession.is_own_device,
        WebSession.created_at,
        WebSession.seen_at,
        WebSession.expires_at,
        WebSession.ended_at,
        Person.id.label("person_id"),
        Person.name,
        Person.zone,
        Person.language,
        Person.may_sign_from,
        *_HATS,
    )
    .join(Person, Person.id == WebSession.person_id)
    .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.ended_at.is_(None))
    .outerjoin(Association, Association.id == Membership.association_id)
    .outerjoin(MembershipRole, _ROLE)
    .where(WebSession.token_hash == bindparam("hash"))
    .order_by(Association.name)
)
_MEMBERSHIPS = (
    select(*_HATS)
    .join_from(Membership, Association, Association.id == Membership.association_id)
    .outerjoin(MembershipRole, _ROLE)
    .where(Membership.person_id == bindparam("person"), Membership.ended_at.is_(None))
    .order_by(Association.name)
)
_SPANS = {"spans_associations": True}


class Visitor(UserMixin):  # type: ignore[misc]
    """Flask-login's user: the actor behind a web session. Its id is the session's token, not the person's."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


class Stranger(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who is not signed in."""

    actor: Actor | None = None


def token_hash(token: str) -> str:
    """What the database holds of a token."""
    return sha256(token.encode()).hexdigest()


def actor() -> Actor:
    """The signed-in person; only views behind `allow()` may ask."""
    return cast(Actor, current_user.actor)


def actor_or_none() -> Actor | None:
    """The signed-in person, or None."""
    return cast("Actor | None", current_user.actor)


def ask_no_more() -> None:
    """The database is in trouble: for the rest of this request nobody is known, so that no page asks who it is."""
    g.asks_no_more = True


def visitor(token: str) -> Visitor | None:
    """Flask-login's loader: who holds this token, if its session still lives.

    How long it lives follows from the hats worn now: a new coordinator's old session does not outlast an office day.
    """
    if "asks_no_more" in g:
        return None
    now = clock.now()
    rows = asking(db()).execute(_VISIT, {"hash": token_hash(token)}, execution_options=_SPANS).all()
    if not rows:
        forget()
        return None
    row, memberships = rows[0], _hats(rows)
    roles = frozenset[str]().union(*(hats.roles for hats in memberships))
    life = lifetime(roles, row.is_own_device)
    if row.ended_at is not None or has_ended(life, row.created_at, row.seen_at, now) or now >= row.expires_at:
        forget()
        return None
    if (now - row.seen_at).total_seconds() > SEEN_EVERY:
        afterwards(lambda late: _seen(late, row.id, now, now + life.idle))
    known = {hats.association_id for hats in memberships}
    current = row.association_id if row.association_id in known else min(known, default=None)
    return Visitor(
        Actor(
            person_id=row.person_id,
            name=row.name,
            zone=row.zone,
            language=row.language,
            session_id=row.id,
            memberships=memberships,
            association_id=current,
            may_sign_from=row.may_sign_from,
        ),
        token,
    )


def forget() -> None:
    """Take the visit out of the cookie; what else it holds (language, a known device) stays."""
    for name in OF_A_VISIT:
        cookie.pop(name, None)


def memberships_of(session: Session, person_id: str) -> tuple[Hats, ...]:
    """A person's living memberships with their roles, by name of the association."""
    return _hats(session.execute(_MEMBERSHIPS, {"person": person_id}, execution_options=_SPANS).all())


def _hats(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Hats, ...]:
    """One row a role, and one without for who has none."""
    found: dict[str, Hats] = {}
    for row in rows:
        if row.member_of is None:
            continue
        before = found.get(row.member_of)
        found[row.member_of] = Hats(
            association_id=row.member_of,
            association_name=row.association_name,
            zone=row.association_zone,
            roles=(before.roles if before else frozenset()) | ({row.role} if row.role else set()),
            is_office_run=row.claimed_at is not None,
            office_sees=row.office_sees,
            waiting=row.waiting + (before.waiting if before else 0),
        )
    return tuple(found.values())


def _seen(session: Session, session_id: str, now: datetime, idle_until: datetime) -> None:
    mine = (WebSession.id == session_id, WebSession.ended_at.is_(None))
    session.execute(update(WebSession).where(*mine).values(seen_at=now, idle_until=idle_until))
