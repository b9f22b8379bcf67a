"""What each entry is worth toward a goal, before the window is chosen.

Everything that decides a line is constant between the days on which some row begins or ends. So a line is judged once
per provider, span of such days, and shape (kind, ages, group size), and all alike share that judgement.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rs_tracker.domain.categories import BOTH, EARN, receiving_family
from rs_tracker.domain.dates import add_months, day_after
from rs_tracker.domain.facts import EXCLUDE, PEER, REFLECTIVE, Fact, Goal, Person, Provider, Settings
from rs_tracker.domain.pack import RulePack, Ruling
from rs_tracker.domain.plan import Plan
from rs_tracker.domain.providers import Asked, Verdict, judge
from rs_tracker.domain.rows import PEER as PEER_RULE
from rs_tracker.domain.rows import (
    PROVIDER,
    VETTED,
    VOUCHED,
    Acceptance,
    Key,
    Peers,
    Providers,
    VettedAccepted,
    Vouching,
)
from rs_tracker.domain.standing import (
    AGE_BAND,
    COUNTS,
    GROUP_SIZE,
    NOT_REFLECTIVE,
    NOT_SIGNED,
    OUTSIDE_WINDOW,
    PEER_LINE,
    Gap,
)

NOBODY = Provider("")
Shape = tuple[str, str, int | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What all alike lines share. `source` is the key of their provider; `limit` the group limit that pro-rates them.

    `reasons` are ready for every way a line may stand: index it with 2 if unsigned, plus 1 if outside the window.
    `stands`: unsigned, but confirmed by somebody whose word counts here like a signature.
    """

    source: str
    fits: bool
    limit: int
    gap: Gap | None
    is_unconfirmed: bool
    rulings: tuple[Ruling, ...]
    reasons: tuple[tuple[str, ...], ...]
    stands: bool = False


def _reasons(codes: tuple[str, ...], fits: bool) -> tuple[tuple[str, ...], ...]:
    inside = (COUNTS, *codes) if fits else codes
    return inside, (OUTSIDE_WINDOW, *codes), (NOT_SIGNED, *codes), (NOT_SIGNED, OUTSIDE_WINDOW, *codes)


# An entry, its judgement, and the minutes it adds once it is confirmed and inside the window. A bare tuple, because one
# is made for every entry on every count.
Line = tuple[Fact, Judgement, int]


