"""Striking a signature: the office proposes, a second person agrees or objects; an office of one waits seven days."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from rs_tracker.domain import endings, ledger
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.signing import ending, proposals, returns
from rs_tracker.features.signing.ending import Signature
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.features.signing.telling import tell
from rs_tracker.features.trail import service as trail
from rs_tracker.store.endings import OBJECTED, STRUCK, TAKEN_BACK
from rs_tracker.store.tables import Strike

MOST_WORDS = 500


class NotPossible(ValueError):
    """Not this person's to do, or the signature or the proposal is not what it was. `fault` is a code of endings."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"cannot be struck: {fault}")
        self.fault = fault


def propose(db: Session, actor: Actor, entry_id: str, version: int, reason: str, words: str, now: datetime) -> str:
    """Propose to strike the signature of `version` in the actor's association; the proposal's id.

    Both parties are told at once. `reason` is one of endings.WHY_STRUCK; `words` are for the parties. An open proposal
    about the same signature is not doubled. Raises NotPossible, WordsMissing.
    """
    if reason not in endings.WHY_STRUCK:
        raise ValueError(f"no such reason: {reason[:20]}")
    if reason == endings.OTHER and not words.strip():
        raise WordsMissing("say why in your own words")
    found = proposals.signature_seen(db, actor, entry_id, for_update=True)
    fault = endings.fault_of_striking(found.facts if found else None, actor.person_id, actor.roles, version)
    if fault is not None or found is None:
        raise NotPossible(fault or endings.NOT_YOURS)
    known = _open_about(db, found)
    if known is not None:
        return known
    alone = endings.is_alone(found.facts, actor.person_id, proposals.officers(db, found.association_id))
    strike = Strike(
        association_id=found.association_id,
        id=str(uuid4()),
        entry_id=entry_id,
        version=version,
        reason=reason,
        words=words.strip()[:MOST_WORDS] or None,
        proposed_by=actor.person_id,
        proposed_at=now,
        notice_until=endings.notice_until(alone=alone, was_objected=_was_objected(db, found), now=now),
    )
    db.add(strike)
    db.flush()
    _note(db, actor, "strike.proposed", strike, found, now)
    for reader_id in (found.owner_id, found.signer_id):
        _tell(db, reader_id, "strike_proposed", strike, found, now, by=actor.name)
    return strike.id


def agree(db: Session, actor: Actor, strike_id: str, now: datetime) -> None:
    """The second person agrees, and the signature is struck. Raises NotPossible."""
    strike, found, second = _answerable(db, actor, strike_id)
    _strike(db, actor, strike, found, second, now)


def object_to(db: Session, actor: Actor, strike_id: str, words: str, now: datetime) -> None:
    """The second person objects: the proposal ends, and a party's words become a question to the office.

    Raises NotPossible; WordsMissing where a party says nothing.
    """
    strike, found, second = _answerable(db, actor, strike_id)
    is_party = second in (endings.SIGNER, endings.SUPERVISEE)
    if is_party and not words.strip():
        raise WordsMissing("say why not in your own words")
    strike.answer_words = words.strip()[:MOST_WORDS] or None
    _settle(db, strike, OBJECTED, now, second, actor.person_id)
    if is_party:
        is_owner = second == endings.SUPERVISEE
        returns.put_question(db, actor, found.association_id, found.entry_id, words, is_owner=is_owner, now=now)
    _note(db, actor, "strike.objected", strike, found, now)
    _tell_all(db, strike, found, now)


def take_back(db: Session, actor: Actor, strike_id: str, now: datetime) -> None:
    """Whoever proposed it thinks better of it. Raises NotPossible."""
    strike, found, _hats = _open(db, actor, strike_id)
    if strike.proposed_by != actor.person_id:
        raise NotPossible(endings.NOT_YOURS)
    _settle(db, strike, TAKEN_BACK, now)
    _note(db, actor, "strike.taken_back", strike, found, now)
    _tell_all(db, strike, found, now)


