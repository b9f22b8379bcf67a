"""What every association asks, said once more as plain sentences in code: no packs, no rows, no inheritance.

Written from the published facts and not from the packs, so that packs, loader and engine are checked against something
they had no part in. Slow on purpose: each question is answered from the top each time it is asked.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from rs_tracker.domain.facts import Goal, Qualification, Settings

HOUR = 60
CORE = ("FS", "FRS", "MHS", "MHM-C")
NEVER_ASKED = ("FA", "MHM-P", "MHM-RF")
YEARLY = ("al-f5a", "au-wa-aaimh", "az-itmhca", "ma-massaimh", "mi-aimh", "tn-aimhitn", "va-aimh")
UNREAD = ("ak-aimh", "ks-kaimh", "mo-moaimh-ec", "nc-imha", "wa-erh")
TEN_HOURS = ("mi-aimh", "pa-aimh", "ri-aimh", "va-aimh")
BY_APPLICATION = ("au-wa-aaimh", "ma-massaimh", "mi-aimh")
CYCLES_BEGIN = date(2025, 1, 1)
TOPIC, SIX, TWELVE = "renewal-hours", "six-in-2024", "twelve-from-2024"


class Asked(NamedTuple):
    """One answer to: how often, how many minutes, how sure, and under which reading."""

    window: str
    minutes: int
    certainty: str
    reading: str | None = None


def to_earn(association: str, family: str) -> Asked:
    hours = {"FS": 24, "FRS": 24, "MHS": 50, "MHM-C": 50, "ERS": 12}.get(family, 0)
    is_contested = (association, family) == ("or-imha", "FS")
    return Asked("", hours * HOUR, "conflict" if is_contested else "read")


def to_renew(association: str, family: str, on: date) -> list[Asked]:
    """What is asked on a day; two answers where a page can be read in two ways."""
    if association in YEARLY:
        return _yearly(association, family, on)
    usual = _usual(family, on)
    if association == "nm-aimh" and family == "FS" and on.year < 2019:
        return [usual._replace(minutes=0)]
    if association in ("in-infancyonward", "ok-aimh") and family in CORE:
        return [usual._replace(minutes=0, certainty="inferred" if usual.window == "cycle" else "read")]
    if association in UNREAD and (family in CORE or family == "ERS"):
        return [usual._replace(certainty="assumed")]
    if association == "ri-aimh" and family in CORE:
        return [_rhode_island(usual, on)]
    return [usual]


def _usual(family: str, on: date) -> Asked:
    if on < CYCLES_BEGIN:
        return Asked("year", 12 * HOUR if family in CORE else 0, "inferred" if family == "ERS" else "read")
    hours = 36 if family in CORE or family == "ERS" else 0
    return Asked("cycle", hours * HOUR, "inferred" if family == "FRS" else "read")


def _rhode_island(usual: Asked, on: date) -> Asked:
    if on.year < 2021:
        return usual._replace(certainty="assumed")
    if on.year == 2021:
        return usual._replace(minutes=24 * HOUR)
    return usual._replace(certainty="conflict") if on.year == 2022 else usual


def _yearly(association: str, family: str, on: date) -> list[Asked]:
    asked = Asked("year", 12 * HOUR if family in CORE else 0, "inferred" if family == "ERS" else "read")
    if association == "au-wa-aaimh":
        return [asked._replace(certainty="inferred")] if family == "FRS" else [asked]
    if on >= CYCLES_BEGIN:
        return [asked._replace(certainty="conflict")]
    if family not in CORE:
        return [asked]
    if association == "az-itmhca" and on.year < 2023:
        return [asked._replace(minutes=0)]
    if association == "ma-massaimh" and on.year < 2023:
        return [asked._replace(certainty="assumed")]
    if association == "va-aimh" and on.year < 2024:
        return [asked._replace(certainty="assumed")]
    if association == "va-aimh":
        return [asked._replace(minutes=6 * HOUR, reading=SIX), asked._replace(reading=TWELVE)]
    return [asked]


def for_an_old_mentor(association: str, asked: Asked) -> Asked | None:
    """What replaces the general amount once a Mentor-Clinical has held it three years; None where nothing does."""
    sure = "read" if asked.window == "year" else "inferred"
    if association == "or-imha":
        return asked._replace(minutes=0, certainty=sure)
    if association not in TEN_HOURS:
        return None
    hours = 30 if asked.window == "cycle" else 6 if asked.reading == SIX else 10
    return asked._replace(minutes=hours * HOUR, certainty=sure)


def window_of(association: str, kind: str, on: date) -> tuple[date, date]:
    if kind == "cycle":
        first = 2025 + (on.year - 2025) // 3 * 3
        return date(first, 1, 1), date(first + 2, 12, 31)
    if association == "au-wa-aaimh":
        first = on.year if on.month >= 7 else on.year - 1
        return date(first, 7, 1), date(first + 1, 6, 30)
    return date(on.year, 1, 1), date(on.year, 12, 31)


class LetOff(NamedTuple):
    """What the first renewal asks: this many minutes, as sure as that; no certainty where no rule was needed."""

    minutes: int
    certainty: str | None


def first_renewal(
    association: str, kind: str, goal: Goal, window: tuple[date, date], as_of: date, full: int
) -> LetOff | None:
    """How far a newly endorsed person is let off; None where they are not."""
    endorsed_on = goal.endorsed_on
    if full and endorsed_on is not None and window[1] < endorsed_on:
        return LetOff(0, None)
    if not full or goal.family in NEVER_ASKED:
        return None
    if association in BY_APPLICATION:
        applied_on = goal.applied_on or (min(as_of, endorsed_on) if endorsed_on else None)
        return LetOff(0, "read") if applied_on and window[0] <= applied_on <= window[1] else None
    if endorsed_on is None:
        return None
    if kind == "year":
        sure = "read" if association == "va-aimh" else "assumed"
        return LetOff(0, sure) if window[0] <= endorsed_on else None
    if association == "ne-naimh":
        years = whole_years(endorsed_on, window[1] + timedelta(days=1))
        return LetOff(full * years // 3, "inferred") if years < 3 else None
    sure = "read" if association == "fl-faimh" else "inferred"
    return LetOff(0, sure) if endorsed_on.year == window[1].year else None


def later(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def whole_years(first: date, last: date) -> int:
    if last <= first:
        return 0
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


class Accepted(NamedTuple):
    """A family that may give RSC, whether its emerging holders may too, and whether only with a master's degree."""

    family: str
    also_emerging: bool = False
    masters_only: bool = False