class Lines:
    """Judges the entries of one goal; keeps what it found for entries that are alike."""

    def __init__(self, pack: RulePack, settings: Settings, person: Person, goal: Goal, plan: Plan) -> None:
        self._pack = pack
        self._settings = settings
        self._person = person
        self._goal = goal
        self._plan = plan
        self._receiver = receiving_family(goal.family)
        starts = {row.starts_on for row in person.degree} | {row.starts_on for row in person.gives_rsc}
        days = pack.turning_days(goal.kind, goal.family) | pack.turning_days(goal.kind, self._receiver)
        self._days = days | {start for start in starts if start is not None}
        self._vetting_years = {
            row.value.years
            for row in pack.all_rows(Key(VETTED, goal.kind, self._receiver))
            if isinstance(row.value, VettedAccepted) and row.value.years is not None
        }
        self._found: dict[str | None, tuple[list[date], list[dict[Shape, Judgement]]]] = {}

    def judge_all(self, facts: Sequence[Fact]) -> list[Line]:
        """What each entry is worth, in the order given."""
        found, only_about = self._found, self._plan.only_about_rsc
        # Lines differ by ages and group size only where somebody asks for those.
        by_ages, by_size = self._goal.kind == EARN, self._settings.group_limit is not None
        lines: list[Line] = []
        for fact in facts:
            provider = fact.provider
            key = provider.key if provider is not None else None
            known = found.get(key)
            if known is None:
                known = found[key] = self._spans(provider or NOBODY)
            days, spans = known
            shapes = spans[bisect_right(days, fact.on)]
            size = fact.group_size if by_size else None
            shape = (fact.kind, fact.track if by_ages else BOTH, size, fact.vouched)
            judgement = shapes.get(shape)
            if judgement is None:
                judgement = shapes[shape] = self._judge(fact, provider or NOBODY)
            worth = 0
            if judgement.fits and not fact.ended:
                worth = fact.about_rsc if only_about else fact.minutes
                if judgement.limit and fact.group_size:
                    worth = worth * judgement.limit // fact.group_size
            lines.append((fact, judgement, worth))
        return lines

    def _spans(self, provider: Provider) -> tuple[list[date], list[dict[Shape, Judgement]]]:
        """The days on which something about this provider's lines may change, and a place for each span between."""
        days = set(self._days)
        for row in provider.qualifications:
            days.add(row.starts_on)
            days.update(add_months(row.starts_on, 12 * years) for years in self._vetting_years)
            if row.ends_on is not None:
                days.add(day_after(row.ends_on))
        return sorted(days), [{} for _ in range(len(days) + 1)]

    def _judge(self, fact: Fact, provider: Provider) -> Judgement:
        if fact.kind == REFLECTIVE:
            verdict = self._provider(provider, fact.on)
        elif fact.kind == PEER:
            verdict = self._peer(provider, fact.on)
        else:
            verdict = Verdict(NOT_REFLECTIVE)
        codes = [verdict.code] if verdict.code else []
        if self._goal.kind == EARN and BOTH not in (fact.track, self._goal.ages) and fact.track != self._goal.ages:
            codes.append(AGE_BAND)
        fits = not codes
        limit = self._limit(fact)
        if limit:
            codes.append(GROUP_SIZE)
            fits = fits and self._settings.group_rule != EXCLUDE
        stands, vouching = self._vouched(fact)
        return Judgement(
            provider.key,
            fits,
            limit,
            verdict.gap,
            verdict.is_unconfirmed,
            (*verdict.rulings, *vouching),
            _reasons(tuple(codes), fits),
            stands,
        )

    def _vouched(self, fact: Fact) -> tuple[bool, tuple[Ruling, ...]]:
        """Whether a confirmation in the supervisor's place stands on that day, and the row that says so."""
        if fact.vouched is None:
            return False, ()
        ruling = self._pack.row(Key(VOUCHED, self._goal.kind, self._goal.family), fact.on, self._plan.lens)
        if ruling is None or not isinstance(ruling.row.value, Vouching):
            return True, ()
        return fact.vouched in ruling.row.value.accepts, (ruling,)

    def _limit(self, fact: Fact) -> int:
        limit = self._settings.group_limit
        return limit if limit is not None and fact.group_size is not None and fact.group_size > limit else 0

    def _provider(self, provider: Provider, on: date) -> Verdict:
        ruling = self._pack.row(Key(PROVIDER, self._goal.kind, self._receiver), on, self._plan.lens)
        asked = ruling.row.value if ruling is not None and isinstance(ruling.row.value, Providers) else Providers()
        rulings = (ruling,) if ruling is not None else ()
        if asked.anyone:
            return Verdict(None, rulings=rulings)
        person = self._person
        masters_prepared, gives_rsc = person.is_masters_prepared(on), person.does_give_rsc(on)
        accepts = tuple(accepted for accepted in asked.accepts if accepted.is_for(masters_prepared, gives_rsc))
        return self._compare(provider, on, accepts, rulings)

    def _peer(self, provider: Provider, on: date) -> Verdict:
        """Peer sessions count only under a peer row, for who is known to have held the endorsement long enough."""
        ruling = self._pack.row(Key(PEER_RULE, self._goal.kind, self._goal.family), on, self._plan.lens)
        if ruling is None or not isinstance(ruling.row.value, Peers):
            return Verdict(PEER_LINE)
        peers = ruling.row.value
        if peers.after_years and (self._plan.held is None or self._plan.held < peers.after_years):
            return Verdict(PEER_LINE)
        if peers.anyone:
            return Verdict(None, rulings=(ruling,))
        accepts = tuple(Acceptance(family) for family in peers.partners)
        verdict = self._compare(provider, on, accepts, (ruling,))
        return verdict if verdict.code is None else Verdict(PEER_LINE, rulings=(ruling,))

    def _compare(
        self, provider: Provider, on: date, accepts: tuple[Acceptance, ...], rulings: tuple[Ruling, ...]
    ) -> Verdict:
        vetted = self._pack.row(Key(VETTED, self._goal.kind, self._receiver), on, self._plan.lens)
        verdict = judge(provider, on, Asked(accepts, vetted, self._settings.run_by_office))
        return Verdict(verdict.code, verdict.gap, verdict.is_unconfirmed, (*rulings, *verdict.rulings))
