"""What a goal asks: the window, the minutes, the other checks, and which rows say so. The log is not looked at here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rs_tracker.domain.categories import EARN, RENEW
from rs_tracker.domain.dates import day_after, period_of, whole_years
from rs_tracker.domain.facts import Goal, Settings
from rs_tracker.domain.pack import Lens, RulePack, Ruling, is_of
from rs_tracker.domain.rows import (
    ABOUT_RSC,
    APPLIED,
    EARNING,
    ENDORSED_IN,
    EXEMPTION,
    FRACTION,
    LAST_YEAR,
    LONG_HELD,
    RENEWAL,
    SPAN,
    SPREAD,
    STRETCH,
    AboutRsc,
    Amount,
    Exemption,
    Key,
    LongHeld,
    Months,
    Renewal,
)
from rs_tracker.domain.standing import Window

STRETCH_WINDOW, ALL_TIME = "stretch", "all"
FULL_SHARE_YEARS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What a goal asks, minutes and months. `held` is whole years held at the window's end, None where nobody knows.

    `window` is known for renewals; for `window_kind` "stretch" it is still to be chosen, and for "all" there is none.
    """

    lens: Lens
    window_kind: str
    required: int
    rulings: tuple[Ruling, ...]
    window: Window | None = None
    exempt: bool = False
    held: int | None = None
    stretch_months: int = 0
    span: int = 0
    spread: int = 0
    about_rsc: int = 0
    only_about_rsc: bool = False
    individual_share: int | None = None
    enforce_sources: bool = False


def share_of(counted: int, percent: int) -> int:
    """The minutes that make up a percentage, rounded up."""
    return -(-counted * percent // 100)


def make_plan(pack: RulePack, settings: Settings, goal: Goal, as_of: date, readings: Mapping[str, str]) -> Plan:
    """What the rows in force ask of this goal; NoSuchRow where the pack says nothing about it."""
    if goal.kind == EARN:
        return _earning(pack, settings, goal, as_of, readings)
    return _renewing(pack, settings, goal, as_of, readings)


def _earning(pack: RulePack, settings: Settings, goal: Goal, as_of: date, readings: Mapping[str, str]) -> Plan:
    applied_on = goal.applied_on or as_of
    lens = Lens(applied_on, readings)
    amount = pack.need(Key(EARNING, EARN, goal.family), applied_on, lens)
    required = amount.row.value.minutes if isinstance(amount.row.value, Amount) else 0
    if required == 0:
        return Plan(lens, ALL_TIME, 0, (amount,))
    rulings = [amount]

    def months(rule: str) -> int:
        ruling = pack.row(Key(rule, EARN, goal.family), applied_on, lens)
        if ruling is None or not isinstance(ruling.row.value, Months):
            return 0
        rulings.append(ruling)
        return ruling.row.value.months

    stretch, span = months(STRETCH), months(SPAN)
    about = pack.row(Key(ABOUT_RSC, EARN, goal.family), applied_on, lens)
    asked = about.row.value if about is not None and isinstance(about.row.value, AboutRsc) else AboutRsc()
    if about is not None:
        rulings.append(about)
    return Plan(
        lens,
        STRETCH_WINDOW if stretch else ALL_TIME,
        required,
        tuple(rulings),
        stretch_months=stretch,
        span=span,
        about_rsc=asked.minutes,
        only_about_rsc=asked.only,
        individual_share=settings.individual_share,
        enforce_sources=settings.sources == "enforce",
    )


def _renewing(pack: RulePack, settings: Settings, goal: Goal, as_of: date, readings: Mapping[str, str]) -> Plan:
    lens = Lens(goal.applied_on or as_of, readings)
    key = Key(RENEWAL, RENEW, goal.family)
    now = pack.need(key, as_of, lens)
    kind = now.row.value.window if isinstance(now.row.value, Renewal) else ""
    window = period_of(kind, as_of, pack.year_starts)
    held = None if goal.endorsed_on is None else whole_years(goal.endorsed_on, day_after(window.ends_on))
    amount = _amount(pack, goal, lens, now, kind, window, held)
    value = amount.row.value
    full = value.minutes if isinstance(value, Renewal | LongHeld) else 0
    required, exemption = _first_renewal(pack, goal, lens, as_of, kind, window, held, full)
    exempt = full > 0 and required == 0
    rulings = [now] if exempt or amount == now else [now, amount]
    if exemption is not None:
        rulings.append(exemption)
    spread = None if required == 0 else pack.row(Key(SPREAD, RENEW, goal.family), window.ends_on, lens)
    if spread is not None:
        rulings.append(spread)
    return Plan(
        lens,
        kind,
        required,
        tuple(rulings),
        window=window,
        exempt=exempt,
        held=held,
        spread=spread.row.value.months if spread is not None and isinstance(spread.row.value, Months) else 0,
        individual_share=settings.individual_share if required else None,
    )


def _amount(pack: RulePack, goal: Goal, lens: Lens, now: Ruling, kind: str, window: Window, held: int | None) -> Ruling:
    """The row that says how much: the one for people who held it long where it fits, else the general one."""
    long_held = pack.row(Key(LONG_HELD, RENEW, goal.family, kind), window.ends_on, lens)
    if long_held is not None and _has_held_long(long_held, held):
        return long_held
    key = Key(RENEWAL, RENEW, goal.family)
    last = pack.row(key, window.ends_on, lens)
    if last is not None and is_of(last.row, kind):
        return last
    return pack.row(key, window.ends_on, lens, window=kind) or now


def _has_held_long(ruling: Ruling, held: int | None) -> bool:
    """Without a known date the endorsement counts as held long; the standing is flagged for it."""
    return held is None or (isinstance(ruling.row.value, LongHeld) and held >= ruling.row.value.after_years)


def _first_renewal(
    pack: RulePack, goal: Goal, lens: Lens, as_of: date, kind: str, window: Window, held: int | None, full: int
) -> tuple[int, Ruling | None]:
    """The minutes left to ask after the first-renewal rules, and the exemption row if it changed anything."""
    if full == 0:
        return 0, None
    if goal.endorsed_on is not None and window.ends_on < goal.endorsed_on:
        return 0, None
    ruling = pack.row(Key(EXEMPTION, RENEW, goal.family, kind), window.ends_on, lens)
    if ruling is None or not isinstance(ruling.row.value, Exemption):
        return full, None
    if ruling.row.value.when == FRACTION and held is not None and held < FULL_SHARE_YEARS:
        return full * held // FULL_SHARE_YEARS, ruling
    if _is_let_off(ruling.row.value.when, goal, as_of, window):
        return 0, ruling
    return full, None


def _is_let_off(when: str, goal: Goal, as_of: date, window: Window) -> bool:
    endorsed_on = goal.endorsed_on
    if when == APPLIED:
        return _applied_in(goal, as_of, window)
    if endorsed_on is None:
        return False
    if when == ENDORSED_IN:
        return window.holds(endorsed_on)
    return when == LAST_YEAR and window.holds(endorsed_on) and endorsed_on.year == window.ends_on.year


def _applied_in(goal: Goal, as_of: date, window: Window) -> bool:
    """Whether the application fell into the window. Nobody applies for what they already hold.

    An unknown day of application counts as the day asked about, but never as one after the endorsement; and who holds
    the endorsement since an unknown day is taken to hold it long.
    """
    if goal.applied_on is not None:
        return window.holds(goal.applied_on)
    return goal.endorsed_on is not None and window.holds(min(as_of, goal.endorsed_on))
