"""Standings as screens show them: the stored numbers, and what follows from them for dates and pace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rs_tracker.domain.categories import EARN, RENEW, family_of
from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.shown import DAY_TOPICS, DUE, OPENS, REMOVED, Shown
from rs_tracker.domain.standing import SPAN, Check, Window
from rs_tracker.features.progress.facts import pack_of
from rs_tracker.features.progress.standings import CURRENT, Detail, read_detail


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a renewal that the association publishes; `due` is the period's last day where it names none."""

    opens: date | None
    due: date
    removed: date | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How many more sessions of the usual length it takes, once everything that waits is signed; 0 is none."""

    sessions: int
    minutes: int
    until: date | None


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One goal in one window. All amounts are minutes; `window` is None where all time counts or nothing is chosen."""

    goal_id: str
    place: str
    kind: str
    category: str
    track: str | None
    applied_on: date | None
    endorsed_on: date | None
    window: Window | None
    required: int
    logged: int
    waiting: int
    counted: int
    missing: int
    is_met: bool
    is_exempt: bool
    certainty: str
    as_of: date
    detail: Detail
    dates: Dates | None

    @property
    def not_counted(self) -> int:
        """Minutes logged in the window that will not count even when signed."""
        return self.logged - self.counted - self.waiting

    @property
    def is_current(self) -> bool:
        return self.place == CURRENT

    @property
    def is_renewal(self) -> bool:
        return self.kind == RENEW

    @property
    def is_over(self) -> bool:
        """Whether the window has ended, so that only signatures can still add to it."""
        return self.place != CURRENT

    @property
    def is_stretch_over(self) -> bool:
        """While earning: whether the best stretch has ended, so that a new session cannot stand beside its sessions."""
        return self.kind == EARN and not self.is_met and self.window is not None and self.window.ends_on < self.as_of

    @property
    def rest(self) -> int:
        """Minutes still missing once everything that waits is signed."""
        return max(0, self.missing - self.waiting)

    @property
    def lacks_months(self) -> int:
        """Calendar months an applicant's log must still touch."""
        span = self.detail.checks.get(SPAN, Check(0, 0))
        return max(0, span.required - span.counted)

    @property
    def pace(self) -> Pace | None:
        """None where nothing is missing, or where no session held now would help."""
        if self.is_met or self.is_over or self.is_stretch_over or not self.missing:
            return None
        minutes = self.detail.usual_minutes
        until = self.window.ends_on if self.kind == RENEW and self.window else None
        return Pace(-(-self.rest // minutes), minutes, until)

    @property
    def drop_leaves_on(self) -> date | None:
        """While earning: the day on which the oldest session that still counts no longer does."""
        return self.detail.drop.leaves_on if self.detail.drop and self.is_current else None


def make_row(goal: Any, standing: Mapping[str, Any], pack: RulePack) -> StandingRow:
    """A goal's row and the columns of one of its standings."""
    detail = read_detail(standing["detail"])
    starts_on, ends_on = standing["window_from"], standing["window_to"]
    window = Window(starts_on, ends_on) if starts_on and ends_on else None
    return StandingRow(
        goal_id=goal.id,
        place=standing["place"],
        kind=goal.kind,
        category=goal.category,
        track=goal.track,
        applied_on=goal.applied_on,
        endorsed_on=goal.endorsed_on,
        window=window,
        required=standing["required"],
        logged=standing["logged"],
        waiting=standing["waiting"],
        counted=standing["counted"],
        missing=standing["missing"],
        is_met=standing["is_met"],
        is_exempt=standing["is_exempt"],
        certainty=standing["certainty"],
        as_of=standing["as_of"],
        detail=detail,
        dates=_dates(pack, goal.category, detail.window_kind, window) if goal.kind == RENEW and window else None,
    )


def _dates(pack: RulePack, category: str, window_kind: str, window: Window) -> Dates:
    days = {
        line.topic: line.date_for(window.ends_on)
        for line in pack.shown_for(family_of(category), window_kind, window.ends_on)
        if line.topic in DAY_TOPICS
    }
    return Dates(days.get(OPENS), days.get(DUE) or window.ends_on, days.get(REMOVED))


def asked_beside(association_id: str, row: StandingRow) -> tuple[Shown, ...]:
    """What the association asks at renewal beside the hours: shown next to them, never added."""
    if row.kind == EARN or row.window is None:
        return ()
    lines = pack_of(association_id).shown_for(family_of(row.category), row.detail.window_kind, row.window.ends_on)
    return tuple(line for line in lines if line.topic not in DAY_TOPICS)
