"""The files people take with them: hours by person, sessions, one's own log, hours given. The pages and the command
line share them; nothing is held in memory but a thousand rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from rs_tracker.adapters import pdf
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.hours import missing_hours
from rs_tracker.domain.paper import Paper
from rs_tracker.features.association.board import BoardRow, Wanted, every_row
from rs_tracker.features.exports import given, lines
from rs_tracker.features.exports.cells import csv_file, guarded, hours
from rs_tracker.features.exports.lines import Period
from rs_tracker.features.trail import service as trail

AMOUNTS = ("required", "logged", "counted", "waiting", "not_counted", "missing")
HOURS_COLUMNS = (
    "name",
    "email",
    "goal",
    "category",
    "from",
    "to",
    *AMOUNTS,
    "is_met",
    "notes",
    "as_of",
    *(f"{name}_minutes" for name in AMOUNTS),
)
EVERYBODY, ALWAYS = Wanted(), Period()


@dataclass(frozen=True, slots=True)
class Words:
    """What columns and codes are called in the reader's language."""

    heads: Mapping[str, str]
    codes: Mapping[str, str]

    def over(self, columns: tuple[str, ...]) -> list[str]:
        """The first line of a file."""
        return [self.heads[name] for name in columns]


def hours_file(db: Session, association_id: str, wanted: Wanted, words: Words) -> Iterator[bytes]:
    """Hours by person as CSV: the rows of the board, with its numbers cut as it cuts them, and in minutes beside."""
    rows = (_hours_row(row, words.codes) for row in every_row(db, association_id, wanted))
    return csv_file(words.over(HOURS_COLUMNS), rows)


def entries_file(
    db: Session, association_id: str, period: Period, words: Words, person_id: str | None = None
) -> Iterator[bytes]:
    """Every session that the office may see as CSV, or those of one person."""
    rows = lines.of_everybody(db, association_id, period, words.codes, person_id)
    return csv_file(words.over(lines.COLUMNS), rows)


def log_file(
    db: Session, association_id: str, person_id: str, period: Period, words: Words, site: str
) -> Iterator[bytes]:
    """One person's own log as CSV; `site` is the address of proof pages up to their letters."""
    rows = lines.of_one(db, association_id, person_id, period, words.codes, site)
    return csv_file(words.over(lines.OWN_COLUMNS), rows)


def given_file(db: Session, actor: Actor, period: Period, words: Words) -> Iterator[bytes]:
    """What the actor signed, over all their associations, as CSV."""
    return csv_file(words.over(given.COLUMNS), given.rows(db, actor, period, words.codes))


def printed(paper: Paper) -> bytes:
    """A document as PDF."""
    return pdf.pdf(paper)


def export_hours(db: Session, association_id: str, out: BinaryIO, words: Words, wanted: Wanted = EVERYBODY) -> None:
    """Write the file of *Hours by person* to `out`: what the coordinator downloads, byte for byte."""
    out.writelines(hours_file(db, association_id, wanted, words))


def export_entries(db: Session, association_id: str, out: BinaryIO, words: Words, period: Period = ALWAYS) -> None:
    """Write every session that the office may see to `out`."""
    out.writelines(entries_file(db, association_id, period, words))


def export_log(
    db: Session, association_id: str, person_id: str, out: BinaryIO, words: Words, site: str, period: Period = ALWAYS
) -> None:
    """Write one person's log to `out`: what they download themselves, byte for byte."""
    out.writelines(log_file(db, association_id, person_id, period, words, site))


def note_download(
    db: Session,
    actor: Actor | None,
    association_id: str,
    what: str,
    now: datetime,
    *,
    person_id: str | None = None,
    **about: Any,
) -> None:
    """Leave the line of a download in the trail; `what` is hours, entries, log or given. No actor: the command line."""
    trail.record(db, actor, f"export.{what}", association_id=association_id, at=now, person_id=person_id, **about)


def _hours_row(row: BoardRow, words: Mapping[str, str]) -> tuple[object, ...]:
    amounts = (row.required, row.logged, row.counted, row.waiting, row.not_counted, row.missing)
    shown: tuple[object, ...] = (*map(hours, amounts[:-1]), missing_hours(row.missing))
    is_measured = row.as_of is not None
    met = "exempt" if row.is_exempt else "yes" if row.is_met else "no"
    return (
        guarded(row.name),
        guarded(row.email or ""),
        words[row.kind] if row.kind else "",
        row.category or "",
        row.window_from,
        row.window_to,
        *(shown if is_measured else ("",) * len(shown)),
        words[met] if is_measured else "",
        "; ".join(words[flag] for flag in row.flags),
        row.as_of,
        *(amounts if is_measured else ("",) * len(amounts)),
    )