def who_may_give(
    association: str, goal: Goal, on: date, masters_prepared: bool, gives_rsc: bool
) -> tuple[str | None, list[Accepted] | None]:
    """How sure the rule is, and who is accepted on a day; None instead of a list where anybody is."""
    family = "FS" if goal.family in ("FRS", "ERS") else goal.family
    mentor, reflective, supervisor = Accepted("MHM-C"), Accepted("ERS", True), Accepted("FRS", True)
    if family in NEVER_ASKED:
        return None, []
    if association == "mi-aimh" and on < date(2010, 10, 1):
        return "inferred", None
    if association in ("az-itmhca", "tx-first3years") and on >= CYCLES_BEGIN and family != "MHM-C":
        return "read", [mentor, reflective]
    if association == "ct-aimh" and on >= date(2024, 4, 1) and (goal.kind, family) == ("earn", "FS"):
        return "read", [supervisor, mentor]
    if family == "MHM-C":
        return "inferred", [mentor]
    accepted = [mentor]
    if family == "FS" or goal.kind == "earn" or not gives_rsc:
        accepted.append(Accepted("MHS"))
    if family == "FS" and not masters_prepared:
        accepted.append(Accepted("FS", masters_only=True))
    if family == "FS" and on >= date(2022, 10, 1):
        accepted.append(supervisor)
    if on >= date(2024, 1, 1):
        accepted.append(reflective)
    was_read = family == "FS" and date(2022, 10, 1) <= on < date(2024, 1, 1)
    return "read" if was_read else "inferred", accepted


def is_vetted_enough(association: str, goal: Goal, row: Qualification, on: date, as_of: date) -> bool:
    if association == "wa-erh":
        is_old_enough = goal.kind == "renew" or (goal.applied_on or as_of) < date(2022, 1, 1)
        return is_old_enough and on <= date(2022, 12, 31)
    if association == "or-imha":
        return on < later(row.starts_on, 60)
    return {"tx-first3years": on.year <= 2025, "nc-imha": on.year <= 2027, "pa-aimh": True}.get(association, False)


def peers(association: str, goal: Goal, on: date, years_held: int | None) -> list[Accepted] | None:
    """With whom a peer session counts; None with anybody, an empty list with nobody."""
    if association == "ri-aimh" and goal.kind == "renew" and on.year == 2021:
        return None
    is_old_mentor = goal.kind == "renew" and goal.family == "MHM-C" and years_held is not None and years_held >= 3
    return [Accepted("MHM-C")] if is_old_mentor and association in TEN_HOURS else []


def reason_against(
    rows: Sequence[Qualification],
    accepted: Sequence[Accepted],
    settings: Settings,
    on: date,
    vetted: dict[Qualification, bool],
) -> tuple[str | None, bool, bool]:
    """Why a provider does not fit; and where one does, whether only by what nobody has confirmed, or by vetting."""
    held = [row for row in rows if row.holds_on(on) and not (settings.run_by_office and row.status == "declared")]
    if not held:
        return "provider-not-current", False, False
    fitting = []
    for row in held:
        for one in accepted:
            has_status = row.status in ("endorsed", "declared") or (row.status == "emerging" and one.also_emerging)
            has_status = has_status or (row.status == "vetted" and vetted[row])
            has_degree = row.degree in ("master", "doctorate") or not one.masters_only
            carriers = [other.status != "declared" for other in held if other.family in ("FS", "MHS")]
            if row.family == one.family and has_status and has_degree and (row.family != "ERS" or carriers):
                is_confirmed = row.status != "declared" and (row.family != "ERS" or any(carriers))
                fitting.append((not is_confirmed, row.status == "vetted"))
    if fitting:
        return None, *min(fitting)
    only_vetted = all(row.status == "vetted" for row in held)
    return "provider-vetted" if only_vetted else "provider-category", False, False
