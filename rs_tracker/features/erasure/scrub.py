"""Erasing what belongs to no association: the account, codes and links, letters, sheets of group sessions."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import intent as intents
from rs_tracker.features.erasure.plan import GOES, NOBODY
from rs_tracker.store.groups import DROPPED, OPEN
from rs_tracker.store.tables import (
    AccountCode,
    Address,
    Association,
    GroupLine,
    GroupSheet,
    GuestLink,
    GuestRequest,
    GuestVisit,
    OutboxMessage,
    Person,
    RscSession,
    SignIntent,
)


def erase_person(db: Session, ids: Sequence[str], associations: Sequence[str], now: datetime) -> None:
    """The account and what hangs on it. `associations` are those the person was ever a member of."""
    names = [name for name in db.scalars(select(Person.name).where(Person.id.in_(ids))) if name != NOBODY]
    emails = list(db.scalars(select(Address.email).where(Address.person_id.in_(ids))))
    _letters(db, ids, names, emails)
    _codes_and_links(db, ids, emails)
    _sheets(db, ids, names, associations)
    _statements(db, ids)
    for table in GOES:
        _run(db, delete(table).where(table.person_id.in_(ids)))
    _run(db, update(Association).where(Association.contact.in_(emails)).values(contact=None))
    gone = {"name": NOBODY, "password_hash": None, "joined_at": None, "may_sign_from": None, "erased_at": now}
    _run(db, update(Person).where(Person.id.in_(ids)).values(gone | {"zone": "UTC", "language": "en"}))


def _letters(db: Session, ids: Sequence[str], names: Sequence[str], emails: Sequence[str]) -> None:
    """Letters to the person go; letters to others say nobody in the place of the name."""
    theirs = or_(OutboxMessage.person_id.in_(ids), OutboxMessage.recipient.in_(emails))
    _run(db, delete(OutboxMessage).where(theirs))
    spoken = [*names, *emails]
    for row in db.scalars(select(OutboxMessage).where(_mentions(OutboxMessage.params, spoken))).all():
        row.params = _without(row.params, spoken)
    db.flush()


def _mentions(column: Any, spoken: Sequence[str]) -> ColumnElement[bool]:
    """Whether a document holds one of these, spelled as either database spells it."""
    spellings = {spelling for one in spoken for spelling in (one, json.dumps(one)[1:-1])}
    return or_(*(cast(column, Text).contains(spelling, autoescape=True) for spelling in sorted(spellings)))


def _without(value: Any, spoken: Sequence[str]) -> Any:
    if isinstance(value, str):
        for one in spoken:
            value = value.replace(one, NOBODY)
        return value
    if isinstance(value, dict):
        return {key: _without(one, spoken) for key, one in value.items()}
    return [_without(one, spoken) for one in value] if isinstance(value, list) else value


def _codes_and_links(db: Session, ids: Sequence[str], emails: Sequence[str]) -> None:
    _run(db, delete(AccountCode).where(or_(AccountCode.person_id.in_(ids), AccountCode.email.in_(emails))))
    asked = select(GuestRequest.id).where(or_(GuestRequest.person_id.in_(ids), GuestRequest.email.in_(emails)))
    links = select(GuestLink.token_hash).where(GuestLink.request_id.in_(asked))
    _run(db, delete(GuestVisit).where(GuestVisit.token_hash.in_(links)))
    _run(db, delete(GuestLink).where(GuestLink.request_id.in_(asked)))
    _run(db, delete(GuestRequest).where(GuestRequest.id.in_(list(db.scalars(asked)))))


def _sheets(db: Session, ids: Sequence[str], names: Sequence[str], associations: Sequence[str]) -> None:
    """Nobody waits on a sheet that is not signed; a co-facilitator's typed name goes wherever it is theirs."""
    led = or_(GroupSheet.provider_id.in_(ids), GroupSheet.started_by.in_(ids))
    dropped = {"state": DROPPED, "code": None, "code_until": None}
    _run(db, update(GroupSheet).where(led, GroupSheet.state == OPEN).values(dropped))
    _run(db, update(GroupSheet).where(or_(led, GroupSheet.co_name.in_(names))).values(co_name=None))
    still_open = select(GroupSheet.id).where(GroupSheet.state == OPEN)
    for association_id in associations:
        mine = (GroupLine.association_id == association_id, GroupLine.person_id.in_(ids))
        _run(db, delete(GroupLine).where(*mine, GroupLine.sheet_id.in_(still_open)))
        theirs = or_(RscSession.provider_id.in_(ids), RscSession.co_name.in_(names))
        here = RscSession.association_id == association_id
        _run(db, update(RscSession).where(here, theirs).values(co_name=None))


def _statements(db: Session, ids: Sequence[str]) -> None:
    """Statements that were never used go. Of the used ones the words go with which somebody sent a session back."""
    bound = select(GroupSheet.intent_id).where(GroupSheet.intent_id.is_not(None))
    mine = SignIntent.person_id.in_(ids)
    _run(db, delete(SignIntent).where(mine, SignIntent.used_at.is_(None), SignIntent.id.not_in(bound)))
    for row in db.scalars(select(SignIntent).where(mine)).all():
        row.body = intents.without_words(row.body)
    db.flush()


def _run(db: Session, statement: Any) -> None:
    db.execute(statement.execution_options(synchronize_session=False))
