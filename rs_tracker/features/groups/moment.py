"""From a sheet to its statement: which lines become entries, which sign or return what was logged already."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.groups import queries
from rs_tracker.features.groups.service import NoSuchSheet, NotOpen, forget, locked
from rs_tracker.features.signing import returns, sheet_entries
from rs_tracker.features.signing import service as signing
from rs_tracker.features.signing.consent import ConsentWithdrawn
from rs_tracker.features.signing.service import NothingToSign, SigningWaits
from rs_tracker.features.signing.sheets import Known
from rs_tracker.features.signing.statement import GoingBack, Item
from rs_tracker.store.groups import BACK, OPEN, OTHER, SAME
from rs_tracker.store.tables import GroupLine, GroupSheet

__all__ = ["ConsentWithdrawn", "NothingToSign", "SigningWaits", "Undecided", "prepare"]


class Undecided(ValueError):
    """Some people logged the meeting with another length, and nobody has said yet what becomes of that."""


@dataclass(slots=True)
class _Parts:
    """What a statement is being put together of."""

    items: list[Item] = field(default_factory=list)
    back: list[GoingBack] = field(default_factory=list)
    is_undecided: bool = False


def prepare(db: Session, actor: Actor, sheet_id: str, now: datetime) -> str:
    """Make the statement of a sheet, valid five minutes; its id. Nothing of it stands in anybody's log yet.

    How many were supervised together is how many stand on the sheet, over all associations, the signer not included.
    Raises NoSuchSheet, NotOpen, Undecided, NothingToSign (lines that go back have then gone back), SigningWaits,
    ConsentWithdrawn.
    """
    sheet = locked(db, actor, sheet_id)
    if sheet is None or sheet.provider_id != actor.person_id:
        raise NoSuchSheet(sheet_id)
    if sheet.state != OPEN:
        raise NotOpen(sheet_id)
    forget(db, sheet, now)
    present = _by_name(db, [line for line in queries.lines(db, actor, sheet_id) if line.is_present])
    if not present:
        raise NothingToSign("nobody stands on this sheet")
    sheet.prepared_at, sheet.size = now, len(present)
    logged = queries.known_by(db, actor, sheet.held_on, [line.person_id for line in present])
    parts = _Parts()
    for line in present:
        _add(parts, actor, sheet, line, queries.pick(logged.get(line.person_id, []), line.minutes, line.known_id))
    if parts.is_undecided:
        raise Undecided(sheet_id)
    if not parts.items:
        for one in parts.back:
            returns.send_back(db, actor, one.item.entry_id, one.item.version, one.reason, one.words, now)
    sheet.intent_id = signing.intend_sheet(db, actor, parts.items, parts.back, now)
    db.flush()
    return sheet.intent_id


def _by_name(db: Session, lines: list[GroupLine]) -> list[GroupLine]:
    """As a roster reads."""
    names = queries.named(db, [line.person_id for line in lines])
    return sorted(lines, key=lambda line: (names.get(line.person_id, "").casefold(), line.id))


def _add(parts: _Parts, actor: Actor, sheet: GroupSheet, line: GroupLine, known: Known | None) -> None:
    """One line of the statement, or none where the meeting is signed or with its owner already."""
    is_settled = known is not None and (line.known_id, line.known_version) == (known.entry_id, known.version)
    if known is None or (is_settled and line.take == OTHER):
        one = sheet_entries.born_of(sheet, line, actor.name)
        parts.items.append(Item(line.association_id, line.id, 1, one.sha256, sheet.held_on, line.minutes))
        if known is None:
            line.known_id = line.known_version = line.take = None
        return
    if not is_settled:
        parts.is_undecided |= known.is_signable and known.minutes != line.minutes
        line.known_id, line.known_version, line.take = known.entry_id, known.version, SAME
    if not known.is_signable:
        return
    if line.take == BACK:
        parts.back.append(GoingBack(known.item, "length", f"{line.minutes} min"))
    else:
        parts.items.append(known.item)
