"""Confirmations in the supervisor's place, as far as an owner's own log knows of them: who gave them, when they end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.facts import OFFICE
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Person, Vouch, VouchEnd

CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Given:
    """A confirmation of one version that was given, and how it ended, if it did."""

    version: int
    by_name: str
    is_offices: bool
    at: datetime
    ended_at: datetime | None
    how_ended: str | None


def given(db: Session, association_id: str, entry_id: str) -> list[Given]:
    """Every confirmation of an entry in its supervisor's place, oldest first."""
    rows = db.execute(
        select(Vouch.version, Person.name, Vouch.by_as, Vouch.at, VouchEnd.at, VouchEnd.how)
        .join(Person, Person.id == Vouch.by_id)
        .outerjoin(
            VouchEnd,
            (VouchEnd.association_id == Vouch.association_id)
            & (VouchEnd.entry_id == Vouch.entry_id)
            & (VouchEnd.version == Vouch.version),
        )
        .where(Vouch.association_id == association_id, Vouch.entry_id == entry_id)
        .order_by(Vouch.version)
    )
    return [
        Given(version, name, by_as == OFFICE, at, ended_at, how) for version, name, by_as, at, ended_at, how in rows
    ]


def in_force(db: Session, association_id: str, entry_id: str, version: int) -> Given | None:
    """The confirmation that stands for this version."""
    found = [one for one in given(db, association_id, entry_id) if one.version == version and one.ended_at is None]
    return found[0] if found else None


def end_by_owner(db: Session, actor: Actor, entry_id: str, version: int, now: datetime) -> None:
    """The owner says something else now, so what was confirmed stands no more; the ledger says so.

    There the row is a void that the owner gave: nobody else's word was needed to end it.
    """
    mine = (Vouch.association_id == actor.association, Vouch.entry_id == entry_id, Vouch.version == version)
    seq = db.scalar(select(Vouch.seq).where(*mine))
    about: dict[str, object] = {
        "entry": entry_id,
        "version": version,
        "of": seq,
        "by": actor.person_id,
        "second_kind": "supervisee",
        "second_by": actor.person_id,
        "reason": CORRECTED,
    }
    [sealed] = ledgers.append(db, actor.association, [ledgers.Record(ledger.VOID, about)], now)
    row = {"association_id": actor.association, "entry_id": entry_id, "version": version}
    db.execute(insert(VouchEnd).values(**row, how=CORRECTED, by_id=actor.person_id, seq=sealed.seq, at=now))
    trail.record(db, actor, "entry.vouch-dropped", entry_id, association_id=actor.association, at=now, version=version)
