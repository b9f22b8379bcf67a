"""What time alone does to a standing: when it can change, what the last window still says, what drops out next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rs_tracker.domain.categories import EARN, RENEW, receiving_family
from rs_tracker.domain.dates import add_months, day_after, day_before
from rs_tracker.domain.evaluate import evaluate
from rs_tracker.domain.facts import Fact, Goal, Person, Settings
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.plan import make_plan
from rs_tracker.domain.standing import Standing, Window

# How long the last window stays in sight while it is not met.
LAST_WINDOW_DAYS = 120


@dataclass(frozen=True, slots=True)
class DropsOut:
    """The oldest session an applicant still counts on, and the first day on which a new one cannot be beside it."""

    entry_id: str
    held_on: date
    minutes: int
    leaves_on: date


def window_of(pack: RulePack, settings: Settings, goal: Goal, on: date) -> Window | None:
    """The renewal window that holds a day; None while earning."""
    if goal.kind == EARN:
        return None
    return make_plan(pack, settings, goal, on, _any_reading(pack, settings)).window


def last_window(pack: RulePack, settings: Settings, goal: Goal, as_of: date) -> Window | None:
    """The renewal window before the one that holds `as_of`; None while earning, or where the calendar begins."""
    return windows_of(pack, settings, goal, as_of)[1]


def windows_of(pack: RulePack, settings: Settings, goal: Goal, as_of: date) -> tuple[Window | None, Window | None]:
    """The renewal window that holds `as_of` and the one before it; None as `window_of` and `last_window` say."""
    current = window_of(pack, settings, goal, as_of)
    if current is None or current.starts_on == date.min:
        return current, None
    return current, window_of(pack, settings, goal, day_before(current.starts_on))


def evaluate_last(
    pack: RulePack,
    settings: Settings,
    person: Person,
    goal: Goal,
    facts: Sequence[Fact],
    as_of: date,
    windows: tuple[Window | None, Window | None] | None = None,
) -> Standing | None:
    """The standing of the window before the current one, on its last day; None where it need not be shown any more.

    It is shown until it is met, or until 120 days after its end. Exempt and nothing required are met. `windows` is
    what `windows_of` answers, for callers who asked already.
    """
    window = (windows or windows_of(pack, settings, goal, as_of))[1]
    if window is None or not is_last_in_sight(window, as_of):
        return None
    standing = evaluate(pack, settings, person, goal, facts, window.ends_on)
    return None if standing.met else standing


def is_last_in_sight(window: Window, as_of: date) -> bool:
    """Whether a window that ended is still near enough to be shown while it is not met."""
    return as_of <= _last_day_in_sight(window)


def _last_day_in_sight(window: Window) -> date:
    left = (date.max - window.ends_on).days
    return window.ends_on + timedelta(days=min(LAST_WINDOW_DAYS, left))


def next_change(
    pack: RulePack,
    settings: Settings,
    person: Person,
    goal: Goal,
    facts: Sequence[Fact],
    as_of: date,
    windows: tuple[Window | None, Window | None] | None = None,
) -> date | None:
    """The next day on which the answer can change though nobody enters anything; None if no such day is known.

    Never later than the first real change: a window rolls or falls out of sight, a row of the pack, of the person or
    of a provider in the log begins or is over, a session dated later comes to be logged. `windows` as `evaluate_last`.
    """
    days = set(pack.turning_days(goal.kind, goal.family))
    days |= pack.turning_days(goal.kind, receiving_family(goal.family))
    days.update(row.starts_on for row in person.degree if row.starts_on is not None)
    days.update(row.starts_on for row in person.gives_rsc if row.starts_on is not None)
    days.update(fact.on for fact in facts if fact.on > as_of)
    days.update(day_after(day) for day in (goal.applied_on, goal.endorsed_on) if day is not None)
    days.update(day for day in (goal.applied_on, goal.endorsed_on) if day is not None)
    providers = {fact.provider.key: fact.provider for fact in facts if fact.provider is not None}
    for provider in providers.values():
        for row in provider.qualifications:
            days.add(row.starts_on)
            if row.ends_on is not None:
                days.add(day_after(row.ends_on))
    if goal.kind == RENEW:
        days.update(_window_days(*(windows or windows_of(pack, settings, goal, as_of))))
    return min((day for day in days if day > as_of), default=None)


def _window_days(current: Window | None, last: Window | None) -> list[date]:
    days = [day_after(current.ends_on)] if current is not None else []
    return [*days, day_after(_last_day_in_sight(last))] if last is not None else days


def drops_out_next(standing: Standing, as_of: date) -> DropsOut | None:
    """While earning: the oldest counted session that a session held today could still stand beside, and when it leaves.

    None once the goal is met, where all time counts, and where no counted session is recent enough.
    """
    months = standing.stretch_months
    if standing.met or not months:
        return None
    counted = [credit for credit in standing.credits if credit.counted]
    near = [credit for credit in counted if add_months(credit.on, months) > as_of]
    if not near:
        return None
    oldest = min(near, key=lambda credit: (credit.on, credit.entry_id))
    minutes = sum(credit.counted for credit in counted if credit.on == oldest.on)
    return DropsOut(oldest.entry_id, oldest.on, minutes, add_months(oldest.on, months))


def _any_reading(pack: RulePack, settings: Settings) -> dict[str, str]:
    """One reading of each contested rule: they differ in hours, never in the window."""
    readings = {topic: names[0] for topic, names in pack.readings().items()}
    known = {topic: name for topic, name in settings.readings.items() if name in pack.readings().get(topic, ())}
    return {**readings, **known}
