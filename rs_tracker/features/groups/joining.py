"""A supervisee starts a sheet; others join it by its code. Joining fills the roster and never signs.

A phone without a connection keeps the code and the instant of joining and delivers both later: a code is good for the
24 hours in which `joined_at` must lie, and is taken in for 14 days after that instant. The instant is only what the
phone says; nothing rests on it, because the supervisor looks at every line and signs.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import token_bytes
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.domain.facts import BadFact
from rs_tracker.features.entries.service import latest_day
from rs_tracker.features.groups import queries
from rs_tracker.features.groups.codes import read_code
from rs_tracker.features.groups.queries import Place
from rs_tracker.features.groups.service import CODE_LASTS, Meeting, add, forget, free_code, locked
from rs_tracker.features.people import queries as people
from rs_tracker.features.people import service as pairs
from rs_tracker.features.trail import service as trail
from rs_tracker.store.groups import DROPPED, OPEN, SIGNED
from rs_tracker.store.tables import GroupLine, GroupSheet

DELIVERED_WITHIN = timedelta(days=14)
CLOCKS_DIFFER = timedelta(minutes=10)


class NoSuchCode(LookupError):
    """No sheet has this code, or it is over for who uses it now; the two are told alike."""


class Closed(ValueError):
    """The sheet was signed or taken back before this person came; `provider_name` and `held_on` say which."""

    def __init__(self, provider_name: str, held_on: date, *, is_signed: bool) -> None:
        super().__init__("this sheet takes nobody in any more")
        self.provider_name, self.held_on, self.is_signed = provider_name, held_on, is_signed


class MayNotJoin(ValueError):
    """The supervisor themself, or somebody they do not work with any more; `why` is `own`, `ended` or `place`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody with the code sees before joining."""

    sheet_id: str
    starter_name: str
    provider_id: str
    provider_name: str
    held_on: date
    minutes: int
    places: tuple[Place, ...]
    place: str
    has_joined: bool


def supervisors(db: Session, actor: Actor) -> list[tuple[str, str]]:
    """Id and name of those who can find a sheet on their queue: the actor's supervisors here who have an account."""
    rows = people.supervisors_of(db, actor.association, actor.person_id)
    return [(row.person_id, row.name) for row in rows if row.has_account]


def start(db: Session, actor: Actor, sheet_id: str, meeting: Meeting, provider_id: str, now: datetime) -> str:
    """Open a sheet for a supervisor of the actor's, with the actor on it and a code for the others; the sheet's id.

    The same form sent twice opens one sheet. Raises BadFact (key `provider` for somebody who cannot sign it).
    """
    meeting.check(provider_id, latest_day(actor, now))
    if provider_id not in dict(supervisors(db, actor)):
        raise BadFact("provider", "not a supervisor of this person with an account")
    known = locked(db, actor, sheet_id)
    if known is not None:
        return known.id
    sheet = add(db, actor, sheet_id, provider_id, meeting, now)
    sheet.code, sheet.code_until = free_code(db), now + CODE_LASTS
    _put_on(db, actor, sheet, actor.association, meeting.minutes, now)
    db.flush()
    return sheet.id


def look(db: Session, actor: Actor, typed: str, now: datetime, joined_at: datetime | None = None) -> Found:
    """The sheet behind a code, for somebody who may join it. Raises NoSuchCode, Closed, MayNotJoin."""
    sheet = _by_code(db, typed, now, joined_at)
    return _found(db, actor, sheet)


