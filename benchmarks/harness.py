"""Measuring fairly: the thing and its floor in turn, A B A B, CPU of this process or wall time, and the median."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `ratio` is held against `limit`: at most it, or at least it."""

    name: str
    ratio: float
    limit: float
    is_at_most: bool
    detail: str

    @property
    def holds(self) -> bool:
        return self.ratio <= self.limit if self.is_at_most else self.ratio >= self.limit

    def line(self) -> str:
        """The line for people."""
        sign = "<=" if self.is_at_most else ">="
        return (
            f"{'ok ' if self.holds else 'BAD'}  {self.name:<52} {self.ratio:8.3f}  {sign} {self.limit:<6} {self.detail}"
        )


def in_turn(
    one: Work, other: Work, *, rounds: int, times: int, clock: Callable[[], float] = time.process_time
) -> tuple[float, float]:
    """Seconds a call of each, as the median over `rounds` in which both are called `times` times, in turn."""
    ones: list[float] = []
    others: list[float] = []
    for work in (one, other):
        work()
    for _ in range(rounds):
        for work, found in ((one, ones), (other, others)):
            gc.collect()
            started = clock()
            for _ in range(times):
                work()
            found.append((clock() - started) / times)
    return statistics.median(ones), statistics.median(others)


def milliseconds(seconds: float) -> str:
    """0.00123 → 1.23 ms."""
    return f"{seconds * 1000:.2f} ms"
