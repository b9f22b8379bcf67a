"""A group sheet is signed: its lines become entries in that transaction, and sessions hold them together.

Before, nothing of it stands in anybody's log or queue.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries import born
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.signing import consent
from rs_tracker.features.signing.sheets import Known, known
from rs_tracker.features.signing.statement import Statement
from rs_tracker.features.trail import service as trail
from rs_tracker.store.groups import OTHER, SIGNED
from rs_tracker.store.tables import (
    Entry,
    GroupLine,
    GroupSheet,
    Membership,
    RscSession,
    SessionEntry,
    SignIntent,
    SupervisionPair,
)


def intent(
    db: Session, actor: Actor, intent_id: str
) -> tuple[SignIntent | None, GroupSheet | None, consent.Consent | None]:
    """The actor's own statement, the sheet it was made of, locked, if it was made of one, and their consent.

    Raises ConsentWithdrawn.
    """
    wanted = (
        select(SignIntent, GroupSheet.id, *consent.columns_of(actor.person_id))
        .outerjoin(GroupSheet, GroupSheet.intent_id == SignIntent.id)
        .where(SignIntent.id == intent_id, SignIntent.person_id == actor.person_id)
    )
    row = db.execute(wanted).first()
    if row is None:
        return None, None, None
    agreed = consent.of_row(row[2], row[3])
    if row[1] is None:
        return row[0], None, agreed
    locked = select(GroupSheet).where(GroupSheet.id == row[1], GroupSheet.intent_id == intent_id).with_for_update()
    return row[0], db.scalars(locked, execution_options={"populate_existing": True}).first(), agreed


def born_of(sheet: GroupSheet, line: GroupLine, provider_name: str) -> born.Born:
    """The entry that a line becomes, as the sheet stands; `size` and `prepared_at` are fixed with the statement."""
    if sheet.prepared_at is None or sheet.size is None:
        raise LookupError("no statement was made of this sheet")
    return born.Born(
        association_id=line.association_id,
        entry_id=line.id,
        person_id=line.person_id,
        provider_id=sheet.provider_id,
        provider_name=provider_name,
        held_on=sheet.held_on,
        minutes=line.minutes,
        group_size=sheet.size,
        medium=sheet.medium,
        salt=line.salt,
        written_at=sheet.prepared_at,
    )


def write(db: Session, actor: Actor, sheet: GroupSheet, said: Statement, now: datetime) -> None:
    """Put the new entries of a statement into their persons' logs; those that cannot be any more stay unwritten.

    Left out is whoever does not work with the supervisor here any more, and whoever logged something of that day
    after the statement was made: it would be the same meeting twice.
    """
    for association_id in said.associations:
        wanted = {item.entry_id: item.sha256 for item in said.within(association_id).items}
        lines = db.scalars(
            select(GroupLine).where(
                GroupLine.association_id == association_id,
                GroupLine.sheet_id == sheet.id,
                GroupLine.id.in_(wanted),
                GroupLine.is_present,
            )
        ).all()
        working = _working(db, sheet, association_id)
        new = [line for line in lines if line.person_id in working]
        logged = known(db, association_id, sheet.provider_id, sheet.held_on, [line.person_id for line in new])
        whole = [
            one
            for line in new
            if not _moved(sheet, logged.get(line.person_id, []))
            and (one := born_of(sheet, line, actor.name)).sha256 == wanted[line.id]
        ]
        born.write(db, whole, now)
        for one in whole:
            _tell(db, actor, sheet, one, now)


def _working(db: Session, sheet: GroupSheet, association_id: str) -> set[str]:
    """Members whom this supervisor works with there now."""
    rows = db.scalars(
        select(SupervisionPair.supervisee_id)
        .join(
            Membership,
            (Membership.association_id == SupervisionPair.association_id)
            & (Membership.person_id == SupervisionPair.supervisee_id),
        )
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.provider_id == sheet.provider_id,
            SupervisionPair.state != "ended",
            Membership.ended_at.is_(None),
        )
    )
    return set(rows)


def _moved(sheet: GroupSheet, logged: Sequence[Known]) -> bool:
    return sheet.prepared_at is not None and any(one.changed_at > sheet.prepared_at for one in logged)


def _tell(db: Session, actor: Actor, sheet: GroupSheet, one: born.Born, now: datetime) -> None:
    """Whoever did not write the entry is told of it, with the way to say that it is not right."""
    address = people.primary_email(db, one.person_id)
    if address is None:
        return
    outbox.queue(
        db,
        "group_signed",
        address,
        f"group-signed:{one.entry_id}",
        now=now,
        person_id=one.person_id,
        association_id=one.association_id,
        params={
            "entry_id": one.entry_id,
            "by": actor.name,
            "on": one.held_on.isoformat(),
            "minutes": one.minutes,
        },
    )


def close(db: Session, actor: Actor, sheet: GroupSheet, said: Statement, now: datetime) -> None:
    """The sheet is signed: one session an association, and its entries on it, those that were logged before too."""
    sheet.state, sheet.signed_at, sheet.changed_at = SIGNED, now, now
    for hats in actor.memberships:
        ids = _entries_of(db, hats.association_id, sheet, said)
        if ids:
            _hold(db, hats.association_id, sheet, ids, now)
            trail.record(db, actor, "group.signed", sheet.id, association_id=hats.association_id, at=now)
    db.flush()


def _entries_of(db: Session, association_id: str, sheet: GroupSheet, said: Statement) -> set[str]:
    """Entries of one association that belong to this meeting and to no session yet."""
    lines = db.execute(
        select(GroupLine.id, GroupLine.known_id, GroupLine.take).where(
            GroupLine.association_id == association_id, GroupLine.sheet_id == sheet.id, GroupLine.is_present
        )
    )
    wanted = {line.id if line.known_id is None or line.take == OTHER else line.known_id for line in lines}
    wanted |= {item.entry_id for item in said.every_item if item.association_id == association_id}
    there = select(Entry.id).where(Entry.association_id == association_id, Entry.id.in_(wanted))
    held = select(SessionEntry.entry_id).where(
        SessionEntry.association_id == association_id, SessionEntry.entry_id.in_(wanted)
    )
    return set(db.scalars(there)) - set(db.scalars(held))


def _hold(db: Session, association_id: str, sheet: GroupSheet, entry_ids: set[str], now: datetime) -> None:
    session_id = str(uuid4())
    same = ("provider_id", "held_on", "minutes", "medium", "co_name")
    values = {name: getattr(sheet, name) for name in same} | {"group_size": sheet.size, "created_at": now}
    db.execute(insert(RscSession).values(association_id=association_id, id=session_id, sheet_id=sheet.id, **values))
    rows = [
        {"association_id": association_id, "entry_id": entry_id, "session_id": session_id}
        for entry_id in sorted(entry_ids)
    ]
    db.execute(insert(SessionEntry), rows)