def close_notices(db: Session, association_id: str, now: datetime, limit: int = 50) -> int:
    """Strike what nobody objected to within its notice in one association; how many notices had run out.

    A notice ends without effect where the signature ended or was replaced meanwhile. Where the office has a second
    officer by now, the proposal waits for somebody to agree.
    """
    here = Strike.association_id == association_id
    due = select(Strike.id, Strike.entry_id).where(here, Strike.outcome.is_(None), Strike.notice_until <= now)
    rows = db.execute(due.order_by(Strike.notice_until).limit(limit)).all()
    for row in rows:
        found = ending.in_force(db, association_id, row.entry_id, for_update=True)
        mine = select(Strike).where(here, Strike.id == row.id).execution_options(populate_existing=True)
        strike = db.scalars(mine).one()
        if strike.outcome is not None or not endings.notice_is_over(strike.notice_until, now):
            continue  # somebody answered while we waited for the entry
        if found is None or found.version != strike.version:
            _settle(db, strike, TAKEN_BACK, now)
        elif endings.is_alone(found.facts, strike.proposed_by, proposals.officers(db, association_id)):
            _strike(db, None, strike, found, endings.BY_NOTICE, now)
        else:
            strike.notice_until = None
    db.flush()
    return len(rows)


def _strike(db: Session, actor: Actor | None, strike: Strike, found: Signature, second: str, now: datetime) -> None:
    second_by = actor.person_id if actor is not None else None
    about = {"by": strike.proposed_by, "second_kind": second, "second_by": second_by, "reason": strike.reason}
    ending.end(db, actor, found, ledger.VOID, about, now)
    _settle(db, strike, STRUCK, now, second, second_by)
    _tell_all(db, strike, found, now)


def _answerable(db: Session, actor: Actor, strike_id: str) -> tuple[Strike, Signature, str]:
    """An open proposal of which the actor is the second person, as what."""
    strike, found, hats = _open(db, actor, strike_id)
    second = endings.second_of(found.facts, strike.proposed_by, actor.person_id, hats.roles)
    if second is None:
        raise NotPossible(endings.NOT_YOURS)
    return strike, found, second


def _open(db: Session, actor: Actor, strike_id: str) -> tuple[Strike, Signature, Hats]:
    """An open proposal in one of the actor's associations, the signature it is about (both held), their hats there."""
    for hats in actor.memberships:
        mine = (Strike.association_id == hats.association_id, Strike.id == strike_id)
        entry_id = db.scalar(select(Strike.entry_id).where(*mine))
        if entry_id is None:
            continue
        found = ending.in_force(db, hats.association_id, entry_id, for_update=True)
        strike = db.scalars(select(Strike).where(*mine).execution_options(populate_existing=True)).one()
        if strike.outcome is not None or found is None or found.version != strike.version:
            raise NotPossible(endings.NOT_SIGNED)
        return strike, found, hats
    raise NotPossible(endings.NOT_YOURS)


def _open_about(db: Session, found: Signature) -> str | None:
    return db.scalar(select(Strike.id).where(*_about(found), Strike.outcome.is_(None)))


def _was_objected(db: Session, found: Signature) -> bool:
    """Whether a party objected to striking this signature before."""
    by_party = Strike.second_kind.in_((endings.SIGNER, endings.SUPERVISEE))
    before = exists().where(*_about(found), Strike.outcome == OBJECTED, by_party)
    return bool(db.scalar(select(before)))


def _about(found: Signature) -> tuple[ColumnElement[bool], ...]:
    return (
        Strike.association_id == found.association_id,
        Strike.entry_id == found.entry_id,
        Strike.version == found.version,
    )


def _settle(
    db: Session, strike: Strike, outcome: str, now: datetime, second: str | None = None, second_by: str | None = None
) -> None:
    strike.outcome, strike.settled_at = outcome, now
    strike.second_kind, strike.second_by = second, second_by
    db.flush()


def _note(db: Session, actor: Actor, action: str, strike: Strike, found: Signature, now: datetime) -> None:
    whom = {"association_id": strike.association_id, "person_id": found.owner_id}
    trail.record(db, actor, action, strike.entry_id, at=now, version=strike.version, reason=strike.reason, **whom)


def _tell_all(db: Session, strike: Strike, found: Signature, now: datetime) -> None:
    for reader_id in dict.fromkeys((found.owner_id, found.signer_id, strike.proposed_by)):
        _tell(
            db, reader_id, "strike_settled", strike, found, now, outcome=strike.outcome, words=strike.answer_words or ""
        )


def _tell(
    db: Session, reader_id: str, template: str, strike: Strike, found: Signature, now: datetime, **more: object
) -> None:
    until = strike.notice_until
    params = {
        "strike_id": strike.id,
        "name": found.owner_name,
        "signer": found.signer_name,
        "is_owner": reader_id == found.owner_id,
        "is_vouch": found.is_vouch,
        "on": found.held_on.isoformat(),
        "minutes": found.minutes,
        "reason": strike.reason,
        "said": strike.words or "",
        "until": until.isoformat() if until is not None else "",
        **more,
    }
    key = f"{strike.id}:{strike.outcome}"
    tell(db, strike.association_id, reader_id, template, key, params, now)
