"""Sending an entry back, and asking the office when two people do not agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle, signing
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries import rows
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import disputes, queries, statement
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Entry, Membership, OfficeQuestion, SentBack, SupervisionPair

REASONS = ("date", "length", "not_reflective", "not_there", "not_mine", "other")
RETURNS_BEFORE_OFFICE = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be sent back: a line as its check box names it, a reason, words of their own."""

    line: str
    reason: str
    words: str = ""


class NotWaiting(ValueError):
    """The entry is not waiting for this person, or another version of it is by now."""


class WordsMissing(ValueError):
    """*In my own words* needs words."""


class NoOffice(ValueError):
    """The association is not run by its office yet, or the entry was not sent back twice: nobody to ask."""


def send_back(db: Session, actor: Actor, entry_id: str, version: int, reason: str, words: str, now: datetime) -> None:
    """Return the shown version to its owner with a reason both can read; the owner is told at once.

    `reason` is one of REASONS. `not_mine` also ends the pair. Raises NotWaiting and WordsMissing.
    """
    found = disputes.dispute(db, actor, entry_id, for_update=True)
    if found is None or found.provider_id != actor.person_id or found.version != version:
        raise NotWaiting("this entry does not wait for you in this version")
    if found.state not in signing.SIGNABLE:
        raise NotWaiting("this entry is not waiting any more")
    check_reason(reason, words)
    give_back(db, actor, found, reason, words, now)


def send_back_all(db: Session, actor: Actor, asked: Iterable[Asked], now: datetime) -> tuple[int, int]:
    """Return several lines without signing any: how many went back, and how many were not waiting any more.

    Raises WordsMissing; then nothing goes back.
    """
    wanted = list(asked)
    for one in wanted:
        check_reason(one.reason, one.words)
    done = 0
    for one in wanted:
        line = statement.chosen(actor, one.line)
        if line is None:
            continue
        try:
            send_back(db, actor, line.entry_id, line.version, one.reason, one.words, now)
        except NotWaiting:
            continue
        done += 1
    return done, len(wanted) - done


def check_reason(reason: str, words: str) -> None:
    """Raises WordsMissing for own words without words, and ValueError for no reason of ours."""
    if reason not in REASONS:
        raise ValueError(f"no such reason: {reason[:20]}")
    if reason == "other" and not words.strip():
        raise WordsMissing("say why in your own words")


def give_back(db: Session, actor: Actor, found: disputes.Dispute, reason: str, words: str, now: datetime) -> None:
    """All that a return does, for an entry that was looked at under lock just before."""
    association_id = found.association_id
    _return(db, actor, found, reason, words, now)
    if reason == "not_mine":
        _end_pair(db, association_id, found.owner_id, actor.person_id, now)
    trail.record(
        db,
        actor,
        "entry.returned",
        found.entry_id,
        association_id=association_id,
        at=now,
        person_id=found.owner_id,
        reason=reason,
    )
    progress.refresh(db, association_id, found.owner_id, now)
    _tell_owner(db, actor, found, reason, words, now)


