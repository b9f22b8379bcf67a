"""The stretch of months that serves an applicant best, found in one sweep over the log."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from rs_tracker.domain.dates import add_months, day_before, months_touched
from rs_tracker.domain.plan import Plan, share_of
from rs_tracker.domain.standing import Window


class Mark(NamedTuple):
    """An entry that adds something: minutes, of them about RSC, whether it is signed, individual, and with whom."""

    on: date
    minutes: int
    about_rsc: int
    signed: bool
    individual: bool
    provider: str


def best_stretch(marks: Sequence[Mark], plan: Plan) -> Window | None:
    """Of all stretches that start on a counted entry the one that serves best; None without anything to count.

    Best meets every check; then has most counted; then most counted and waiting; then is the latest. Where nothing is
    signed yet the waiting entries choose.
    """
    counted = sorted((mark for mark in marks if mark.signed), key=_day)
    waiting = sorted((mark for mark in marks if not mark.signed), key=_day)
    if not counted:
        return _best(waiting, [], plan, lambda first, end: False)
    return _best(counted, waiting, plan, _checker(counted, plan))


def _day(mark: Mark) -> date:
    return mark.on


def _best(
    marks: Sequence[Mark], others: Sequence[Mark], plan: Plan, is_met: Callable[[int, int], bool]
) -> Window | None:
    """Try each day of `marks` as the first. `is_met` is told the first mark inside and the first after the stretch."""
    days = [mark.on for mark in marks]
    sums = [0, *accumulate(mark.minutes for mark in marks)]
    other_days = [mark.on for mark in others]
    other_sums = [0, *accumulate(mark.minutes for mark in others)]
    best: tuple[bool, int, int] | None = None
    chosen: Window | None = None
    for first, day in enumerate(days):
        if first and days[first - 1] == day:
            continue
        after = add_months(day, plan.stretch_months)
        end = bisect_left(days, after, first)
        total = sums[end] - sums[first]
        beside = other_sums[bisect_left(other_days, after)] - other_sums[bisect_left(other_days, day)] if others else 0
        rank = (total >= plan.required and is_met(first, end), total, total + beside)
        if best is None or rank >= best:
            best, chosen = rank, Window(day, day_before(after))
    return chosen


def _checker(marks: Sequence[Mark], plan: Plan) -> Callable[[int, int], bool]:
    """Whether the checks other than the amount hold for the marks from one place to before another.

    Both places only ever move forward, so the two largest sources are followed instead of added up each time.
    """
    about = [0, *accumulate(mark.about_rsc for mark in marks)]
    alone = [0, *accumulate(mark.minutes if mark.individual else 0 for mark in marks)]
    sums = [0, *accumulate(mark.minutes for mark in marks)]
    sources = _Sources(marks) if plan.enforce_sources else None

    def is_met(first: int, end: int) -> bool:
        if plan.span and months_touched(marks[first].on, marks[end - 1].on) < plan.span:
            return False
        if about[end] - about[first] < plan.about_rsc:
            return False
        if plan.individual_share is not None:
            counted = sums[end] - sums[first]
            if alone[end] - alone[first] < share_of(counted, plan.individual_share):
                return False
        return sources is None or sources.largest_two(first, end) >= plan.required

    return is_met


class _Sources:
    """The minutes of each provider inside a stretch that only moves forward, and the sum of the two largest.

    The heap holds every sum a provider ever had; those that are no longer true are dropped when they surface.
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._first = 0
        self._end = 0
        self._sums: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def largest_two(self, first: int, end: int) -> int:
        for mark in self._marks[self._end : end]:
            self._change(mark.provider, mark.minutes)
        for mark in self._marks[self._first : first]:
            self._change(mark.provider, -mark.minutes)
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
