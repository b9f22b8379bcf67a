"""Sessions in a log, in every state; signing and returning leave here the rows that its room would leave."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.ledger import service as ledger
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, SentBack, SignIntent
from tests.support.builders import HOME, NOW, Cast, actor

YESTERDAY = date(2026, 11, 20)


def draft(who: Cast, **changes: object) -> Draft:
    """An hour with Bob, yesterday, or what `changes` makes of it."""
    return replace(Draft(YESTERDAY, 60, who.bob), **changes)  # type: ignore[arg-type]


def logged(db: Session, who: Cast, now: datetime = NOW, **changes: object) -> str:
    """A session in Alice's log; its id."""
    return service.log(db, actor(db, who.alice), draft(who, **changes), now)


def entry(db: Session, entry_id: str, association_id: str = HOME) -> Entry:
    """The entry's row."""
    wanted = select(Entry).where(Entry.association_id == association_id, Entry.id == entry_id)
    return db.scalars(wanted, execution_options={"populate_existing": True}).one()


def signed(db: Session, entry_id: str, signer_id: str, at: datetime = NOW) -> None:
    """Sign the newest version."""
    row = entry(db, entry_id)
    wanted = select(EntryVersion.sha256).where(
        EntryVersion.association_id == HOME, EntryVersion.entry_id == entry_id, EntryVersion.version == row.version
    )
    intent_id = str(uuid4())
    db.add(SignIntent(id=intent_id, person_id=signer_id, body="{}", sha256="0" * 64, created_at=at, expires_at=at))
    db.flush()
    db.add(
        Attestation(
            seq=sealed(db, row, at),
            association_id=HOME,
            entry_id=entry_id,
            version=row.version,
            supervisee_id=row.person_id,
            signer_id=signer_id,
            signed_at=at,
            auth="pwd",
            intent_id=intent_id,
            version_sha256=db.scalars(wanted).one(),
            meaning="gave-rsc",
            meaning_lang="en",
        )
    )
    row.state, row.signed_version = "signed", row.version
    db.flush()


def sealed(db: Session, row: Entry, at: datetime = NOW) -> int:
    """A row of the ledger for the newest version; its number."""
    about = {"entry": row.id, "version": row.version, "supervisee": row.person_id, "minutes": row.minutes}
    return ledger.append(db, row.association_id, [ledger.Record("attest", about)], at)[0].seq


def sent_back(db: Session, entry_id: str, by_id: str, reason: str = "date", words: str | None = None) -> None:
    """Return the newest version."""
    row = entry(db, entry_id)
    db.add(
        SentBack(
            association_id=HOME,
            id=str(uuid4()),
            entry_id=entry_id,
            version=row.version,
            by_id=by_id,
            reason=reason,
            words=words,
            at=NOW,
        )
    )
    row.state, row.returns = "signed" if row.signed_version else "returned", row.returns + 1
    db.flush()
