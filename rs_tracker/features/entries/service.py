"""Logging, correcting, removing: what an owner does with their own entries. A signed version is never touched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.domain.facts import BadFact
from rs_tracker.domain.lifecycle import NotAllowed
from rs_tracker.features.entries import queries, rows, vouches
from rs_tracker.features.entries.draft import Draft, Named
from rs_tracker.features.people import asks
from rs_tracker.features.people import service as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail

__all__ = [
    "BadFact",
    "ChangedMeanwhile",
    "NoSuchEntry",
    "NotAllowed",
    "add_lines",
    "checked",
    "checked_all",
    "correct",
    "drop_change",
    "latest_day",
    "log",
    "log_several",
    "remove",
    "restore",
]


class NoSuchEntry(LookupError):
    """There is no such entry among the actor's own."""


class ChangedMeanwhile(RuntimeError):
    """The entry is no longer the version that was on the screen."""


def log(
    db: Session, actor: Actor, draft: Draft, now: datetime, entry_id: str | None = None, named: Named | None = None
) -> str:
    """Put one session into the actor's log, waiting for its supervisor; the entry's id.

    The same id with the same answers is the same entry, however often it arrives; with other answers it is another
    session (somebody went back in the browser and changed the form). `named` is a supervisor who is not known yet.
    Raises BadFact (key and problem) for a session that cannot be.
    """
    draft, name = checked(db, actor, draft, now, named)
    entry_id = entry_id or str(uuid4())
    if not rows.add_entry(db, actor, entry_id, draft, now):
        known = queries.own(db, actor, entry_id)
        if known is not None and known.draft == draft:
            return _once_more(db, actor, known, now)
        entry_id = str(uuid5(UUID(entry_id), repr((actor.person_id, draft))))
        if not rows.add_entry(db, actor, entry_id, draft, now):
            return entry_id
    rows.add_version(db, actor, entry_id, 1, draft, name, now)
    _tell(db, actor, "entry.logged", entry_id, now)
    asks.sessions_wait(db, actor, [draft.provider_id], now)
    return entry_id


def log_several(
    db: Session, actor: Actor, drafts: Sequence[Draft], now: datetime, form_id: str, named: Named | None = None
) -> int:
    """Put many sessions in at once; how many were new. The same form pressed twice adds nothing. Raises BadFact."""
    lines = [
        (str(uuid5(UUID(form_id), repr((actor.person_id, draft)))), draft, name, None)
        for draft, name in checked_all(db, actor, drafts, now, named)
    ]
    return add_lines(db, actor, lines, now, "entry.several-logged")


def add_lines(
    db: Session, actor: Actor, lines: Sequence[tuple[str, Draft, str, str | None]], now: datetime, action: str
) -> int:
    """Write many checked sessions: id, draft, supervisor's name, import key. How many were not there yet."""
    added = rows.add_entries(db, actor, [(entry_id, draft, key) for entry_id, draft, _, key in lines], now)
    if added:
        rows.add_versions(db, actor, [(line[0], 1, line[1], line[2]) for line in lines if line[0] in added], now)
        trail.record(db, actor, action, association_id=actor.association, at=now, count=len(added))
        progress.refresh(db, actor.association, actor.person_id, now)
        asks.sessions_wait(db, actor, [line[1].provider_id for line in lines if line[0] in added], now)
    return len(added)


def correct(
    db: Session,
    actor: Actor,
    entry_id: str,
    draft: Draft,
    base_version: int,
    now: datetime,
    named: Named | None = None,
) -> None:
    """Say it again, as a new version that waits for its signature; a signed version counts until that comes.

    `base_version` is what the person saw. Raises NoSuchEntry, ChangedMeanwhile, NotAllowed, BadFact.
    The same answers change nothing, except that an entry that was returned, cancelled or struck is sent to its
    supervisor again.
    """
    head = _held(db, actor, entry_id)
    draft, name = checked(db, actor, draft, now, named, keeps=head.draft.provider_id)
    state = lifecycle.move(head.state, lifecycle.CORRECT)
    if draft == head.draft and not head.is_sent_back and not head.has_ended:
        return
    if head.version != base_version:
        raise ChangedMeanwhile(entry_id)
    rows.add_version(db, actor, entry_id, head.version + 1, draft, name, now)
    changes = rows.repeated(draft)
    if head.state == lifecycle.VOUCHED:
        vouches.end_by_owner(db, actor, entry_id, head.version, now)
    heads = {"state": state, "version": head.version + 1, "ended_version": None, "vouched_as": None}
    rows.change_head(db, actor.association, entry_id, now, **heads, **changes)
    _tell(db, actor, "entry.corrected", entry_id, now, head.version + 1)
    asks.sessions_wait(db, actor, [draft.provider_id], now)


