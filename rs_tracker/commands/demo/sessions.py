"""Two years of sessions: held, logged the same day or a month together, and signed in sittings."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from rs_tracker.commands.demo.cast import LEARNERS, SUPERVISORS, Learner, Supervisor
from rs_tracker.commands.demo.stage import Logged, Stage
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import service as signing

THURSDAY, FRIDAY = 3, 4
GROUP_MINUTES = 90
AT_ONCE = 60


def two_years(stage: Stage) -> None:
    """Log everything that everybody did, then let each supervisor sign all but the newest lines."""
    waiting: dict[tuple[str, str], list[Logged]] = defaultdict(list)
    for one in LEARNERS:
        for line in _log(stage, one):
            waiting[line.provider, line.association_id].append(line)
    for supervisor in SUPERVISORS:
        for place, left in supervisor.leaves.items():
            lines = sorted(waiting[supervisor.key, place], key=lambda line: line.logged_at)
            _sittings(stage, supervisor, place, lines[: len(lines) - left], lines[len(lines) - left :])


def _log(stage: Stage, one: Learner) -> Iterator[Logged]:
    """Log a person's sessions, a month of them at a time, or each by itself if they are prompt."""
    drafts = sorted(_held(stage, one), key=lambda pair: pair[1].held_on)
    for _, days in groupby(drafts, key=lambda pair: pair[1].held_on if one.is_prompt else pair[1].held_on.month):
        held = list(days)
        at = stage.at(held[-1][1].held_on + timedelta(days=0 if one.is_prompt else stage.rng.randint(0, 6)), 18)
        actor = stage.actor(one.name, one.place)
        checked = entries.checked_all(stage.db, actor, [draft for _, draft in held], at)
        lines = [(stage.new_id(), draft, name, None) for draft, name in checked]
        entries.add_lines(stage.db, actor, lines, at, "entry.several-logged" if len(lines) > 1 else "entry.logged")
        for (key, draft), line in zip(held, lines, strict=True):
            if key:
                yield Logged(line[0], one.place, one.name, key, draft.held_on, at)


def _held(stage: Stage, one: Learner) -> Iterator[tuple[str, Draft]]:
    """The sessions of one person, each with its supervisor's key: one to one, and their monthly group."""
    day, last = stage.months_ago(one.since), stage.months_ago(one.until) - timedelta(days=1)
    day += timedelta(days=stage.rng.randrange(one.every))
    while (on := working_day(day)) <= last:
        yield _one_to_one(stage, one, on)
        day += timedelta(days=one.every + stage.rng.randint(-4, 4))
    if one.group:
        yield from _groups(stage, one, last)


def _one_to_one(stage: Stage, one: Learner, on: date) -> tuple[str, Draft]:
    is_usual = len(one.by) == 1 or stage.rng.random() < 0.7
    key = one.by[0] if is_usual else stage.rng.choice(one.by[1:])
    minutes = one.minutes + stage.rng.choice((0, 0, 0, 0, 15, -15))
    medium = stage.rng.choice(("video", "video", "in_person", "phone"))
    about = minutes // 2 if one.gives_rsc else 0
    kind = stage.rng.choice(("reflective",) * 24 + ("administrative",))
    about = 0 if kind == "administrative" else about
    return key, Draft(on, minutes, stage.ids[key], kind=kind, medium=medium, about_rsc=about)


def _groups(stage: Stage, one: Learner, last: date) -> Iterator[tuple[str, Draft]]:
    """The second Thursday of each month, with those who come to the same group; now and then somebody is away."""
    size = sum(other.group == one.group and other.place == one.place for other in LEARNERS) + 2
    for months in range(one.since, -1, -1):
        first = stage.months_ago(months).replace(day=1)
        day = first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7)
        if stage.months_ago(one.since) <= day <= last and stage.rng.random() < 0.85:
            about = GROUP_MINUTES // 3 if one.gives_rsc else 0
            yield (
                one.group,
                Draft(day, GROUP_MINUTES, stage.ids[one.group], format="group", group_size=size, about_rsc=about),
            )


def working_day(day: date) -> date:
    """That day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _sittings(stage: Stage, one: Supervisor, place: str, lines: list[Logged], left: list[Logged]) -> None:
    """Sign `lines` in batches, about every `signs` days, and all of them before the first of `left` came in."""
    end = min((line.logged_at for line in left), default=stage.now) - timedelta(minutes=10)
    if not left and lines:
        end = min(end, lines[-1].logged_at + timedelta(days=4))
    batch: list[Logged] = []
    for line in lines:
        if batch and (line.logged_at - batch[0].logged_at).days >= one.signs:
            sign(stage, one.key, place, batch, min(stage.at(batch[-1].logged_at.date(), 20), line.logged_at))
            batch = []
        batch.append(line)
    if batch:
        sign(stage, one.key, place, batch, max(end, batch[-1].logged_at))


def sign(stage: Stage, key: str, place: str, lines: list[Logged], at: datetime) -> None:
    """One sitting: the statement is built, the password typed, everything on it signed."""
    actor = stage.actor(key, place)
    for first in range(0, len(lines), AT_ONCE):
        chosen = [line.value for line in lines[first : first + AT_ONCE]]
        intent_id = signing.intend(stage.db, actor, chosen, at)
        done = signing.sign(stage.db, actor, intent_id, "pwd", at + timedelta(seconds=40))
        if done.left_out:
            raise RuntimeError(f"{key} could not sign {done.left_out}")
