"""What entries bring to each goal, without counting the whole log: for lists, and for forms before they are saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from rs_tracker.domain import facts as domain
from rs_tracker.domain.categories import EARN
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.lines import Line, Lines
from rs_tracker.domain.plan import STRETCH_WINDOW, make_plan
from rs_tracker.domain.standing import COUNTS, NOT_SIGNED, Credit, Gap, Window
from rs_tracker.features.progress import facts as told
from rs_tracker.features.progress.facts import Rules
from rs_tracker.features.progress.goals import stored
from rs_tracker.features.progress.standings import LAST, as_goal


@dataclass(frozen=True, slots=True)
class Preview:
    """One entry under one goal, in minutes: what it counts, or would count once signed, and every reason in order."""

    goal_id: str
    kind: str
    category: str
    counted: int
    waiting: int
    reasons: tuple[str, ...]
    gap: Gap | None
    window: Window | None

    @property
    def minutes(self) -> int:
        """What it adds now or once it is signed."""
        return self.counted + self.waiting

    @property
    def hindrances(self) -> tuple[str, ...]:
        """Why it adds nothing, or only a part, even when signed."""
        return tuple(code for code in self.reasons if code not in (COUNTS, NOT_SIGNED))

    @property
    def would_count(self) -> bool:
        """Whether it adds something now or once it is signed."""
        return self.minutes > 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A goal with the windows it is measured in now."""

    goal_id: str
    goal: domain.Goal
    current: Window | None
    last: Window | None


def previews(
    db: Session,
    association_id: str,
    person_id: str,
    facts: Sequence[domain.Fact],
    now: datetime,
    *,
    is_new: bool = False,
) -> list[list[Preview]]:
    """For each of these entries, in their order, what it brings to each open goal of the person, oldest goal first.

    Providers are looked up by their key, whatever qualifications the facts carry. While renewing, an entry of the last
    window is measured there as long as that window is shown. While earning, an entry that is not in the stretch chosen
    now is outside; with `is_new` it is not, because saving it may move the stretch.
    """
    rows = stored(db, association_id, person_id)
    if not rows or not facts:
        return [[] for _ in facts]
    rules = told.make_rules(association_id, rows[0].settings, rows[0].claimed_at, rows[0].zone, now)
    who = told.person(db, person_id)
    known = resolved(db, association_id, facts)
    columns = [brought(rules, who, frame, known, is_new=is_new) for frame in frames(rows)]
    return [list(line) for line in zip(*columns, strict=True)]


def resolved(db: Session, association_id: str, facts: Sequence[domain.Fact]) -> list[domain.Fact]:
    """The same entries, their providers with what they hold here."""
    keys = {fact.provider.key for fact in facts if fact.provider is not None}
    held = told.qualifications(db, association_id, keys)
    providers = {key: domain.Provider(key, rows) for key, rows in held.items()}
    return [replace(fact, provider=providers[fact.provider.key]) if fact.provider else fact for fact in facts]


def frames(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Frame]:
    """Goals and their windows from the stored standings."""
    found: dict[str, Frame] = {}
    for row in rows:
        frame = found.get(row.id) or Frame(row.id, as_goal(row), None, None)
        window = Window(row.window_from, row.window_to) if row.window_from and row.window_to else None
        found[row.id] = replace(frame, last=window) if row.place == LAST else replace(frame, current=window)
    return list(found.values())


def brought(
    rules: Rules, who: domain.Person, frame: Frame, facts: Sequence[domain.Fact], *, is_new: bool = False
) -> list[Preview]:
    """What each entry brings to one goal, in the order given."""
    if frame.goal.kind == EARN:
        plan = make_plan(rules.pack, rules.settings, frame.goal, rules.today, _readings(rules, frame.goal))
        if plan.window_kind == STRETCH_WINDOW:
            chosen = None if is_new else frame.current
            lines = Lines(rules.pack, rules.settings, who, frame.goal, plan).judge_all(facts)
            return [_from_line(frame, line, chosen, rules.today) for line in lines]
    found: dict[int, Preview] = {}
    for window, as_of in ((frame.last, frame.last.ends_on if frame.last else rules.today), (None, rules.today)):
        places = [
            place
            for place, fact in enumerate(facts)
            if place not in found and (window is None or window.holds(fact.on))
        ]
        if places:
            standing = evaluate(rules.pack, rules.settings, who, frame.goal, [facts[place] for place in places], as_of)
            for place, credit in zip(places, standing.credits, strict=True):
                found[place] = _from_credit(frame, credit, standing.window)
    return [found[place] for place in range(len(facts))]


def _readings(rules: Rules, goal: domain.Goal) -> dict[str, str]:
    topics = rules.pack.topics(goal.kind, goal.family)
    return {topic: rules.settings.readings.get(topic, names[0]) for topic, names in topics.items()}


def _from_credit(frame: Frame, credit: Credit, window: Window | None) -> Preview:
    return _preview(frame, credit.counted, credit.waiting, credit.reasons, credit.gap, window)


def _from_line(frame: Frame, line: Line, window: Window | None, today: date) -> Preview:
    """An entry while earning, with the stretch already chosen (none: any stretch that holds the entry)."""
    fact, judgement, worth = line
    is_outside = fact.on > today or (window is not None and not window.holds(fact.on))
    is_confirmed = fact.signed or judgement.stands
    reasons = judgement.reasons[(0 if is_confirmed else 2) + is_outside]
    adds = 0 if is_outside else worth
    counted, waiting = (adds, 0) if is_confirmed else (0, adds)
    return _preview(frame, counted, waiting, reasons, judgement.gap, window)


def _preview(
    frame: Frame, counted: int, waiting: int, reasons: tuple[str, ...], gap: Gap | None, window: Window | None
) -> Preview:
    goal = frame.goal
    return Preview(frame.goal_id, goal.kind, goal.category, counted, waiting, reasons, gap, window)
