"""The stretch of months that serves an applicant best, found in one sweep over the log."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import accumulate

from rs_tracker.domain.checks import about_rsc, source_of
from rs_tracker.domain.dates import add_months, last_day, months_touched
from rs_tracker.domain.facts import INDIVIDUAL
from rs_tracker.domain.lines import Line
from rs_tracker.domain.plan import Plan, share_of
from rs_tracker.domain.standing import Window

IsMet = Callable[[int, int], bool]


def best_stretch(lines: Sequence[Line], plan: Plan, as_of: date) -> Window | None:
    """Of all stretches that start on a counted entry the one that serves best; None without anything to count.

    Best meets every check; then has most counted; then most counted and waiting; then is the latest. Where nothing is
    signed yet the waiting entries choose. Entries after `as_of` are left out.
    """
    adding = [line for line in lines if line[2] and line[0].on <= as_of]
    counted = sorted((line for line in adding if line[0].signed), key=_day)
    waiting = sorted((line for line in adding if not line[0].signed), key=_day)
    if not counted:
        return _best(waiting, [], plan, lambda first, end: False)
    return _best(counted, waiting, plan, _checker(counted, plan))


def _day(line: Line) -> date:
    return line[0].on


def _best(lines: Sequence[Line], others: Sequence[Line], plan: Plan, is_met: IsMet) -> Window | None:
    """Try each day of `lines` as the first. `is_met` is told the first line inside and the first after the stretch."""
    days, sums = [fact.on for fact, _, _ in lines], _sums(worth for _, _, worth in lines)
    other_days, other_sums = [fact.on for fact, _, _ in others], _sums(worth for _, _, worth in others)
    best = (False, -1, -1)
    chosen: Window | None = None
    for first, day in enumerate(days):
        if first and days[first - 1] == day:
            continue
        after = add_months(day, plan.stretch_months)
        end = bisect_left(days, after, first)
        total = sums[end] - sums[first]
        met = total >= plan.required and is_met(first, end)
        if (met, total) < best[:2]:
            continue
        beside = other_sums[bisect_left(other_days, after)] - other_sums[bisect_left(other_days, day)]
        if (met, total, total + beside) >= best:
            best, chosen = (met, total, total + beside), Window(day, last_day(day, plan.stretch_months))
    return chosen


def _sums(values: Iterable[int]) -> list[int]:
    """Running totals: the sum of some in a row is the difference of two."""
    return [0, *accumulate(values)]


def _checker(lines: Sequence[Line], plan: Plan) -> IsMet:
    """Whether the checks other than the amount hold for the lines from one place to before another.

    Both places only ever move forward, so the two largest sources are followed instead of added up each time.
    """
    about = _sums(about_rsc(fact, judgement) for fact, judgement, _ in lines) if plan.about_rsc else []
    sums = _sums(worth for _, _, worth in lines)
    share = plan.individual_share
    alone = _sums(worth if fact.format == INDIVIDUAL else 0 for fact, _, worth in lines) if share is not None else []
    sources = _Sources(lines) if plan.enforce_sources else None

    def is_met(first: int, end: int) -> bool:
        if plan.span and months_touched(_day(lines[first]), _day(lines[end - 1])) < plan.span:
            return False
        if plan.about_rsc and about[end] - about[first] < plan.about_rsc:
            return False
        if share is not None and alone[end] - alone[first] < share_of(sums[end] - sums[first], share):
            return False
        return sources is None or sources.largest_two(first, end) >= plan.required

    return is_met


class _Sources:
    """The minutes of each provider inside a stretch that only moves forward, and the sum of the two largest.

    The heap holds every sum a provider ever had; those that are no longer true are dropped when they surface.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._first = 0
        self._end = 0
        self._sums: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def largest_two(self, first: int, end: int) -> int:
        for fact, _, worth in self._lines[self._end : end]:
            self._change(source_of(fact), worth)
        for fact, _, worth in self._lines[self._first : first]:
            self._change(source_of(fact), -worth)
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

    def _change(self, provider: str, minutes: int) -> None:
        self._sums[provider] = self._sums.get(provider, 0) + minutes
        heapq.heappush(self._heap, (-self._sums[provider], provider))

    def _surface(self) -> tuple[int, str] | None:
        while self._heap and -self._heap[0][0] != self._sums[self._heap[0][1]]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None
