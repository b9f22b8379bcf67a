"""The checks a goal has to pass, from the entries that count inside its window."""

from collections.abc import Mapping, Sequence

from rs_tracker.domain.dates import month_number, months_touched
from rs_tracker.domain.facts import INDIVIDUAL, Fact
from rs_tracker.domain.lines import Judgement, Line
from rs_tracker.domain.plan import Plan, share_of
from rs_tracker.domain.standing import (
    ABOUT_RSC,
    INDIVIDUAL_SHARE,
    MONTH_CHECKS,
    RSC,
    SOURCES,
    SPAN,
    SPREAD,
    Check,
)


def about_rsc(fact: Fact, judgement: Judgement) -> int:
    """The minutes about the RSC one gives, in proportion where the session is pro-rated."""
    limit, size = judgement.limit, fact.group_size
    return fact.about_rsc * limit // size if limit and size else fact.about_rsc


def make_checks(plan: Plan, lines: Sequence[Line], minutes: Mapping[Judgement, int]) -> dict[str, Check]:
    """Every check that applies, `rsc` always.

    `lines` are those that count, none of them worth 0; `minutes` the same, added up by judgement.
    """
    counted = sum(minutes.values())
    checks = {RSC: Check(plan.required, counted)}
    if plan.span:
        days = [fact.on for fact, _, _ in lines]
        checks[SPAN] = Check(plan.span, months_touched(min(days), max(days)) if days else 0)
    if plan.spread:
        checks[SPREAD] = Check(plan.spread, len({month_number(fact.on) for fact, _, _ in lines}))
    if plan.about_rsc:
        checks[ABOUT_RSC] = Check(plan.about_rsc, sum(about_rsc(fact, judgement) for fact, judgement, _ in lines))
    if plan.individual_share is not None:
        alone = sum(worth for fact, _, worth in lines if fact.format == INDIVIDUAL)
        checks[INDIVIDUAL_SHARE] = Check(share_of(counted, plan.individual_share), alone)
    if plan.enforce_sources:
        checks[SOURCES] = Check(plan.required, sum(largest_two(minutes)))
    return checks


def missing(checks: dict[str, Check]) -> int:
    """The largest shortfall among the checks that are minutes."""
    return max(max(0, check.required - check.counted) for name, check in checks.items() if name not in MONTH_CHECKS)


def largest_two(minutes: Mapping[Judgement, int]) -> tuple[int, int]:
    """The minutes of the largest and the second largest provider."""
    sums: dict[str, int] = {}
    for judgement, counted in minutes.items():
        sums[judgement.source] = sums.get(judgement.source, 0) + counted
    first, second, *_ = [*sorted(sums.values(), reverse=True), 0, 0]
    return first, second


def is_scattered(needed: int, largest: tuple[int, int]) -> bool:
    """Whether the hours come from too many hands: no majority from one provider, or more than two needed.

    `needed` is what is required, or what counts where that is less; nothing needed is never scattered. Source:
    associations expect most of the hours from one provider and the rest from at most one other.
    """
    first, second = largest
    return needed > 0 and (2 * first <= needed or first + second < needed)
