"""From a measured goal to the row that is kept of it, and back to what screens show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any

from rs_tracker.domain import facts as domain
from rs_tracker.domain.changes import drops_out_next, evaluate_last, next_change, windows_of
from rs_tracker.domain.dates import month_number
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.standing import Check, Credit, Standing
from rs_tracker.features.progress.facts import Rules

CURRENT, LAST = "current", "last"
# How many of the newest sessions say how long one of this person's sessions is.
RECENT = 9
USUAL_MINUTES = 60
FIVE = 5


@dataclass(frozen=True, slots=True)
class Drop:
    """While earning: the oldest day that still counts, its minutes, and the day from which they no longer do."""

    held_on: date
    minutes: int
    leaves_on: date


@dataclass(frozen=True, slots=True)
class Detail:
    """What is kept beside the columns. `months` are (last counted day of a month, its counted minutes)."""

    window_kind: str
    stretch_months: int
    checks: Mapping[str, Check]
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    months: tuple[tuple[date, int], ...]
    usual_minutes: int
    drop: Drop | None


def as_goal(row: Any) -> domain.Goal:
    """A stored goal as counting sees it."""
    return domain.Goal(row.kind, row.category, row.track, row.applied_on, row.endorsed_on)


def measure(rules: Rules, who: domain.Person, row: Any, facts: Sequence[domain.Fact]) -> list[dict[str, Any]]:
    """The standing of a goal's row today and, while it is shown, of the window before, as columns to keep."""
    goal, today = as_goal(row), rules.today
    current = evaluate(rules.pack, rules.settings, who, goal, facts, today)
    windows = windows_of(rules.pack, rules.settings, goal, today)
    changes_on = next_change(rules.pack, rules.settings, who, goal, facts, today, windows)
    found = [{"goal_id": row.id, "place": CURRENT, "changes_on": changes_on, **columns(current, facts, today)}]
    last = evaluate_last(rules.pack, rules.settings, who, goal, facts, today, windows)
    if last is not None:
        day = last.window.ends_on if last.window else today
        found.append({"goal_id": row.id, "place": LAST, "changes_on": changes_on, **columns(last, facts, day)})
    return found


def columns(standing: Standing, facts: Sequence[domain.Fact], as_of: date) -> dict[str, Any]:
    """The columns of a stored standing, apart from whose it is and when it was computed."""
    window = standing.window
    return {
        "window_from": window.starts_on if window else None,
        "window_to": window.ends_on if window else None,
        "required": standing.required,
        "logged": standing.logged,
        "waiting": standing.waiting,
        "counted": standing.counted,
        "missing": standing.missing,
        "is_met": standing.met,
        "is_exempt": standing.exempt,
        "certainty": standing.certainty,
        "detail": _detail(standing, facts, as_of),
        "as_of": as_of,
    }


def _detail(standing: Standing, facts: Sequence[domain.Fact], as_of: date) -> dict[str, Any]:
    drop = drops_out_next(standing, as_of)
    return {
        "window_kind": standing.window_kind,
        "stretch_months": standing.stretch_months,
        "checks": {name: [check.required, check.counted] for name, check in standing.checks.items()},
        "flags": list(standing.flags),
        "sources": list(standing.sources),
        "months": [[on.isoformat(), minutes] for on, minutes in _months(standing.credits)],
        "usual_minutes": _usual_minutes(facts),
        "drop": [drop.held_on.isoformat(), drop.minutes, drop.leaves_on.isoformat()] if drop else None,
    }


def read_detail(stored: Mapping[str, Any]) -> Detail:
    """What `columns` put into the row's document."""
    drop = stored["drop"]
    return Detail(
        window_kind=stored["window_kind"],
        stretch_months=stored["stretch_months"],
        checks={name: Check(required, counted) for name, (required, counted) in stored["checks"].items()},
        flags=tuple(stored["flags"]),
        sources=tuple(stored["sources"]),
        months=tuple((date.fromisoformat(on), minutes) for on, minutes in stored["months"]),
        usual_minutes=stored["usual_minutes"],
        drop=Drop(date.fromisoformat(drop[0]), drop[1], date.fromisoformat(drop[2])) if drop else None,
    )


def _months(credits: Sequence[Credit]) -> list[tuple[date, int]]:
    """Counted minutes by calendar month, oldest first, each dated with the last counted day of its month."""
    last: dict[int, date] = {}
    sums: dict[int, int] = {}
    for credit in credits:
        if not credit.counted:
            continue
        month = month_number(credit.on)
        sums[month] = sums.get(month, 0) + credit.counted
        if month not in last or credit.on > last[month]:
            last[month] = credit.on
    return [(last[month], sums[month]) for month in sorted(sums)]


def _usual_minutes(facts: Sequence[domain.Fact]) -> int:
    """How long this person's sessions are, to five minutes: the middle one of the newest. `facts` come by day."""
    lengths: list[int] = []
    for fact in reversed(facts):
        if fact.kind not in domain.NEVER_COUNTING_KINDS:
            lengths.append(fact.minutes)
            if len(lengths) == RECENT:
                break
    if not lengths:
        return USUAL_MINUTES
    return max(FIVE, (median_low(lengths) + 2) // FIVE * FIVE)
