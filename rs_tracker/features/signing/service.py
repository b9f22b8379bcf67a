"""The signing moment: a statement built here, one step-up, one transaction that looks at every line again.

What is appended for a line that passed stands in `append.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from rs_tracker.domain import signing
from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import (
    append,
    consent,
    disputes,
    intents,
    passkeys_asked,
    queries,
    returns,
    sheet_entries,
    signers,
    statement,
)
from rs_tracker.features.signing.intents import VALID, IntentEnded, SigningWaits
from rs_tracker.features.signing.returns import Asked
from rs_tracker.features.signing.statement import GoingBack, Item, Statement

__all__ = [
    "VALID",
    "IntentEnded",
    "LeftOut",
    "NothingToSign",
    "Outcome",
    "SigningWaits",
    "intend",
    "intend_sheet",
    "outcome",
    "sign",
]


class NothingToSign(ValueError):
    """None of the chosen lines can be signed any more."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was neither signed nor sent back, and why (a code of domain/signing.py)."""

    association_id: str
    entry_id: str
    held_on: date
    fault: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step-up did: lines signed, left out, sent back. Asking again gives the same answer."""

    signed: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    returned: tuple[GoingBack, ...] = ()

    @property
    def unsigned(self) -> list[tuple[str, str]]:
        """Association and entry of what was left out or sent back."""
        back = [(one.item.association_id, one.item.entry_id) for one in self.returned]
        return [(line.association_id, line.entry_id) for line in self.left_out] + back


def intend(db: Session, actor: Actor, chosen: Iterable[str], now: datetime, asked: Iterable[Asked] = ()) -> str:
    """Store a statement over the chosen lines (`association/entry/version`), valid five minutes; its id.

    `asked` are lines that go back with a reason when the others are signed; a line that is both goes back. Lines that
    may not be signed or returned are left out here already and show as such on the queue.
    Raises NothingToSign if no line is left to sign, WordsMissing, SigningWaits after a reset by mail alone,
    ConsentWithdrawn.
    """
    intents.check_may_sign_now(actor, now)
    consent.check(db, actor)
    reasons = {one.line: one for one in asked}
    for one in reasons.values():
        returns.check_reason(one.reason, one.words)
    items: list[Item] = []
    back: list[GoingBack] = []
    for association_id, wanted in _by_association(actor, [*chosen, *reasons]).items():
        for row in queries.shown(db, association_id, wanted):
            item = Item(association_id, row.id, wanted[row.id], row.sha256, row.held_on, row.minutes)
            why = reasons.get(item.value)
            if _why(row, actor, item, now if why is None else None) is not None:
                continue
            if why is None:
                items.append(item)
            else:
                back.append(GoingBack(item, why.reason, why.words.strip()[:500]))
    if not items:
        raise NothingToSign("none of these lines can be signed")
    return intents.store(
        db, actor, statement.build(actor.person_id, tuple(items), actor.language, now, tuple(back)), now
    )


def intend_sheet(db: Session, actor: Actor, items: Iterable[Item], back: Iterable[GoingBack], now: datetime) -> str:
    """Store a statement over the lines of a group sheet, of which some become entries only when it is signed; its id.

    Raises NothingToSign, SigningWaits, ConsentWithdrawn.
    """
    intents.check_may_sign_now(actor, now)
    consent.check(db, actor)
    lines = tuple(items)
    if not lines:
        raise NothingToSign("nothing on this sheet can be signed")
    return intents.store(db, actor, statement.build(actor.person_id, lines, actor.language, now, tuple(back)), now)


def sign(db: Session, actor: Actor, intent_id: str, auth: str, now: datetime, evidence: bytes | None = None) -> Outcome:
    """Sign what the statement shows; the step-up (`auth`: how, `evidence`: a passkey's) has succeeded just before.

    The statement is used once. Every line is looked at again under lock: one that changed, was signed or no longer
    names the actor is left out and named, the others are signed. Pressed twice, the second answer repeats the first.
    The first signature is also the consent to sign electronically, which stands on the page beside the button.
    Raises IntentEnded, SigningWaits and ConsentWithdrawn; then nothing is signed.
    """
    intents.check_may_sign_now(actor, now)
    intent, sheet, agreed = sheet_entries.intent(db, actor, intent_id)
    if not intents.holds(intent):
        raise IntentEnded("unknown statement")
    if not intents.take(db, actor, intent_id, now):
        return _repeat(db, actor, intent_id)
    if agreed is None:
        consent.keep(db, actor, now)
    said = statement.read(intent.body)
    if sheet is not None:
        sheet_entries.write(db, actor, sheet, said, now)
    step_up = append.StepUp(intent_id, intent.sha256, auth, said.language, evidence)
    parts, email = [], None
    for association_id in said.associations:
        signer = signers.known(db, actor, association_id)
        email = email or signer.email
        part, rows = _check(db, actor, said.within(association_id), now, is_closed=signer.is_too_weak(auth))
        append.append(db, actor, signer, association_id, part.signed, rows, step_up, now)
        _give_back(db, actor, part.returned, rows, now)
        parts.append(part)
    whole = _together(parts)
    if sheet is not None and (whole.signed or whole.returned):
        sheet_entries.close(db, actor, sheet, said, now)
    append.receipt(db, actor, email, intent_id, whole.signed, now)
    return whole


def outcome(db: Session, actor: Actor, intent_id: str) -> Outcome:
    """What a used statement signed, read from the signatures themselves. Raises IntentEnded for an unknown one."""
    intent = intents.own(db, actor, intent_id)
    if intent is None or intent.used_at is None:
        raise IntentEnded("no such signing")
    said = statement.read(intent.body)
    return _together(
        [_what_became(db, actor, said.within(one), intent_id, intent.used_at) for one in said.associations]
    )


def _what_became(db: Session, actor: Actor, said: Statement, intent_id: str, at: datetime) -> Outcome:
    """What was done in one association."""
    association_id = said.associations[0]
    items = {item.entry_id: item for item in said.every_item}
    signed = queries.signed_with(db, association_id, intent_id)
    gone = {one.item.entry_id for one in said.back}
    given = disputes.sent_back_by(db, association_id, actor.person_id, gone, at) if gone else set()
    back = tuple(one for one in said.back if (one.item.entry_id, one.item.version) in given)
    done = signed | {one.item.entry_id for one in back}
    rows = {row.id: row for row in queries.shown(db, association_id, set(items) - done)} if set(items) - done else {}
    unsigned = signing.PASSKEY if rows and passkeys_asked.asking_of(db, [association_id]) else signing.CHANGED
    left_out = [
        LeftOut(association_id, id_, item.held_on, _why(rows.get(id_), actor, item, now=None) or unsigned)
        for id_, item in items.items()
        if id_ not in done
    ]
    return Outcome(tuple(item for item in said.items if item.entry_id in signed), tuple(left_out), back)


def _together(parts: list[Outcome]) -> Outcome:
    return Outcome(
        signed=tuple(item for part in parts for item in part.signed),
        left_out=tuple(line for part in parts for line in part.left_out),
        returned=tuple(one for part in parts for one in part.returned),
    )


def _by_association(actor: Actor, chosen: Iterable[str]) -> dict[str, dict[str, int]]:
    """association → entry → version, for lines that name one of the actor's own associations."""
    found: dict[str, dict[str, int]] = {}
    for value in chosen:
        line = statement.chosen(actor, value)
        if line is not None:
            found.setdefault(line.association_id, {})[line.entry_id] = line.version
    return found


def _repeat(db: Session, actor: Actor, intent_id: str) -> Outcome:
    """The answer of a statement that was used already; one that merely grew old has none."""
    db.expire_all()
    return outcome(db, actor, intent_id)


def _check(
    db: Session, actor: Actor, said: Statement, now: datetime, *, is_closed: bool
) -> tuple[Outcome, dict[str, queries.Shown]]:
    """Look at every line of one association again, under lock: what may be done now, and the rows it was decided on.

    `is_closed`: the association asks for a passkey and got something weaker; then lines only go back.
    """
    association_id = said.associations[0]
    ids = [item.entry_id for item in said.every_item]
    rows = {row.id: row for row in queries.shown(db, association_id, ids, for_update=True)}
    returning = {one.item: one for one in said.back}
    good: list[Item] = []
    bad: list[LeftOut] = []
    back: list[GoingBack] = []
    for item in said.every_item:
        why = _why(rows.get(item.entry_id), actor, item, None if item in returning else now)
        if why is None and is_closed and item not in returning:
            why = signing.PASSKEY
        if why is not None:
            bad.append(LeftOut(association_id, item.entry_id, item.held_on, why))
        elif item in returning:
            back.append(returning[item])
        else:
            good.append(item)
    return Outcome(tuple(good), tuple(bad), tuple(back)), rows


def _give_back(
    db: Session, actor: Actor, back: tuple[GoingBack, ...], rows: dict[str, queries.Shown], now: datetime
) -> None:
    for one in back:
        hats = actor.hats_in(one.item.association_id)
        if hats is not None:
            found = disputes.of_row(rows[one.item.entry_id], hats, actor.person_id, actor.name)
            returns.give_back(db, actor, found, one.reason, one.words, now)


def _why(row: queries.Shown | None, actor: Actor, item: Item, now: datetime | None) -> str | None:
    """Why this line cannot be signed now, or None. Without `now` (returning it, or afterwards) any day will do."""
    hats = actor.hats_in(item.association_id)
    if hats is None:
        return signing.NOT_YOURS
    today = hats.today(now) if now is not None else item.held_on
    if now is None and row is not None and row.state == signing.VOUCHED:
        return signing.GONE  # it can still be signed, but it is not sent back
    line = _line(row) if row is not None else None
    return signing.fault(line, actor.person_id, item.version, item.sha256, today)


def _line(row: queries.Shown) -> signing.Line:
    return signing.Line(row.person_id, row.provider_id, row.state, row.version, row.sha256, row.held_on)
