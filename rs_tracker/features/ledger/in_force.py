"""Which version of each entry is in force after all rows, for ledgers of any length: kept on disk meanwhile."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Self

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Entry

AT_ONCE = 1000
VOUCHED = "vouched"
_ENTRY = Entry.__table__.c


class InForce:
    """The fold of domain/ledger.py, row by row, in a temporary file that nobody else can open."""

    def __enter__(self) -> Self:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("CREATE TABLE held (entry TEXT PRIMARY KEY, version INTEGER, kind TEXT) WITHOUT ROWID")
        return self

    def __exit__(self, *fault: object) -> None:
        self._file.close()

    def take(self, says: Mapping[str, Any]) -> None:
        """One more row."""
        kind, entry, version = says.get("kind"), says.get("entry"), says.get("version")
        if kind in ledger.BEGINS:
            self._file.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", (entry, version, kind))
        elif kind in ledger.ENDS:
            self._file.execute("DELETE FROM held WHERE entry = ? AND version = ?", (entry, version))

    def all(self) -> Iterator[tuple[str, int, str]]:
        """Entry, version and kind of what is in force, by entry."""
        return iter(self._file.execute("SELECT entry, version, kind FROM held ORDER BY entry"))


def held_against(db: Session, association_id: str, in_force: InForce) -> Iterator[str]:
    """The entries of which another version counts than the ledger says. Both lists are walked side by side."""
    rows = in_force.all()
    held = next(rows, None)
    for entry_id, state, version, signed_version in _counted(db, association_id):
        while held is not None and held[0] < entry_id:
            if held[2] != ledger.CARRY:
                yield held[0]
            held = next(rows, None)
        own = held if held is not None and held[0] == entry_id else None
        if not _agree(own, state, version, signed_version):
            yield entry_id
        if own is not None:
            held = next(rows, None)
    while held is not None:
        if held[2] != ledger.CARRY:
            yield held[0]
        held = next(rows, None)


def _agree(own: tuple[str, int, str] | None, state: str, version: int, signed_version: int | None) -> bool:
    if own is None:
        return False
    if own[2] in ledger.SIGNATURES:
        return signed_version == own[1]
    if own[2] == ledger.VOUCH:
        return signed_version is None and state == VOUCHED and version == own[1]
    return signed_version in (None, own[1]) and state != VOUCHED


def _counted(db: Session, association_id: str) -> Iterator[tuple[str, str, int, int | None]]:
    """Every entry that somebody confirmed, by its id."""
    last: str | None = None
    wanted = (
        select(_ENTRY.id, _ENTRY.state, _ENTRY.version, _ENTRY.signed_version)
        .where(
            _ENTRY.association_id == association_id,
            or_(_ENTRY.signed_version.is_not(None), _ENTRY.state == VOUCHED),
        )
        .order_by(_ENTRY.id)
        .limit(AT_ONCE)
    )
    while portion := asking(db).execute(wanted if last is None else wanted.where(_ENTRY.id > last)).all():
        for row in portion:
            yield row.id, row.state, row.version, row.signed_version
        last = portion[-1].id
