"""Saying that a supervisor died, retired, left or refuses: a supervisee of their own sessions, the office of all."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.standins import GONE_REASONS, OFFICE_WORD, OWN_WORD
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.standins import evidence, queries
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Entry, Membership, Person, SupervisorGone

LONGEST_AGO = date(1980, 1, 1)


class NotHere(LookupError):
    """There is no such session of the actor's that waits, or no such supervisor here."""


class BadDay(ValueError):
    """The day lies ahead, or long before anybody kept such a log."""


def tell(
    db: Session,
    actor: Actor,
    entry_id: str,
    reason: str,
    since_on: date | None,
    files: Sequence[tuple[str, bytes]],
    now: datetime,
) -> None:
    """Say that the supervisor of the actor's waiting session will not sign; it holds for all of theirs with them.

    `files` (name and bytes) are kept for every session of theirs that waits for that supervisor.
    Raises NotHere, BadDay, evidence.BadEvidence and evidence.TooMany.
    """
    found = queries.own(db, actor, entry_id, now)
    if found is None or found.row.provider_id is None or found.row.state != lifecycle.WAITING:
        raise NotHere(entry_id)
    entries = [line.row.id for line in queries.like(db, actor, found.row, now)]
    for sent in files:  # before anything is said: a file that is not taken leaves all as it was
        evidence.keep(db, actor, actor.association, actor.person_id, entries, sent, now)
    _say(db, actor, found.row.provider_id, OWN_WORD, reason, since_on, now)


def take_back(db: Session, actor: Actor, entry_id: str, now: datetime) -> None:
    """The actor's supervisor is not gone after all; what was confirmed meanwhile stays. Raises NotHere."""
    found = queries.own(db, actor, entry_id, now)
    if found is None or found.row.provider_id is None:
        raise NotHere(entry_id)
    _end(db, actor, found.row.provider_id, now, SupervisorGone.scope == OWN_WORD, by=actor.person_id)


def tell_for_all(db: Session, actor: Actor, provider_id: str, reason: str, since_on: date | None, now: datetime) -> int:
    """The office says that a supervisor is gone: the ways open for all sessions that wait for them, and each owner is
    told once; how many were told. Raises NotHere, BadDay.
    """
    is_theirs = provider_id == actor.person_id
    if is_theirs or queries.member_name(db, actor.association, provider_id) is None:
        raise NotHere(provider_id)
    _say(db, actor, provider_id, OFFICE_WORD, reason, since_on, now)
    return _tell_owners(db, actor, provider_id, reason, now)


def take_back_for_all(db: Session, actor: Actor, provider_id: str, now: datetime) -> None:
    """The office was mistaken, or they came back. Raises NotHere."""
    if queries.member_name(db, actor.association, provider_id) is None:
        raise NotHere(provider_id)
    _end(db, actor, provider_id, now, SupervisorGone.scope == OFFICE_WORD)


def _say(
    db: Session, actor: Actor, provider_id: str, scope: str, reason: str, since_on: date | None, now: datetime
) -> None:
    if reason not in GONE_REASONS:
        raise ValueError(f"no such reason: {reason[:20]}")
    if since_on is not None and not LONGEST_AGO <= since_on <= actor.today(now):
        raise BadDay(str(since_on))
    row = db.scalars(
        select(SupervisorGone).where(
            SupervisorGone.association_id == actor.association,
            SupervisorGone.provider_id == provider_id,
            SupervisorGone.told_by == actor.person_id,
            SupervisorGone.scope == scope,
        )
    ).first()
    if row is None:
        row = SupervisorGone(
            association_id=actor.association, provider_id=provider_id, told_by=actor.person_id, scope=scope
        )
        db.add(row)
    row.reason, row.since_on, row.told_at, row.ended_at = reason, since_on, now, None
    db.flush()
    _record(db, actor, "supervisor.gone", provider_id, now, scope=scope, reason=reason)


def _end(db: Session, actor: Actor, provider_id: str, now: datetime, scope: object, by: str | None = None) -> None:
    change = update(SupervisorGone).where(
        SupervisorGone.association_id == actor.association,
        SupervisorGone.provider_id == provider_id,
        SupervisorGone.ended_at.is_(None),
        scope,  # type: ignore[arg-type]
    )
    if by is not None:
        change = change.where(SupervisorGone.told_by == by)
    ended = db.execute(change.values(ended_at=now).returning(SupervisorGone.reason)).all()
    if ended:
        _record(db, actor, "supervisor.back", provider_id, now)


def _record(db: Session, actor: Actor, action: str, provider_id: str, now: datetime, **about: object) -> None:
    trail.record(
        db, actor, action, provider_id, association_id=actor.association, at=now, person_id=provider_id, **about
    )


def _tell_owners(db: Session, actor: Actor, provider_id: str, reason: str, now: datetime) -> int:
    """One message to everybody whose sessions wait for this supervisor, once for each supervisor."""
    name = queries.member_name(db, actor.association, provider_id)
    owners = db.execute(
        select(Person.id, Person.language)
        .join(Membership, (Membership.association_id == actor.association) & (Membership.person_id == Person.id))
        .where(
            Person.id.in_(
                select(Entry.person_id).where(
                    Entry.association_id == actor.association,
                    Entry.provider_id == provider_id,
                    Entry.state == lifecycle.WAITING,
                )
            ),
            Membership.ended_at.is_(None),
        )
        .order_by(Person.id)
    ).all()
    told = 0
    for owner in owners:
        address = people.primary_email(db, owner.id)
        if address is None:
            continue
        told += outbox.queue(
            db,
            "supervisor_gone",
            address,
            f"supervisor-gone:{actor.association}:{provider_id}:{owner.id}",
            now=now,
            person_id=owner.id,
            association_id=actor.association,
            params={"name": name, "reason": reason},
            language=owner.language,
        )
    return told
