"""A group sheet while it is open: who came, for how long, and what becomes of what they logged already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_bytes
from uuid import uuid4

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.domain.facts import GROUP, BadFact
from rs_tracker.features.entries.draft import GROUP_MOST, Draft
from rs_tracker.features.entries.service import latest_day
from rs_tracker.features.groups import queries
from rs_tracker.features.groups.codes import new_code
from rs_tracker.features.trail import service as trail
from rs_tracker.store.groups import DROPPED, OPEN
from rs_tracker.store.tables import GroupLine, GroupSheet, SignIntent

__all__ = [
    "BadFact",
    "Meeting",
    "NoSuchSheet",
    "NotOpen",
    "Present",
    "add",
    "drop",
    "forget",
    "latest_day",
    "locked",
    "open_code",
    "put_on",
    "save",
]

CODE_LASTS = timedelta(hours=24)


class NoSuchSheet(LookupError):
    """There is no such sheet among those the actor signs or started."""


class NotOpen(ValueError):
    """The sheet was signed or taken back."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What all on a sheet have in common. Minutes are whole; `co_name` is who gave it together with the signer."""

    held_on: date
    minutes: int
    medium: str
    co_name: str | None = None

    def check(self, provider_id: str, latest: date) -> None:
        """Raise BadFact for a meeting that cannot have been."""
        Draft(self.held_on, self.minutes, provider_id, format=GROUP, group_size=1, medium=self.medium).check(latest)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who came. `minutes` None: as long as the session; `known`: the entry and version that was shown."""

    person_id: str
    association_id: str
    minutes: int | None = None
    known: tuple[str, int] | None = None
    take: str | None = None


def save(db: Session, actor: Actor, sheet_id: str, meeting: Meeting, present: Sequence[Present], now: datetime) -> str:
    """Write down the meeting and who came; the sheet's id. The same form sent twice writes the same sheet.

    Raises BadFact for what cannot be (key `person` for somebody whom the actor does not supervise there, `twice` for
    one who is on it two times), NotOpen for a sheet that is signed.
    """
    meeting.check(actor.person_id, latest_day(actor, now))
    _check_people(db, actor, meeting, present, now)
    sheet = _own_or_new(db, actor, sheet_id, meeting, now)
    if sheet.state != OPEN:
        raise NotOpen(sheet.id)
    sheet.held_on, sheet.minutes, sheet.medium = meeting.held_on, meeting.minutes, meeting.medium
    sheet.co_name = (meeting.co_name or "").strip()[:200] or None
    forget(db, sheet, now)
    _write_lines(db, actor, sheet, present)
    return sheet.id


def _check_people(db: Session, actor: Actor, meeting: Meeting, present: Sequence[Present], now: datetime) -> None:
    ids = [one.person_id for one in present]
    if len(set(ids)) != len(ids):
        raise BadFact("twice", "somebody stands on the sheet two times")
    if len(ids) > GROUP_MOST:
        raise BadFact("group_size", f"{len(ids)} is outside 1 to {GROUP_MOST}")
    known = queries.candidates(db, actor)
    for one in present:
        place_ids = {place.id for place in known[one.person_id].places} if one.person_id in known else set()
        if one.association_id not in place_ids:
            raise BadFact("person", "not supervised by this person there")
        if one.minutes is not None:
            changed = Meeting(meeting.held_on, one.minutes, meeting.medium)
            changed.check(actor.person_id, latest_day(actor, now))


def _own_or_new(db: Session, actor: Actor, sheet_id: str, meeting: Meeting, now: datetime) -> GroupSheet:
    sheet = locked(db, actor, sheet_id)
    if sheet is not None and sheet.provider_id == actor.person_id:
        return sheet
    if sheet is not None or db.scalar(select(exists().where(GroupSheet.id == sheet_id))):
        sheet_id = str(uuid4())
    return add(db, actor, sheet_id, actor.person_id, meeting, now)


def add(db: Session, actor: Actor, sheet_id: str, provider_id: str, meeting: Meeting, now: datetime) -> GroupSheet:
    """A new open sheet, started by the actor."""
    sheet = GroupSheet(
        id=sheet_id,
        provider_id=provider_id,
        started_by=actor.person_id,
        held_on=meeting.held_on,
        minutes=meeting.minutes,
        medium=meeting.medium,
        co_name=meeting.co_name,
        state=OPEN,
        created_at=now,
        changed_at=now,
    )
    db.add(sheet)
    db.flush()
    trail.record(db, actor, "group.started", sheet_id, association_id=actor.association, at=now)
    return sheet


def locked(db: Session, actor: Actor, sheet_id: str) -> GroupSheet | None:
    """A sheet that the actor signs or started, locked until the end of the transaction."""
    mine = or_(GroupSheet.provider_id == actor.person_id, GroupSheet.started_by == actor.person_id)
    wanted = select(GroupSheet).where(GroupSheet.id == sheet_id, mine).with_for_update()
    return db.scalars(wanted, execution_options={"populate_existing": True}).first()


def forget(db: Session, sheet: GroupSheet, now: datetime) -> None:
    """The sheet changes: a statement made of it before signs nothing any more."""
    if sheet.intent_id is not None:
        made = (SignIntent.id == sheet.intent_id, SignIntent.used_at.is_(None), SignIntent.expires_at > now)
        ended = update(SignIntent).where(*made).values(expires_at=now)
        db.execute(ended.execution_options(synchronize_session=False))
    sheet.intent_id = sheet.prepared_at = sheet.size = None
    sheet.changed_at = now
    db.flush()


def _write_lines(db: Session, actor: Actor, sheet: GroupSheet, present: Sequence[Present]) -> None:
    """The lines as they stand now; whoever joined by the code stays on the sheet, present or not."""
    here = {one.person_id: one for one in present}
    for line in queries.lines(db, actor, sheet.id):
        wanted = here.get(line.person_id)
        if wanted is None and line.joined_at is not None:
            line.is_present = False
        elif wanted is None or wanted.association_id != line.association_id:
            mine = (GroupLine.association_id == line.association_id, GroupLine.id == line.id)
            db.execute(delete(GroupLine).where(*mine))
        else:
            del here[line.person_id]
            _change(line, sheet, wanted)
    for one in here.values():
        line = GroupLine(
            association_id=one.association_id,
            id=str(uuid4()),
            sheet_id=sheet.id,
            person_id=one.person_id,
            salt=token_bytes(16),
        )
        _change(line, sheet, one)
        db.add(line)
    db.flush()


def _change(line: GroupLine, sheet: GroupSheet, wanted: Present) -> None:
    line.is_present, line.minutes, line.take = True, wanted.minutes or sheet.minutes, wanted.take
    line.known_id, line.known_version = wanted.known or (None, None)


def put_on(db: Session, actor: Actor, sheet_id: str, person_id: str, association_id: str, now: datetime) -> None:
    """One more person on an open sheet of the actor's, for as long as the session; on it already, they are ticked."""
    sheet = locked(db, actor, sheet_id)
    if sheet is None or sheet.state != OPEN:
        raise NotOpen(sheet_id)
    forget(db, sheet, now)
    known = [line for line in queries.lines(db, actor, sheet_id) if line.person_id == person_id]
    if known:
        known[0].is_present = True
    else:
        line = GroupLine(association_id=association_id, id=str(uuid4()), sheet_id=sheet_id, person_id=person_id)
        line.salt, line.is_present, line.minutes = token_bytes(16), True, sheet.minutes
        db.add(line)
    db.flush()


