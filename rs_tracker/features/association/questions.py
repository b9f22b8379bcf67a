"""Questions to the office: an entry that was sent back twice, with both statements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import disputes, proposals, returns
from rs_tracker.store.tables import Entry, EntryVersion, OfficeQuestion, Person

MOST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the entry it is about, as the entry stands now."""

    entry_id: str
    owner_id: str
    owner_name: str
    provider_name: str
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    state: str
    version: int
    returns: int
    asked_at: datetime
    asked_by: str
    supervisee_words: str | None
    provider_words: str | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None


def asked(db: Session, association_id: str) -> list[Question]:
    """All questions: the open ones first, the longest waiting on top; then the answered ones, the newest first."""
    rows = db.execute(_questions(association_id).order_by(OfficeQuestion.asked_at).limit(MOST)).all()
    found = [_question(row) for row in rows]
    answered = sorted((one for one in found if one.answered_at), key=lambda one: one.asked_at, reverse=True)
    return [one for one in found if one.answered_at is None] + answered


def strikes(db: Session, association_id: str) -> list[proposals.Proposal]:
    """Signatures that the office proposed to strike and that wait for a second person, the oldest first."""
    return proposals.open_in(db, association_id)


def count_open(db: Session, association_id: str) -> int:
    """How many questions have no answer yet."""
    waits = (OfficeQuestion.association_id == association_id, OfficeQuestion.answered_at.is_(None))
    return db.scalar(select(func.count()).select_from(OfficeQuestion).where(*waits)) or 0


def one(db: Session, association_id: str, entry_id: str) -> Question | None:
    """The question about one entry, or None."""
    row = db.execute(_questions(association_id).where(OfficeQuestion.entry_id == entry_id)).first()
    return _question(row) if row else None


def returns_of(db: Session, association_id: str, entry_id: str) -> list[disputes.Return]:
    """How often it was sent back, and why, oldest first."""
    return disputes.returns_of(db, association_id, entry_id)


def answer(db: Session, actor: Actor, entry_id: str, words: str, now: datetime) -> None:
    """The office's answer, told to both sides by mail; a second one replaces the first."""
    returns.answer(db, actor, entry_id, words, now)


def _questions(association_id: str) -> Select[*tuple[Any, ...]]:
    owner, provider, asker, answerer = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
    newest = and_(
        EntryVersion.association_id == association_id,
        EntryVersion.entry_id == Entry.id,
        EntryVersion.version == Entry.version,
    )
    return (
        select(
            OfficeQuestion.entry_id,
            Entry.person_id.label("owner_id"),
            owner.name.label("owner_name"),
            func.coalesce(provider.name, "").label("provider_name"),
            Entry.held_on,
            Entry.minutes,
            Entry.kind,
            Entry.format,
            EntryVersion.group_size,
            EntryVersion.medium,
            Entry.state,
            Entry.version,
            Entry.returns,
            OfficeQuestion.asked_at,
            asker.name.label("asked_by"),
            OfficeQuestion.supervisee_words,
            OfficeQuestion.provider_words,
            OfficeQuestion.answer,
            OfficeQuestion.answered_at,
            answerer.name.label("answered_by"),
        )
        .join(Entry, and_(Entry.association_id == association_id, Entry.id == OfficeQuestion.entry_id))
        .join(EntryVersion, newest)
        .join(owner, owner.id == Entry.person_id)
        .outerjoin(provider, provider.id == Entry.provider_id)
        .join(asker, asker.id == OfficeQuestion.asked_by)
        .outerjoin(answerer, answerer.id == OfficeQuestion.answered_by)
        .where(OfficeQuestion.association_id == association_id)
    )


def _question(row: Row[*tuple[Any, ...]]) -> Question:
    return Question(**row._asdict())
