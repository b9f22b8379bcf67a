"""Erasing in one association: names beside the ledger, entries that nobody ever signed, words about sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import intent, ledger
from rs_tracker.features.erasure.plan import GOES_HERE, NOBODY
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.store.tables import (
    Attestation,
    Cancellation,
    Carried,
    Disclosure,
    Entry,
    EntryVersion,
    Erasing,
    EvidenceUse,
    LedgerDisclosure,
    Membership,
    OfficeQuestion,
    Qualification,
    SentBack,
    SessionEntry,
    SignIntent,
    StandIn,
    Strike,
    Vouch,
)

REASON = "person"


def erase_in(db: Session, association_id: str, ids: Sequence[str], now: datetime) -> None:
    """Everything of this person in one association. `ids` are all the ids they ever had."""
    locked = select(Entry.id).where(Entry.association_id == association_id, Entry.person_id.in_(ids))
    own = list(db.scalars(locked.order_by(Entry.id).with_for_update()))
    _forget_words_in_statements(db, association_id, own)  # while it is known which were sent back
    named = _disclosed(db, association_id, ids)
    never = _never_signed(db, association_id, own)
    if named or never:
        about = {"of": sorted({seq for seq, _field in named}), "reason": REASON}
        [sealed] = ledgers.append(db, association_id, [ledgers.Record(ledger.ERASE, about)], now)
        _forget_names(db, association_id, named)
        _take_out(db, association_id, never, sealed.seq)
    _forget_words(db, association_id, ids, own)
    for table, columns in GOES_HERE:
        names = or_(*(getattr(table, column).in_(ids) for column in columns))
        _run(db, delete(table).where(table.association_id == association_id, names))
    _settle(db, association_id, ids, now)


def _disclosed(db: Session, association_id: str, ids: Sequence[str]) -> list[tuple[int, str]]:
    """Row and field of every name of theirs beside the ledger: as the supervised, as signer, as stand-in."""
    fields: list[tuple[Any, str, ColumnElement[bool]]] = [
        (Attestation, "supervisee", Attestation.supervisee_id.in_(ids)),
        (Attestation, "supervisor", Attestation.signer_id.in_(ids)),
        (Vouch, "supervisee", Vouch.supervisee_id.in_(ids)),
        (Vouch, "words", Vouch.supervisee_id.in_(ids) | Vouch.by_id.in_(ids)),
        (Vouch, "by", Vouch.by_id.in_(ids)),
        (Vouch, "provider", _names_them(Vouch, association_id, ids)),
    ]
    found: set[tuple[int, str]] = set()
    for table, field, is_theirs in fields:
        rows = db.execute(
            select(LedgerDisclosure.seq)
            .join(
                table, (table.association_id == LedgerDisclosure.association_id) & (table.seq == LedgerDisclosure.seq)
            )
            .where(LedgerDisclosure.association_id == association_id, LedgerDisclosure.field == field, is_theirs)
        )
        found |= {(row.seq, field) for row in rows}
    return sorted(found)


def _names_them(table: Any, association_id: str, ids: Sequence[str]) -> ColumnElement[bool]:
    """Whether the version that a row is about names them as its supervisor."""
    return (
        select(EntryVersion.entry_id)
        .where(
            EntryVersion.association_id == association_id,
            EntryVersion.entry_id == table.entry_id,
            EntryVersion.version == table.version,
            EntryVersion.provider_id.in_(ids),
        )
        .exists()
    )


def _never_signed(db: Session, association_id: str, own: Sequence[str]) -> list[str]:
    """Entries of which no version was ever signed, confirmed by a stand-in, or accepted from elsewhere."""
    kept: set[str] = set()
    for table in (Attestation, Vouch):
        kept |= set(
            db.scalars(select(table.entry_id).where(table.association_id == association_id, table.entry_id.in_(own)))
        )
    carried = select(Carried.entry_id).where(Carried.association_id == association_id, Carried.entry_id.in_(own))
    kept |= set(db.scalars(carried.where(Carried.seq.is_not(None))))
    return [entry_id for entry_id in own if entry_id not in kept]


def _forget_names(db: Session, association_id: str, named: Sequence[tuple[int, str]]) -> None:
    for field in sorted({field for _seq, field in named}):
        seqs = [seq for seq, name in named if name == field]
        here = (LedgerDisclosure.association_id == association_id, LedgerDisclosure.field == field)
        _run(db, delete(LedgerDisclosure).where(*here, LedgerDisclosure.seq.in_(seqs)))


def _take_out(db: Session, association_id: str, entry_ids: Sequence[str], seq: int) -> None:
    """Entries and versions that nobody signed go; the guard names them for as long as it takes."""
    if not entry_ids:
        return
    guard = [{"association_id": association_id, "entry_id": entry_id, "seq": seq} for entry_id in entry_ids]
    db.execute(insert(Erasing), guard)
    beside = (EvidenceUse, StandIn, SentBack, OfficeQuestion, SessionEntry, Carried, Disclosure, EntryVersion, Erasing)
    for table in beside:
        columns: Any = table
        _run(db, delete(table).where(columns.association_id == association_id, columns.entry_id.in_(entry_ids)))
    _run(db, delete(Entry).where(Entry.association_id == association_id, Entry.id.in_(entry_ids)))


def _forget_words(db: Session, association_id: str, ids: Sequence[str], own: Sequence[str]) -> None:
    """What was written by hand about their sessions, and by them about others'; their name in others' entries."""
    naming = select(Entry.id).where(Entry.association_id == association_id, Entry.provider_id.in_(ids))
    said = select(EntryVersion.entry_id).where(
        EntryVersion.association_id == association_id, EntryVersion.provider_id.in_(ids)
    )
    here = Disclosure.association_id == association_id
    _run(
        db,
        delete(Disclosure).where(here, or_(Disclosure.entry_id.in_(own), _names_them(Disclosure, association_id, ids))),
    )
    theirs = or_(SentBack.entry_id.in_(own), SentBack.by_id.in_(ids))
    _run(db, update(SentBack).where(SentBack.association_id == association_id, theirs).values(words=None))
    question = OfficeQuestion.association_id == association_id
    nothing = {"supervisee_words": None, "provider_words": None, "answer": None}
    _run(db, update(OfficeQuestion).where(question, OfficeQuestion.entry_id.in_(own)).values(nothing))
    _run(db, update(OfficeQuestion).where(question, OfficeQuestion.entry_id.in_(naming)).values(provider_words=None))
    begun = select(SignIntent.id).where(SignIntent.person_id.in_(ids))
    mine = or_(Cancellation.entry_id.in_(own), Cancellation.intent_id.in_(begun))
    _run(db, delete(Cancellation).where(Cancellation.association_id == association_id, mine))
    about = or_(Strike.entry_id.in_(own), Strike.entry_id.in_(said), Strike.proposed_by.in_(ids))
    _run(db, update(Strike).where(Strike.association_id == association_id, about).values(words=None, answer_words=None))
    brought = (Carried.association_id == association_id, Carried.person_id.in_(ids))
    _run(db, update(Carried).where(*brought).values(bundle=None, signer_name=NOBODY))


def _forget_words_in_statements(db: Session, association_id: str, own: Sequence[str]) -> None:
    """A supervisor's statement repeats the words with which it sent sessions back; whose they are about is gone now."""
    returned = (SentBack.association_id == association_id, SentBack.entry_id.in_(own), SentBack.words.is_not(None))
    by = set(db.scalars(select(SentBack.by_id).where(*returned)))
    said = select(SignIntent).where(SignIntent.person_id.in_(by), SignIntent.body.contains('"words":"'))
    entries = frozenset(own)
    for statement in db.scalars(said).all():
        statement.body = intent.without_words(statement.body, entries)
    db.flush()


def _settle(db: Session, association_id: str, ids: Sequence[str], now: datetime) -> None:
    """Their membership ends; what the office confirmed of them stays, because other people's hours rest on it."""
    held = (Qualification.association_id == association_id, Qualification.person_id.in_(ids))
    _run(db, update(Qualification).where(*held).values(endorsement_id=None, registry_url=None, evidence=None))
    ended = {"ended_at": func.coalesce(Membership.ended_at, now), "office_sees": None}
    mine = (Membership.association_id == association_id, Membership.person_id.in_(ids))
    _run(db, update(Membership).where(*mine).values(ended))


def _run(db: Session, statement: Any) -> None:
    db.execute(statement.execution_options(synchronize_session=False))