def remove(db: Session, actor: Actor, entry_id: str, now: datetime) -> None:
    """Take an entry out that nobody ever signed; it can be put back. Raises NoSuchEntry, NotAllowed."""
    head = _held(db, actor, entry_id)
    if head.state == lifecycle.REMOVED:
        return
    state = lifecycle.move(head.state, lifecycle.REMOVE)
    rows.change_head(db, actor.association, entry_id, now, state=state)
    _tell(db, actor, "entry.removed", entry_id, now, head.version)


def restore(db: Session, actor: Actor, entry_id: str, now: datetime) -> None:
    """Put a removed entry back. It waits again; had it been sent back, a new version of it asks anew."""
    head = _held(db, actor, entry_id)
    if head.state != lifecycle.REMOVED:
        return
    _put_back(db, actor, head, now)


def drop_change(db: Session, actor: Actor, entry_id: str, now: datetime) -> None:
    """Let a correction go that is not signed yet; the signed version stays as it was."""
    head = _held(db, actor, entry_id)
    state = lifecycle.move(head.state, lifecycle.DROP_CHANGE)
    rows.change_head(db, actor.association, entry_id, now, state=state)
    rows.stand_by_signed(db, actor.association, entry_id)
    _tell(db, actor, "entry.correction-dropped", entry_id, now, head.version)


def checked(
    db: Session, actor: Actor, draft: Draft, now: datetime, named: Named | None = None, keeps: str | None = None
) -> tuple[Draft, str]:
    """The draft with its supervisor's id, and their name; BadFact for what cannot be.

    `keeps` is the supervisor whom the entry names already: whatever has become of them since, they may stay.
    """
    [found] = checked_all(db, actor, [draft], now, named, keeps)
    return found


def checked_all(
    db: Session,
    actor: Actor,
    drafts: Sequence[Draft],
    now: datetime,
    named: Named | None = None,
    keeps: str | None = None,
) -> list[tuple[Draft, str]]:
    """The same for many; `named` is then the supervisor of all. Each supervisor is looked up once."""
    if SUPERVISEE not in actor.roles:
        raise PermissionError("only a supervisee keeps a log")
    tidy = [draft.tidied() for draft in drafts]
    latest = latest_day(actor, now)
    for draft in tidy:
        (draft if named is None else replace(draft, provider_id="somebody new")).check(latest)
    if named is not None:
        provider_id = people.name_supervisor(db, actor, named.name, named.email, now)
        tidy = [replace(draft, provider_id=provider_id) for draft in tidy]
    names = {id_: _name(db, actor, id_, now, keeps) for id_ in {draft.provider_id for draft in tidy} if id_}
    return [(draft, names.get(draft.provider_id or "", "")) for draft in tidy]


def _name(db: Session, actor: Actor, provider_id: str, now: datetime, keeps: str | None) -> str:
    """The name of somebody the actor may name; naming them makes the pair."""
    found = queries.provider(db, actor, provider_id)
    if found is None or provider_id == actor.person_id:
        raise BadFact("provider", "not a supervisor of this association")
    if found.pair_state == "ended" and provider_id != keeps:
        raise BadFact("provider", "does not supervise this person any more")
    if found.pair_state is None or found.is_unanswered:
        people.pair_with(db, actor, provider_id, now)
    return found.name


def latest_day(actor: Actor, now: datetime) -> date:
    """The last day a session can have been on: today, where the association is or where the person is."""
    return max(actor.today(now), now.astimezone(ZoneInfo(actor.zone)).date())


def _held(db: Session, actor: Actor, entry_id: str) -> queries.Own:
    head = queries.own(db, actor, entry_id, for_update=True)
    if head is None:
        raise NoSuchEntry(entry_id)
    return head


def _once_more(db: Session, actor: Actor, known: queries.Own, now: datetime) -> str:
    if known.state == lifecycle.REMOVED:
        _put_back(db, actor, known, now)
    return known.id


def _put_back(db: Session, actor: Actor, head: queries.Own, now: datetime) -> None:
    state, number = lifecycle.move(head.state, lifecycle.RESTORE), head.version
    if queries.is_version_returned(db, actor, head.id, number):
        number += 1
        rows.add_version(db, actor, head.id, number, head.draft, head.provider_name, now)
    rows.change_head(db, actor.association, head.id, now, state=state, version=number)
    _tell(db, actor, "entry.restored", head.id, now, number)
    asks.sessions_wait(db, actor, [head.draft.provider_id], now)


def _tell(db: Session, actor: Actor, action: str, entry_id: str, now: datetime, version: int = 1) -> None:
    trail.record(db, actor, action, entry_id, association_id=actor.association, at=now, version=version)
    progress.refresh(db, actor.association, actor.person_id, now)
