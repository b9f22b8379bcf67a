"""Entries as rows of a file: plain columns, streamed, a million of them in the memory of a thousand.

Each entry stands there as it counts: its signed version, else its newest. Names are looked up and guarded once per
person, not once per row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain.lifecycle import REMOVED
from rs_tracker.features.association.board import is_seen
from rs_tracker.features.exports.cells import guarded, hours
from rs_tracker.features.proofs import queries as proofs
from rs_tracker.store import called
from rs_tracker.store.entries import told_version
from rs_tracker.store.standins import voucher
from rs_tracker.store.tables import Attestation, Carried, Entry, EntryVersion, Membership, Person, SupervisionPair

AT_ONCE = 1000
COLUMNS = (
    "date",
    "person",
    "supervisor",
    "hours",
    "minutes",
    "kind",
    "format",
    "group_size",
    "medium",
    "about_rsc",
    "track",
    "state",
    "signed_at",
    "signed_by",
    "entry",
)
OWN_COLUMNS = (*COLUMNS, "proof")

_entry, _said, _signed = Entry.__table__.c, EntryVersion.__table__.c, Attestation.__table__.c
_carried = Carried.__table__.c


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None is open."""

    first_day: date | None = None
    last_day: date | None = None


def statement(association_id: str, period: Period) -> Select[*tuple[Any, ...]]:
    """The living entries of one association, person by person and day by day, along the index of the log."""
    told = told_version(_entry)
    wanted = (
        select(
            # Not as a date: SQLite keeps the text that the file wants, and either way it is written as 2026-11-21.
            type_coerce(_said.held_on, String),
            _entry.person_id,
            _said.provider_id,
            _said.minutes,
            _said.kind,
            _said.format,
            _said.group_size,
            _said.medium,
            _said.about_rsc,
            _said.track,
            func.coalesce("vouched-" + _entry.vouched_as, _entry.state),
            func.coalesce(_signed.signed_at, _brought(_carried.signed_at)),
            _signed.signer_id,
            _brought(_carried.signer_name + " (" + _carried.origin_name + ")"),
            voucher(),
            _entry.id,
        )
        .select_from(Entry.__table__)
        .join(
            EntryVersion.__table__,
            (_said.association_id == _entry.association_id) & (_said.entry_id == _entry.id) & (_said.version == told),
        )
        .outerjoin(
            Attestation.__table__,
            (_signed.association_id == _entry.association_id)
            & (_signed.entry_id == _entry.id)
            & (_signed.version == _entry.signed_version),
        )
        .where(_entry.association_id == association_id, _entry.state != REMOVED)
        .order_by(_entry.person_id, _entry.held_on, _entry.id)
    )
    return _within(wanted, period)


def _within(wanted: Select[*tuple[Any, ...]], period: Period) -> Select[*tuple[Any, ...]]:
    if period.first_day is not None:
        wanted = wanted.where(_said.held_on >= period.first_day)
    if period.last_day is not None:
        wanted = wanted.where(_said.held_on <= period.last_day)
    return wanted


def _brought(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Something of the proof with which a session was brought from elsewhere; looked up only where nobody signed here
    what counts as signed.
    """
    theirs = (
        (_carried.association_id == _entry.association_id)
        & (_carried.entry_id == _entry.id)
        & (_carried.version == _entry.signed_version)
    )
    found = select(column).select_from(Carried.__table__).where(theirs).correlate(Entry.__table__).scalar_subquery()
    return case((_signed.signed_at.is_(None) & _entry.signed_version.is_not(None), found))


def of_everybody(
    db: Session, association_id: str, period: Period, words: Mapping[str, str], person_id: str | None = None
) -> Iterator[tuple[object, ...]]:
    """The entries that the office may see, of all or of one person, as rows of COLUMNS."""
    seen = select(Membership.person_id).where(is_seen(association_id))
    wanted = statement(association_id, period).where(_entry.person_id.in_(seen))
    if person_id is not None:
        wanted = wanted.where(_entry.person_id == person_id)
    return _rows(db, wanted, names(db, association_id), words)


def of_one(
    db: Session, association_id: str, person_id: str, period: Period, words: Mapping[str, str], site: str
) -> Iterator[tuple[object, ...]]:
    """One person's own entries, as rows of OWN_COLUMNS; `site` is the address of proof pages up to their letters."""
    wanted = statement(association_id, period).where(_entry.person_id == person_id)
    rows = _rows(db, wanted, names(db, association_id) | _typed(db, association_id, person_id), words)
    while chunk := list(islice(rows, AT_ONCE)):
        tokens = proofs.addresses(db, association_id, [str(row[-1]) for row in chunk])
        for row in chunk:
            token = tokens.get(str(row[-1]))
            yield (*row, f"{site}{token}" if token else "")


def names(db: Session, association_id: str) -> dict[str | None, str]:
    """Everybody of this association by id, guarded for a cell; an old id of joined records has the name in use."""
    here = select(Membership.person_id).where(Membership.association_id == association_id)
    current = aliased(Person)
    rows = db.execute(
        select(Person.id, func.coalesce(current.name, Person.name))
        .outerjoin(current, current.id == Person.joined_to)
        .where(or_(Person.id.in_(here), Person.joined_to.in_(here)))
    )
    return {person_id: guarded(name) for person_id, name in rows}


def _typed(db: Session, association_id: str, person_id: str) -> dict[str | None, str]:
    """The supervisors of this person as they read them (what they typed, until the other side says yes), guarded."""
    wanted = select(Person.id, called.of_pair(SupervisionPair.supervisee_id))
    mine = (SupervisionPair.association_id == association_id, SupervisionPair.supervisee_id == person_id)
    wanted = wanted.join(SupervisionPair, SupervisionPair.provider_id == Person.id).where(*mine)
    rows = db.execute(wanted.where(SupervisionPair.named_as.is_not(None), Person.joined_to.is_(None)))
    return {id_: guarded(name) for id_, name in rows}


def _rows(
    db: Session, wanted: Select[*tuple[Any, ...]], names: Mapping[str | None, str], words: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    name = names.get
    found = db.execute(wanted, execution_options={"yield_per": AT_ONCE})
    for (
        on,
        owner,
        provider,
        minutes,
        kind,
        form,
        size,
        medium,
        about,
        track,
        state,
        at,
        signer,
        signer_elsewhere,
        voucher_name,
        id_,
    ) in found:
        yield (
            on,
            name(owner, ""),
            name(provider, ""),
            hours(minutes),
            minutes,
            words[kind],
            words[form],
            size,
            words[medium],
            about,
            words[track],
            words[state] if voucher_name is None else guarded(f"{words[state]} ({voucher_name})"),
            str(at)[:16] if at is not None else "",
            name(signer, "") if signer_elsewhere is None else guarded(signer_elsewhere),
            id_,
        )
