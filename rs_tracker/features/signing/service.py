"""The signing moment: a statement built here, one step-up, one transaction that looks at every line again.

What is appended for a line that passed stands in `append.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

from sqlalchemy import CursorResult, insert, update
from sqlalchemy.orm import Session

from rs_tracker.domain import signing
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.ids import is_id
from rs_tracker.features.signing import append, queries, statement
from rs_tracker.features.signing.statement import Item
from rs_tracker.store.tables import SignIntent

VALID = timedelta(minutes=5)
NUMBER = re.compile("[0-9]{1,6}")


class NothingToSign(ValueError):
    """None of the chosen lines can be signed any more."""


class IntentEnded(ValueError):
    """The statement is unknown, somebody else's, or older than five minutes; nothing was signed."""


class SigningWaits(ValueError):
    """After a reset by mail code alone, signing is possible from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"signing is possible from {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was not signed, and why (a code of domain/signing.py)."""

    association_id: str
    entry_id: str
    fault: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step-up did: the lines signed and the lines left out. Asking again gives the same answer."""

    signed: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]


def intend(db: Session, actor: Actor, chosen: Iterable[str], now: datetime) -> str:
    """Store a statement over the chosen lines (`association/entry/version`), valid five minutes; its id.

    Lines that may not be signed are left out here already and show as such on the queue.
    Raises NothingToSign if no line is left, SigningWaits after a reset by mail alone.
    """
    _check_may_sign_now(actor, now)
    items: list[Item] = []
    for association_id, wanted in _by_association(actor, chosen).items():
        today = actor.hats_in(association_id).today(now)  # type: ignore[union-attr]
        for row in queries.shown(db, association_id, wanted):
            version = wanted[row.id]
            if signing.fault(_line(row), actor.person_id, version, row.sha256, today) is None:
                items.append(Item(association_id, row.id, version, row.sha256, row.held_on, row.minutes))
    if not items:
        raise NothingToSign("none of these lines can be signed")
    body = statement.build(actor.person_id, tuple(items), actor.language, now)
    intent_id = str(uuid4())
    db.execute(
        insert(SignIntent).values(
            id=intent_id,
            person_id=actor.person_id,
            body=body,
            sha256=statement.digest(body),
            created_at=now,
            expires_at=now + VALID,
        )
    )
    return intent_id


def sign(db: Session, actor: Actor, intent_id: str, auth: str, now: datetime) -> Outcome:
    """Sign what the statement shows; the step-up (`auth`: how) has succeeded just before.

    The statement is used once. Every line is looked at again under lock: one that changed, was signed or no longer
    names the actor is left out and named, the others are signed. Pressed twice, the second answer repeats the first.
    Raises IntentEnded and SigningWaits; then nothing is signed.
    """
    _check_may_sign_now(actor, now)
    intent = queries.intent(db, actor, intent_id)
    if intent is None or statement.digest(intent.body) != intent.sha256:
        raise IntentEnded("unknown statement")
    if not _take(db, actor, intent_id, now):
        return _repeat(db, actor, intent_id)
    said = statement.read(intent.body)
    signed: list[Item] = []
    left_out: list[LeftOut] = []
    for association_id in sorted({item.association_id for item in said.items}):
        items = [item for item in said.items if item.association_id == association_id]
        good, bad = _check(db, actor, association_id, items, now)
        append.append(db, actor, association_id, good, intent_id, auth, said.language, now)
        signed += good
        left_out += bad
    append.receipt(db, actor, intent_id, signed, now)
    return Outcome(tuple(signed), tuple(left_out))


def outcome(db: Session, actor: Actor, intent_id: str) -> Outcome:
    """What a used statement signed, read from the signatures themselves. Raises IntentEnded for an unknown one."""
    intent = queries.intent(db, actor, intent_id)
    if intent is None or intent.used_at is None:
        raise IntentEnded("no such signing")
    signed: list[Item] = []
    left_out: list[LeftOut] = []
    said = statement.read(intent.body)
    for association_id in sorted({item.association_id for item in said.items}):
        done = queries.signed_with(db, association_id, intent_id)
        items = [item for item in said.items if item.association_id == association_id]
        rows = {row.id: row for row in queries.shown(db, association_id, [item.entry_id for item in items])}
        for item in items:
            if item.entry_id in done:
                signed.append(item)
            else:
                why = _why(rows.get(item.entry_id), actor, item, now=None)
                left_out.append(LeftOut(association_id, item.entry_id, why or signing.CHANGED))
    return Outcome(tuple(signed), tuple(left_out))


def _check_may_sign_now(actor: Actor, now: datetime) -> None:
    if actor.may_sign_from is not None and now < actor.may_sign_from:
        raise SigningWaits(actor.may_sign_from)


def _by_association(actor: Actor, chosen: Iterable[str]) -> dict[str, dict[str, int]]:
    """association → entry → version, for lines that name one of the actor's own associations."""
    found: dict[str, dict[str, int]] = {}
    for value in chosen:
        parts = value.split("/")
        if len(parts) == 3 and is_id(parts[1]) and NUMBER.fullmatch(parts[2]) and actor.hats_in(parts[0]) is not None:
            found.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return found


def _take(db: Session, actor: Actor, intent_id: str, now: datetime) -> bool:
    """Mark the statement used, if it is fresh and unused: whoever gets the row gets to sign."""
    result = cast(
        "CursorResult[tuple[()]]",
        db.execute(
            update(SignIntent)
            .where(
                SignIntent.id == intent_id,
                SignIntent.person_id == actor.person_id,
                SignIntent.used_at.is_(None),
                SignIntent.expires_at > now,
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        ),
    )
    return result.rowcount == 1


def _repeat(db: Session, actor: Actor, intent_id: str) -> Outcome:
    """The answer of a statement that was used already; one that merely grew old has none."""
    db.expire_all()
    return outcome(db, actor, intent_id)


def _check(
    db: Session, actor: Actor, association_id: str, items: list[Item], now: datetime
) -> tuple[list[Item], list[LeftOut]]:
    rows = {
        row.id: row for row in queries.shown(db, association_id, [item.entry_id for item in items], for_update=True)
    }
    good: list[Item] = []
    bad: list[LeftOut] = []
    for item in items:
        why = _why(rows.get(item.entry_id), actor, item, now)
        if why is None:
            good.append(item)
        else:
            bad.append(LeftOut(association_id, item.entry_id, why))
    return good, bad


def _why(row: queries.Shown | None, actor: Actor, item: Item, now: datetime | None) -> str | None:
    """Why this line cannot be signed now, or None. Without `now` (afterwards) the day is not looked at."""
    hats = actor.hats_in(item.association_id)
    if hats is None:
        return signing.NOT_YOURS
    today = hats.today(now) if now is not None else item.held_on
    line = _line(row) if row is not None else None
    return signing.fault(line, actor.person_id, item.version, item.sha256, today)


def _line(row: queries.Shown) -> signing.Line:
    return signing.Line(row.person_id, row.provider_id, row.state, row.version, row.sha256, row.held_on)
