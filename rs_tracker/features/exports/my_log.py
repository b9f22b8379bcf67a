"""My log as a page to print: every session of a period, what it counts for each goal, and who signed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func
from sqlalchemy.orm import Session, aliased

from rs_tracker.adapters import qr
from rs_tracker.domain.actor import Actor
from rs_tracker.features.exports import queries
from rs_tracker.features.exports.lines import Period, statement
from rs_tracker.features.progress import queries as progress
from rs_tracker.features.proofs import queries as proofs
from rs_tracker.features.signing.statement import SENTENCES
from rs_tracker.store import called
from rs_tracker.store.standins import voucher
from rs_tracker.store.tables import Attestation, Carried, Entry, EntryVersion, Person

MOST = 1500


@dataclass(frozen=True, slots=True)
class LogLine:
    """One session as it counts: its signed version, else its newest. `counted` is what it counts for each goal of the
    page, in their order. All amounts are minutes. `auth` is how its signer showed that it was them, `token` leads to
    its proof page, `origin` is the association in which it was signed if it was brought along from there; all three
    are empty where nobody signed.
    """

    entry_id: str
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    supervisor: str
    state: str
    signer_id: str
    signer: str
    signed_at: datetime | None
    auth: str
    origin: str
    token: str
    counted: tuple[int, ...]
    vouched_as: str | None = None
    vouched_by: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that the page has a column for."""

    goal_id: str
    kind: str
    category: str


@dataclass(frozen=True, slots=True)
class Log:
    """The page's lines, oldest first, and the goals they serve. `is_cut`: there is more than a page can hold."""

    lines: list[LogLine]
    goals: list[Goal]
    is_cut: bool

    @property
    def minutes(self) -> int:
        """Whole minutes of all lines."""
        return sum(line.minutes for line in self.lines)

    @property
    def signed(self) -> int:
        """Whole minutes of the lines that somebody signed."""
        return sum(line.minutes for line in self.lines if line.signed_at is not None)

    @property
    def counted(self) -> list[int]:
        """What the lines count, goal by goal."""
        return [sum(line.counted[place] for line in self.lines) for place in range(len(self.goals))]

    @property
    def newest_proof(self) -> LogLine | None:
        """The newest session that has a proof page: what the square code of the whole log leads to."""
        return next((line for line in reversed(self.lines) if line.token), None)


def log(db: Session, actor: Actor, period: Period, now: datetime) -> Log:
    """The actor's sessions of a period in the association they act in, with what each counts for each open goal."""
    rows = db.execute(_lines(actor, period).limit(MOST + 1)).all()
    shown = rows[:MOST]
    if not shown:
        return Log([], [], is_cut=False)
    goals, counted = _counted(db, actor, [row.id for row in shown], period, now)
    tokens = proofs.addresses(db, actor.association, [row.id for row in shown if row.signed_at is not None])
    lines = [_line(row, counted[row.id], tokens.get(row.id, "")) for row in shown]
    return Log(lines, goals, is_cut=len(rows) > MOST)


def sentence(language: str) -> str:
    """What each signature says, in the reader's language."""
    return SENTENCES.get(language, SENTENCES["en"])


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on a printed log. `site` is the address of proof pages up to their letters; `square` is the SVG
    of the square code that leads to the newest of them, if anybody signed.
    """

    log: Log
    standings: list[queries.StandingRow]
    days: Period
    office: queries.Office
    edition: str
    sentence: str
    site: str
    square: str | None
    record: queries.RecordEnd | None


def sheet(
    db: Session, actor: Actor, standings: list[queries.StandingRow], days: Period, site: str, now: datetime
) -> Sheet:
    """The actor's log of a period in the association they act in, ready to be printed."""
    found = log(db, actor, days, now)
    newest = found.newest_proof
    return Sheet(
        log=found,
        standings=standings,
        days=days,
        office=queries.office(db, actor.association),
        edition=queries.edition(actor.association),
        sentence=sentence(actor.language),
        site=site,
        square=qr.svg(f"{site}{newest.token}") if newest else None,
        record=queries.record_end(db, actor.association) if newest else None,
    )


def _lines(actor: Actor, period: Period) -> Select[*tuple[Any, ...]]:
    entry, said, signed = Entry.__table__.c, EntryVersion.__table__.c, Attestation.__table__.c
    carried = Carried.__table__.c
    provider, provider_now, signer, signer_now = (aliased(Person) for _ in range(4))
    return (
        statement(actor.association, period)
        .with_only_columns(
            entry.id,
            said.held_on,
            said.minutes,
            said.kind,
            said.format,
            said.group_size,
            said.medium,
            func.coalesce(
                called.provider(entry.association_id, entry.person_id, called.joined(provider, provider_now)), ""
            ).label("supervisor"),
            entry.state,
            func.coalesce(signer_now.id, signer.id).label("signer_id"),
            func.coalesce(signer_now.name, signer.name, carried.signer_name, "").label("signer"),
            func.coalesce(signed.signed_at, carried.signed_at).label("signed_at"),
            func.coalesce(signed.auth, carried.auth, "").label("auth"),
            func.coalesce(carried.origin_name, "").label("origin"),
            entry.vouched_as,
            voucher().label("vouched_by"),
        )
        .outerjoin(
            Carried.__table__,
            (carried.association_id == entry.association_id)
            & (carried.entry_id == entry.id)
            & (carried.version == entry.signed_version),
        )
        .outerjoin(provider, provider.id == said.provider_id)
        .outerjoin(provider_now, provider_now.id == provider.joined_to)
        .outerjoin(signer, signer.id == signed.signer_id)
        .outerjoin(signer_now, signer_now.id == signer.joined_to)
        .where(entry.person_id == actor.person_id)
    )


def _counted(
    db: Session, actor: Actor, entry_ids: Sequence[str], period: Period, now: datetime
) -> tuple[list[Goal], dict[str, tuple[int, ...]]]:
    """The open goals, oldest first, and what each of these entries counts for them."""
    wanted = set(entry_ids)
    told = progress.facts(db, actor.association, actor.person_id, period.first_day)
    facts = [fact for fact in told if fact.entry_id in wanted]
    previews = progress.previews(db, actor.association, actor.person_id, facts, now)
    goals = [Goal(one.goal_id, one.kind, one.category) for one in previews[0]] if previews else []
    counted = {fact.entry_id: tuple(one.counted for one in line) for fact, line in zip(facts, previews, strict=True)}
    return goals, counted


def _line(row: Row[*tuple[Any, ...]], counted: tuple[int, ...], token: str) -> LogLine:
    return LogLine(
        entry_id=row.id,
        held_on=row.held_on,
        minutes=row.minutes,
        kind=row.kind,
        format=row.format,
        group_size=row.group_size,
        medium=row.medium,
        supervisor=row.supervisor,
        state=row.state,
        signer_id=row.signer_id or row.signer,
        signer=row.signer,
        signed_at=row.signed_at,
        auth=row.auth,
        origin=row.origin,
        token=token,
        counted=counted,
        vouched_as=row.vouched_as,
        vouched_by=row.vouched_by,
    )
