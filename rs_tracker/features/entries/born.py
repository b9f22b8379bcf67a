"""Entries that somebody else writes into a log: the lines of a group sheet, put there by the signing transaction.

Everything a version says is fixed before it is written, its id, salt and instant too, so that the hash in the statement
is the hash of what is inserted afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.categories import BOTH
from rs_tracker.domain.facts import GROUP, REFLECTIVE
from rs_tracker.features.entries import rows
from rs_tracker.features.entries.record import Version, canonical, commitment
from rs_tracker.store.engine import changing


@dataclass(frozen=True, slots=True)
class Born:
    """A group meeting as its supervisor writes it down for one person. Minutes are that person's own."""

    association_id: str
    entry_id: str
    person_id: str
    provider_id: str
    provider_name: str
    held_on: date
    minutes: int
    group_size: int
    medium: str
    salt: bytes
    written_at: datetime

    @property
    def version(self) -> Version:
        """The first version of the entry; its author is the supervisor."""
        return Version(
            association_id=self.association_id,
            entry_id=self.entry_id,
            version=1,
            person_id=self.person_id,
            provider_id=self.provider_id,
            held_on=self.held_on,
            minutes=self.minutes,
            kind=REFLECTIVE,
            format=GROUP,
            group_size=self.group_size,
            medium=self.medium,
            about_rsc=0,
            track=BOTH,
            provider_commitment=commitment(self.salt, self.provider_name),
            author_id=self.provider_id,
            created_at=self.written_at,
        )

    @property
    def sha256(self) -> str:
        """The hash that the version will have."""
        return canonical(self.version)[1]


def write(db: Session, born: Sequence[Born], now: datetime) -> None:
    """Put these entries into their persons' logs, waiting; whoever calls signs them in the same transaction."""
    if not born:
        return
    head = {"state": lifecycle.WAITING, "version": 1, "returns": 0, "created_at": now, "changed_at": now}
    entries = [
        head
        | {"association_id": one.association_id, "id": one.entry_id, "person_id": one.person_id}
        | {name: getattr(one.version, name) for name in rows.REPEATED}
        for one in born
    ]
    changing(db).execute(insert(rows.ENTRY), entries)
    rows.write_versions(db, [(one.version, one.salt, one.provider_name) for one in born])