def _return(db: Session, actor: Actor, found: disputes.Dispute, reason: str, words: str, now: datetime) -> None:
    db.execute(
        insert(SentBack).values(
            association_id=found.association_id,
            id=str(uuid4()),
            entry_id=found.entry_id,
            version=found.version,
            by_id=actor.person_id,
            reason=reason,
            words=words.strip()[:500] or None,
            at=now,
        )
    )
    state = lifecycle.move(found.state, lifecycle.SEND_BACK)
    db.execute(
        update(Entry)
        .where(Entry.association_id == found.association_id, Entry.id == found.entry_id)
        .values(state=state, returns=Entry.returns + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    if state == lifecycle.SIGNED:
        rows.stand_by_signed(db, found.association_id, found.entry_id)


def _end_pair(db: Session, association_id: str, supervisee_id: str, provider_id: str, now: datetime) -> None:
    db.execute(
        update(SupervisionPair)
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.supervisee_id == supervisee_id,
            SupervisionPair.provider_id == provider_id,
        )
        .values(state="ended", ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _tell_owner(db: Session, actor: Actor, found: disputes.Dispute, reason: str, words: str, now: datetime) -> None:
    address = people.primary_email(db, found.owner_id)
    if address is None:
        return
    outbox.queue(
        db,
        "sent_back",
        address,
        f"sent-back:{found.entry_id}:{found.version}",
        now=now,
        person_id=found.owner_id,
        association_id=found.association_id,
        params={
            "entry_id": found.entry_id,
            "by": actor.name,
            "on": found.held_on.isoformat(),
            "reason": reason,
            "words": words.strip()[:500],
        },
    )


def may_ask(db: Session, actor: Actor, found: disputes.Dispute) -> bool:
    """Whether this side can put the entry before the office: after its second return, where an office is.

    Whoever keeps their log from the office decides alone whether it sees this entry; asked once, both may speak.
    """
    if not found.is_office_run:
        return False
    if disputes.question_about(db, found.association_id, found.entry_id):
        return True
    if found.returns < RETURNS_BEFORE_OFFICE:
        return False
    if found.owner_id == actor.person_id:
        return True
    owner = (Membership.association_id == found.association_id, Membership.person_id == found.owner_id)
    return db.scalar(select(Membership.office_sees).where(*owner)) is True


def ask_office(db: Session, actor: Actor, entry_id: str, words: str, now: datetime) -> None:
    """Put one side's statement before the coordinator, once the entry was sent back twice.

    Either side may begin; the other adds theirs to the same question. Raises NotWaiting for a stranger, WordsMissing,
    NoOffice.
    """
    found = disputes.dispute(db, actor, entry_id, for_update=True)
    if found is None:
        raise NotWaiting("no such entry")
    if not may_ask(db, actor, found):
        raise NoOffice("asking the office comes after the second return, where an office is that may see the entry")
    if not words.strip():
        raise WordsMissing("say what happened in your own words")
    put_question(db, actor, found.association_id, entry_id, words, is_owner=found.owner_id == actor.person_id, now=now)
    trail.record(
        db, actor, "office.asked", entry_id, association_id=found.association_id, at=now, person_id=found.owner_id
    )
    db.flush()


def put_question(
    db: Session, actor: Actor, association_id: str, entry_id: str, words: str, *, is_owner: bool, now: datetime
) -> None:
    """Keep one side's statement; a question that was answered before is open again."""
    said = words.strip()[:1000]
    column = "supervisee_words" if is_owner else "provider_words"
    question = disputes.question_about(db, association_id, entry_id)
    if question is None:
        db.add(
            OfficeQuestion(
                association_id=association_id,
                id=str(uuid4()),
                entry_id=entry_id,
                asked_by=actor.person_id,
                asked_at=now,
                **{column: said},
            )
        )
        return
    setattr(question, column, said)
    question.answer = question.answered_by = question.answered_at = None


def answer(db: Session, actor: Actor, entry_id: str, words: str, now: datetime) -> None:
    """The coordinator's answer, told to both sides. Raises NotWaiting if nothing was asked, WordsMissing."""
    association_id = actor.association
    question = disputes.question_about(db, association_id, entry_id)
    if question is None:
        raise NotWaiting("nothing was asked about this entry")
    if not words.strip():
        raise WordsMissing("write the answer")
    question.answer, question.answered_by, question.answered_at = words.strip()[:1000], actor.person_id, now
    rows = queries.shown(db, association_id, [entry_id])
    for person_id in (rows[0].person_id, rows[0].provider_id) if rows else ():
        address = people.primary_email(db, person_id) if person_id else None
        if address is None:
            continue
        outbox.queue(
            db,
            "office_answer",
            address,
            f"office-answer:{entry_id}:{person_id}:{now.isoformat()}",
            now=now,
            person_id=person_id,
            association_id=association_id,
            params={"entry_id": entry_id, "answer": question.answer},
        )
    trail.record(db, actor, "office.answered", entry_id, association_id=association_id, at=now)
    db.flush()