def open_code(db: Session, actor: Actor, sheet_id: str, now: datetime) -> str:
    """Let others join for 24 hours; a code that is still good stays. Raises NoSuchSheet, NotOpen."""
    sheet = locked(db, actor, sheet_id)
    if sheet is None:
        raise NoSuchSheet(sheet_id)
    if sheet.state != OPEN:
        raise NotOpen(sheet_id)
    if sheet.code is None or sheet.code_until is None or sheet.code_until <= now:
        sheet.code, sheet.code_until = free_code(db), now + CODE_LASTS
        db.flush()
    return sheet.code


def free_code(db: Session) -> str:
    """A code that no sheet ever had: what an offline phone brings later must not lead to another group."""
    code = new_code()
    while db.scalar(select(exists().where(GroupSheet.code == code))):
        code = new_code()
    return code


def drop(db: Session, actor: Actor, sheet_id: str, now: datetime) -> None:
    """Take an open sheet back; nobody's log has heard of it. Raises NoSuchSheet, NotOpen."""
    sheet = locked(db, actor, sheet_id)
    if sheet is None:
        raise NoSuchSheet(sheet_id)
    if sheet.state == DROPPED:
        return
    if sheet.state != OPEN:
        raise NotOpen(sheet_id)
    forget(db, sheet, now)
    sheet.state = DROPPED
    trail.record(db, actor, "group.dropped", sheet_id, association_id=actor.association, at=now)
    db.flush()
