"""The stretch of months that serves an applicant best, found in one sweep over the log."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import accumulate

from rs_tracker.domain.checks import about_rsc
from rs_tracker.domain.dates import add_months, last_day, months_touched
from rs_tracker.domain.facts import INDIVIDUAL
from rs_tracker.domain.lines import Line
from rs_tracker.domain.plan import Plan, share_of
from rs_tracker.domain.standing import Window

IsMet = Callable[[int, int], bool]
ByDay = dict[date, int]


def best_stretch(lines: Sequence[Line], plan: Plan, as_of: date) -> Window | None:
    """Of all stretches that start on a counted entry the one that serves best; None without anything to count.

    Best meets every check; then has most counted; then most counted and waiting; then is the latest. Where nothing is
    signed yet the waiting entries choose. Entries after `as_of` are left out.
    """
    counted: ByDay = {}
    waiting: ByDay = {}
    for fact, judgement, worth in lines:
        if worth and fact.on <= as_of:
            minutes = counted if fact.signed or judgement.stands else waiting
            minutes[fact.on] = minutes.get(fact.on, 0) + worth
    if not counted:
        return _best(waiting, {}, plan, lambda first, end: False)
    return _best(counted, waiting, plan, _checker(lines, counted, plan))


def _best(starters: ByDay, others: ByDay, plan: Plan, is_met: IsMet) -> Window | None:
    """Try each day of `starters` as the first. `is_met` is told the place of the first day and of the first after."""
    days, other_days = sorted(starters), sorted(others)
    sums, other_sums = _sums(starters[day] for day in days), _sums(others[day] for day in other_days)
    best = (False, -1, -1)
    chosen: date | None = None
    end = 0
    for first, day in enumerate(days):
        after = add_months(day, plan.stretch_months)
        while end < len(days) and days[end] < after:
            end += 1
        total = sums[end] - sums[first]
        if total < best[1] and (best[0] or total < plan.required):
            continue  # Whatever its checks say, it is no better.
        met = total >= plan.required and is_met(first, end)
        beside = other_sums[bisect_left(other_days, after)] - other_sums[bisect_left(other_days, day)]
        if (met, total, total + beside) >= best:
            best, chosen = (met, total, total + beside), day
    return Window(chosen, last_day(chosen, plan.stretch_months)) if chosen is not None else None


def _sums(values: Iterable[int]) -> list[int]:
    """Running totals: the sum of some in a row is the difference of two."""
    return [0, *accumulate(values)]


def _checker(lines: Sequence[Line], counted: ByDay, plan: Plan) -> IsMet:
    """Whether the checks other than the amount hold for the days from one place to before another.

    Both places only ever move forward, so the two largest sources are followed instead of added up each time.
    """
    days = sorted(counted)
    details = _details(lines, counted) if plan.about_rsc or plan.individual_share is not None else {}
    about = _sums(sum(about_rsc(fact, judgement) for fact, judgement, _ in details.get(day, ())) for day in days)
    alone = _sums(sum(worth for fact, _, worth in details.get(day, ()) if fact.format == INDIVIDUAL) for day in days)
    sums = _sums(counted[day] for day in days)
    sources = _Sources(days, _details(lines, counted)) if plan.enforce_sources else None

    def is_met(first: int, end: int) -> bool:
        if plan.span and months_touched(days[first], days[end - 1]) < plan.span:
            return False
        if about[end] - about[first] < plan.about_rsc:
            return False
        if plan.individual_share is not None:
            least = share_of(sums[end] - sums[first], plan.individual_share)
            if alone[end] - alone[first] < least:
                return False
        return sources is None or sources.largest_two(first, end) >= plan.required

    return is_met


def _details(lines: Sequence[Line], counted: ByDay) -> dict[date, list[Line]]:
    """The lines that count, by their day."""
    found: dict[date, list[Line]] = {}
    for line in lines:
        fact, judgement, worth = line
        if worth and (fact.signed or judgement.stands) and fact.on in counted:
            found.setdefault(fact.on, []).append(line)
    return found


class _Sources:
    """The minutes of each provider inside a stretch that only moves forward, and the sum of the two largest.

    The heap holds every sum a provider ever had; those that are no longer true are dropped when they surface.
    """

    def __init__(self, days: Sequence[date], lines: dict[date, list[Line]]) -> None:
        self._days = days
        self._lines = lines
        self._first = 0
        self._end = 0
        self._sums: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def largest_two(self, first: int, end: int) -> int:
        self._change(self._days[self._end : end], 1)
        self._change(self._days[self._first : first], -1)
        self._first, self._end = first, end
        largest = self._surface()
        if largest is None:
            return 0
        heapq.heappop(self._heap)
        second = self._surface()
        while second is not None and second[1] == largest[1]:
            heapq.heappop(self._heap)
            second = self._surface()
        heapq.heappush(self._heap, largest)
        return -largest[0] - (second[0] if second is not None else 0)

    def _change(self, days: Sequence[date], sign: int) -> None:
        """Take days into the stretch (1) or out of it (-1)."""
        for _, judgement, worth in (line for day in days for line in self._lines[day]):
            source = judgement.source
            self._sums[source] = self._sums.get(source, 0) + sign * worth
            heapq.heappush(self._heap, (-self._sums[source], source))

    def _surface(self) -> tuple[int, str] | None:
        while self._heap and -self._heap[0][0] != self._sums[self._heap[0][1]]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None
