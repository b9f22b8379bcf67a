"""Rows as the tables would take them, but for the fault a test plants."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rs_tracker.store.tables import (
    Attestation,
    Entry,
    EntryVersion,
    OfficeQuestion,
    Qualification,
    SentBack,
    SignIntent,
    Standing,
    SupervisionPair,
)
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_entries import entry, sealed

DAY = date(2026, 11, 20)


def expect_refused(db: Session, *rows: object) -> None:
    """The database takes none of these rows, and keeps what it had."""
    db.commit()
    db.add_all(rows)
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


def an_entry(who: Cast, **changes: object) -> Entry:
    """A sound entry of alice's, but for `changes`."""
    values: dict[str, object] = {
        "association_id": HOME,
        "id": str(uuid4()),
        "person_id": who.alice,
        "provider_id": who.bob,
        "state": "waiting",
        "version": 1,
        "held_on": DAY,
        "minutes": 60,
        "kind": "reflective",
        "format": "individual",
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Entry(**values | changes)


def a_version(who: Cast, entry_id: str, **changes: object) -> EntryVersion:
    """A sound second version of that entry, but for `changes`."""
    values: dict[str, object] = {
        "association_id": HOME,
        "entry_id": entry_id,
        "version": 2,
        "person_id": who.alice,
        "provider_id": who.bob,
        "held_on": DAY,
        "minutes": 60,
        "kind": "reflective",
        "format": "individual",
        "medium": "video",
        "track": "both",
        "author_id": who.alice,
        "created_at": NOW,
        "body": "{}",
        "sha256": "0" * 64,
    }
    return EntryVersion(**values | changes)


def an_attestation(db: Session, who: Cast, entry_id: str, **changes: object) -> Attestation:
    """A sound signature of bob's under the first version, but for `changes`."""
    intent = SignIntent(id=str(uuid4()), person_id=who.bob, body="{}", sha256="0" * 64, created_at=NOW, expires_at=NOW)
    db.add(intent)
    db.flush()
    values: dict[str, object] = {
        "association_id": HOME,
        "entry_id": entry_id,
        "version": 1,
        "supervisee_id": who.alice,
        "signer_id": who.bob,
        "signed_at": NOW,
        "auth": "pwd",
        "intent_id": intent.id,
        "version_sha256": "0" * 64,
        "meaning": "gave-rsc",
        "meaning_lang": "en",
        "seq": sealed(db, entry(db, entry_id)),
    }
    return Attestation(**values | changes)


def a_pair(supervisee_id: str, provider_id: str, association_id: str = HOME) -> SupervisionPair:
    return SupervisionPair(
        association_id=association_id,
        supervisee_id=supervisee_id,
        provider_id=provider_id,
        state="named",
        named_by=supervisee_id,
        named_at=NOW,
    )


def a_sent_back(who: Cast, entry_id: str, association_id: str = HOME) -> SentBack:
    return SentBack(
        association_id=association_id,
        id=str(uuid4()),
        entry_id=entry_id,
        version=1,
        by_id=who.bob,
        reason="date",
        at=NOW,
    )


def a_question(association_id: str, who: Cast, entry_id: str) -> OfficeQuestion:
    return OfficeQuestion(
        association_id=association_id, id=str(uuid4()), entry_id=entry_id, asked_by=who.alice, asked_at=NOW
    )


def a_held(association_id: str, person_id: str, **changes: object) -> Qualification:
    values: dict[str, object] = {
        "association_id": association_id,
        "id": str(uuid4()),
        "person_id": person_id,
        "category": "IMHM-C",
        "status": "endorsed",
        "starts_on": DAY,
        "declared_at": NOW,
    }
    return Qualification(**values | changes)


def a_standing(goal_id: str, who: Cast, **minutes: int) -> Standing:
    return Standing(
        association_id=HOME,
        goal_id=goal_id,
        place="current",
        person_id=who.alice,
        required=3000,
        missing=2940,
        is_met=False,
        is_exempt=False,
        certainty="read",
        detail={},
        pack_digest="0" * 64,
        as_of=DAY,
        computed_at=NOW,
        **minutes,
    )
