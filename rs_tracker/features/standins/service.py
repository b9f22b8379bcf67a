"""Confirming in the supervisor's place: a statement, one step-up, one transaction that looks at every line again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import standins
from rs_tracker.domain.actor import COORDINATOR, Actor
from rs_tracker.domain.facts import OFFICE, STAND_IN
from rs_tracker.features.signing import consent, intents
from rs_tracker.features.signing.intents import IntentEnded, SigningWaits
from rs_tracker.features.signing.statement import Item, chosen
from rs_tracker.features.standins import append, evidence, queries, rows, statement
from rs_tracker.features.standins.append import StepUp
from rs_tracker.features.standins.rows import Stuck
from rs_tracker.store.tables import Vouch

__all__ = [
    "IntentEnded",
    "LeftOut",
    "NothingToConfirm",
    "Outcome",
    "SigningWaits",
    "WordsMissing",
    "confirm",
    "intend",
    "intend_for_office",
    "outcome",
]


class NothingToConfirm(ValueError):
    """None of the chosen lines can be confirmed now."""


class WordsMissing(ValueError):
    """The office says in its own words what its confirmation rests on."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was not confirmed, and why (a code of domain/standins.py)."""

    association_id: str
    entry_id: str
    held_on: date
    fault: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step-up did. Asking again gives the same answer."""

    confirmed: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]


def intend(db: Session, actor: Actor, lines: Iterable[str], now: datetime) -> str:
    """Store a stand-in's statement over these lines (`association/entry/version`), valid five minutes; its id.

    Raises NothingToConfirm, SigningWaits after a reset by mail alone, consent.ConsentWithdrawn.
    """
    intents.check_may_sign_now(actor, now)
    consent.check(db, actor)
    wanted = [line for line in (chosen(actor, value) for value in lines) if line is not None]
    items: list[Item] = []
    for association_id in sorted({line.association_id for line in wanted}):
        versions = {line.entry_id: line.version for line in wanted if line.association_id == association_id}
        for row in rows.some(db, association_id, versions):
            if _why(row, actor, STAND_IN, versions[row.id], row.sha256, now) is None:
                items.append(_item(row))
    if not items:
        raise NothingToConfirm("none of these lines can be confirmed")
    body = statement.build(actor.person_id, STAND_IN, _in_order(items), actor.language, now)
    return intents.store(db, actor, body, now)


def intend_for_office(
    db: Session,
    actor: Actor,
    entry_id: str,
    lines: Iterable[str],
    words: str,
    sent: tuple[str, bytes],
    now: datetime,
) -> str:
    """The same for a coordinator, over sessions of one owner with one supervisor: `entry_id` is one of them.

    `words` say what the confirmation rests on, `sent` is the evidence (name and bytes), which is kept with each of the
    sessions. Raises NothingToConfirm, WordsMissing, evidence.BadEvidence, evidence.TooMany, SigningWaits,
    consent.ConsentWithdrawn.
    """
    intents.check_may_sign_now(actor, now)
    consent.check(db, actor)
    if not words.strip():
        raise WordsMissing("say what it rests on")
    seen = queries.seen_by_office(db, actor, entry_id, now)
    if seen is None:
        raise NothingToConfirm("no such session")
    wanted = {line.entry_id: line.version for line in (chosen(actor, value) for value in lines) if line is not None}
    alike = [line.row for line in queries.like(db, actor, seen.row, now)]
    good = [row for row in alike if row.id in wanted]
    good = [row for row in good if _why(row, actor, OFFICE, wanted[row.id], row.sha256, now) is None]
    if not good:
        raise NothingToConfirm("none of these sessions can be confirmed")
    entry_ids = [row.id for row in good]
    kept = evidence.keep(db, actor, actor.association, seen.row.person_id, entry_ids, sent, now)
    body = statement.build(
        actor.person_id,
        OFFICE,
        _in_order(map(_item, good)),
        actor.language,
        now,
        evidence_sha256=kept.sha256,
        words=" ".join(words.split())[:500],
    )
    return intents.store(db, actor, body, now)


def confirm(db: Session, actor: Actor, intent_id: str, auth: str, now: datetime, proof: bytes | None = None) -> Outcome:
    """Confirm what the statement shows; the step-up (`auth`: how, `proof`: a passkey's) has succeeded just before.

    The statement is used once. Every line is looked at again under lock; one that changed, was signed or may not be
    confirmed any more is left out and named. Pressed twice, the second answer repeats the first.
    Raises IntentEnded, SigningWaits and consent.ConsentWithdrawn; then nothing is confirmed.
    """
    intents.check_may_sign_now(actor, now)
    consent.check(db, actor)
    intent = intents.own(db, actor, intent_id, statement.KIND)
    if not intents.holds(intent, statement.KIND):
        raise IntentEnded("unknown statement")
    if not intents.take(db, actor, intent_id, now):
        db.expire_all()
        return outcome(db, actor, intent_id)
    consent.give(db, actor, now)
    said = statement.read(intent.body)
    step_up = StepUp(intent_id, intent.sha256, auth, proof)
    confirmed: list[Item] = []
    left_out: list[LeftOut] = []
    for association_id in sorted({item.association_id for item in said.items}):
        items = [item for item in said.items if item.association_id == association_id]
        held = rows.held(db, association_id, [item.entry_id for item in items])
        good, bad = _sorted(held, items, actor, said.by_as, now)
        append.append(db, actor, association_id, [held[item.entry_id] for item in good], said, step_up, now)
        confirmed += good
        left_out += bad
    return Outcome(tuple(confirmed), tuple(left_out))


def outcome(db: Session, actor: Actor, intent_id: str) -> Outcome:
    """What a used statement confirmed, read from the confirmations. Raises IntentEnded for an unknown one."""
    intent = intents.own(db, actor, intent_id, statement.KIND)
    if intent is None or intent.used_at is None:
        raise IntentEnded("no such confirmation")
    said = statement.read(intent.body)
    confirmed: list[Item] = []
    left_out: list[LeftOut] = []
    for association_id in sorted({item.association_id for item in said.items}):
        items = [item for item in said.items if item.association_id == association_id]
        mine = (Vouch.association_id == association_id, Vouch.intent_id == intent_id)
        done = set(db.scalars(select(Vouch.entry_id).where(*mine)))
        confirmed += [item for item in items if item.entry_id in done]
        left = [item for item in items if item.entry_id not in done]
        held = {row.id: row for row in rows.some(db, association_id, [item.entry_id for item in left])}
        for item in left:
            why = _why(held.get(item.entry_id), actor, said.by_as, item.version, item.sha256, intent.used_at)
            left_out.append(LeftOut(association_id, item.entry_id, item.held_on, why or standins.CHANGED))
    return Outcome(tuple(confirmed), tuple(left_out))


def _sorted(
    held: Mapping[str, Stuck], items: Sequence[Item], actor: Actor, by_as: str, now: datetime
) -> tuple[list[Item], list[LeftOut]]:
    good: list[Item] = []
    bad: list[LeftOut] = []
    for item in items:
        why = _why(held.get(item.entry_id), actor, by_as, item.version, item.sha256, now)
        if why is None:
            good.append(item)
        else:
            bad.append(LeftOut(item.association_id, item.entry_id, item.held_on, why))
    return good, bad


def _why(row: Stuck | None, actor: Actor, by_as: str, version: int, sha256: str, now: datetime) -> str | None:
    """Why this line cannot be confirmed now, or None."""
    hats = actor.hats_in(row.association_id) if row is not None else None
    if row is None or hats is None:
        return standins.NOT_NAMED
    if by_as == OFFICE and not (hats.is_office_run and COORDINATOR in hats.roles):
        return standins.NOT_NAMED
    if by_as == OFFICE and not row.is_seen_by_office:
        return standins.NOT_NAMED
    return standins.fault(row.line(hats, now), actor.person_id, by_as, version, sha256, hats.today(now))


def _item(row: Stuck) -> Item:
    return Item(row.association_id, row.id, row.version, row.sha256, row.held_on, row.minutes)


def _in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (item.association_id, item.held_on, item.entry_id)))
