"""Whether who gave the supervision satisfied the rows in force on the day of the session."""

from dataclasses import dataclass
from datetime import date

from rs_tracker.domain.dates import add_months
from rs_tracker.domain.facts import DECLARED, ENDORSED, VETTED, Provider, Qualification
from rs_tracker.domain.pack import Ruling
from rs_tracker.domain.rows import MASTERS_CLASS, Acceptance, VettedAccepted
from rs_tracker.domain.standing import (
    ENDED,
    NEVER_HELD,
    NOT_YET_CONFIRMED,
    PROVIDER_CATEGORY,
    PROVIDER_NOT_CURRENT,
    PROVIDER_VETTED,
    Gap,
)

# An ERS is an add-on to one of these, and nothing without it.
CARRIES_ERS = frozenset({"FS", "MHS"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a provider fits: `code` is None if so, else the reason. `rulings` are the rows that decided."""

    code: str | None
    gap: Gap | None = None
    is_unconfirmed: bool = False
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a provider on one day: these acceptances, whether vetted passes, whether declared does."""

    accepts: tuple[Acceptance, ...]
    vetted: Ruling | None
    run_by_office: bool


def judge(provider: Provider, on: date, asked: Asked) -> Verdict:
    """Compare what a provider held on a day with what is asked; the row that needs least is preferred.

    That is a confirmed one before a declared one, and one that stands by itself before one that leans on vetting.

    What a provider only declares is no row where the office runs the association, and an endorsement elsewhere.
    """
    held = [row for row in provider.qualifications if row.holds_on(on)]
    rows = [row for row in held if row.status != DECLARED or not asked.run_by_office]
    if not rows:
        return Verdict(PROVIDER_NOT_CURRENT, _gap(provider, held, on, asked.run_by_office))
    fitting = [row for row in rows if any(_fits(row, accepted, on, asked.vetted) for accepted in asked.accepts)]
    verdicts = [verdict for row in fitting if (verdict := _accepted(row, rows, asked.vetted)) is not None]
    if verdicts:
        return min(verdicts, key=lambda verdict: (verdict.is_unconfirmed, len(verdict.rulings)))
    return Verdict(PROVIDER_VETTED if all(row.status == VETTED for row in rows) else PROVIDER_CATEGORY)


def _fits(row: Qualification, accepted: Acceptance, on: date, vetted: Ruling | None) -> bool:
    if row.family != accepted.family or not _has_status(row, accepted.status, on, vetted):
        return False
    return accepted.degree is None or (accepted.degree == MASTERS_CLASS) == row.is_masters_prepared


def _has_status(row: Qualification, status: str, on: date, vetted: Ruling | None) -> bool:
    if status != ENDORSED:
        return row.status == status
    if row.status == VETTED:
        return vetted is not None and _is_fresh(row, on, vetted)
    return row.status in (ENDORSED, DECLARED)


def _is_fresh(row: Qualification, on: date, vetted: Ruling) -> bool:
    value = vetted.row.value
    years = value.years if isinstance(value, VettedAccepted) else None
    return years is None or on < add_months(row.starts_on, 12 * years)


def _accepted(row: Qualification, rows: list[Qualification], vetted: Ruling | None) -> Verdict | None:
    is_unconfirmed = row.status == DECLARED
    if row.family == "ERS":
        carriers = [other for other in rows if other.family in CARRIES_ERS]
        if not carriers:
            return None
        is_unconfirmed = is_unconfirmed or all(other.status == DECLARED for other in carriers)
    rulings = (vetted,) if vetted is not None and row.status == VETTED else ()
    return Verdict(None, None, is_unconfirmed, rulings)


def _gap(provider: Provider, held: list[Qualification], on: date, run_by_office: bool) -> Gap:
    if held:
        return Gap(NOT_YET_CONFIRMED)
    ended = [
        row.ends_on
        for row in provider.qualifications
        if row.ends_on is not None and row.ends_on < on and (row.status != DECLARED or not run_by_office)
    ]
    return Gap(ENDED, max(ended)) if ended else Gap(NEVER_HELD)