def join(
    db: Session,
    actor: Actor,
    typed: str,
    minutes: int,
    association_id: str,
    now: datetime,
    joined_at: datetime | None = None,
) -> tuple[Found, bool]:
    """Put the actor on the sheet with their own minutes; whether they are new on it (once a person).

    Naming the supervisor, where that was not done yet, is part of it, as when a session is logged.
    Raises NoSuchCode, Closed, MayNotJoin, BadFact.
    """
    sheet = _by_code(db, typed, now, joined_at, for_update=True)
    found = _found(db, actor, sheet)
    if found.has_joined:
        return found, False
    Meeting(sheet.held_on, minutes, sheet.medium).check(sheet.provider_id, max(sheet.held_on, latest_day(actor, now)))
    if association_id not in {place.id for place in found.places}:
        raise MayNotJoin("place")
    state = people.pair_state(db, association_id, actor.person_id, sheet.provider_id)
    if state == "ended":
        raise MayNotJoin("ended")
    acting = replace(actor, association_id=association_id)
    if state is None:
        pairs.pair_with(db, acting, sheet.provider_id, now)
    _put_on(db, acting, sheet, association_id, minutes, joined_at or now)
    sheet.joined += 1
    forget(db, sheet, now)
    trail.record(db, acting, "group.joined", sheet.id, association_id=association_id, at=now)
    return found, True


def _put_on(
    db: Session, actor: Actor, sheet: GroupSheet, association_id: str, minutes: int, joined_at: datetime
) -> None:
    """The actor's line; one that the supervisor had ticked already keeps its place and takes their minutes."""
    line = _own_line(db, actor, sheet.id)
    if line is None:
        line = GroupLine(
            association_id=association_id,
            id=str(uuid4()),
            sheet_id=sheet.id,
            person_id=actor.person_id,
            salt=token_bytes(16),
        )
        db.add(line)
    line.is_present, line.minutes, line.said_minutes, line.joined_at = True, minutes, minutes, joined_at
    db.flush()


def _own_line(db: Session, actor: Actor, sheet_id: str) -> GroupLine | None:
    mine = [line for line in queries.lines(db, actor, sheet_id) if line.person_id == actor.person_id]
    return mine[0] if mine else None


def _by_code(
    db: Session, typed: str, now: datetime, joined_at: datetime | None, *, for_update: bool = False
) -> GroupSheet:
    code, at = read_code(typed), joined_at or now
    wanted = select(GroupSheet).where(GroupSheet.code == code)
    if code is None or at > now + CLOCKS_DIFFER or now > at + DELIVERED_WITHIN:
        raise NoSuchCode
    sheet = db.scalars(
        wanted.with_for_update() if for_update else wanted, execution_options={"populate_existing": True}
    ).first()
    if sheet is None or sheet.code_until is None:
        raise NoSuchCode
    if not sheet.code_until - CODE_LASTS - CLOCKS_DIFFER <= at < sheet.code_until:
        raise NoSuchCode
    return sheet


def _found(db: Session, actor: Actor, sheet: GroupSheet) -> Found:
    names = queries.named(db, (sheet.provider_id, sheet.started_by))
    line = _own_line(db, actor, sheet.id)
    if sheet.provider_id == actor.person_id:
        raise MayNotJoin("own")
    if sheet.state != OPEN and line is None:
        raise Closed(names[sheet.provider_id], sheet.held_on, is_signed=sheet.state == SIGNED)
    if sheet.state == DROPPED:
        raise Closed(names[sheet.provider_id], sheet.held_on, is_signed=False)
    places = tuple(
        Place(hats.association_id, hats.association_name) for hats in actor.memberships if SUPERVISEE in hats.roles
    )
    if not places:
        raise MayNotJoin("place")
    return Found(
        sheet_id=sheet.id,
        starter_name=names[sheet.started_by],
        provider_id=sheet.provider_id,
        provider_name=names[sheet.provider_id],
        held_on=sheet.held_on,
        minutes=sheet.minutes,
        places=places,
        place=_likely(db, actor, sheet.provider_id, places),
        has_joined=line is not None and line.joined_at is not None,
    )


def _likely(db: Session, actor: Actor, provider_id: str, places: tuple[Place, ...]) -> str:
    """Where the actor works with this supervisor, else where they are now, else the first."""
    ids = [place.id for place in places]
    working = [id_ for id_ in ids if people.pair_state(db, id_, actor.person_id, provider_id) in ("named", "confirmed")]
    if actor.association_id in working or (not working and actor.association_id in ids):
        return actor.association
    return (working or ids)[0]
