"""Reading the lines of a pack that are only shown beside RSC, and the two things all lines have: sources and days."""

import re

from rs_tracker.domain.categories import FAMILIES
from rs_tracker.domain.rows import PERIODS
from rs_tracker.domain.shown import (
    DAY_TOPICS,
    DAY_YEARS,
    FEE_TOPICS,
    HOUR_TOPICS,
    LAST,
    MEMBERSHIP,
    NEED_TOPICS,
    NEEDS,
    TOPICS,
    MonthDay,
    Shown,
)
from rs_tracker.domain.standing import CERTAINTIES, CONFLICT
from rs_tracker.rulepacks.tables import Table

MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
CURRENCY = re.compile(r"[A-Z]{3}")


def parse_shown(tables: list[Table]) -> tuple[Shown, ...]:
    """Read the shown lines; two of one topic from one day are refused unless they are marked as a conflict."""
    found: list[Shown] = []
    for table in tables:
        line = _line(table)
        for other in found:
            if _overlap(line, other) and CONFLICT not in (line.certainty, other.certainty):
                raise table.bad("from", f"another line of {line.topic} is shown then")
        found.append(line)
    return tuple(found)


def sources(table: Table) -> tuple[str, ...]:
    """The pages a line relies on, one or several."""
    found = (table.text("source"),) if isinstance(table.raw("source"), str) else table.words("source")
    for source in found:
        if not source.startswith(("https://", "http://")):
            raise table.bad("source", f"{source!r} is not a web address")
    return found


def month_day(table: Table, key: str) -> MonthDay:
    """A day of every year, written month-day; 29 February is not one."""
    value = table.text(key)
    match = MONTH_DAY.fullmatch(value)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= DAYS_OF_MONTHS[month - 1]:
        raise table.bad(key, f"{value!r} is not a day of every year (write it as 12-31)")
    return MonthDay(month, day)


def _line(table: Table) -> Shown:
    topic = table.choice("topic", TOPICS)
    has_day = topic in DAY_TOPICS or (topic == MEMBERSHIP and table.has("day"))
    line = Shown(
        topic=topic,
        sources=sources(table),
        certainty=table.choice("certainty", CERTAINTIES),
        window=table.maybe_choice("window", PERIODS),
        families=table.words("families", FAMILIES) if table.has("families") else (),
        starts_on=table.maybe_day("from"),
        ends_on=table.maybe_day("to"),
        minutes=60 * table.whole("hours") if topic in HOUR_TOPICS else None,
        need=table.choice("need", NEEDS) if topic in NEED_TOPICS else None,
        cents=table.whole("cents") if topic in FEE_TOPICS else None,
        currency=_currency(table) if topic in FEE_TOPICS else None,
        day=month_day(table, "day") if has_day else None,
        year=table.choice("year", DAY_YEARS, LAST) if has_day else LAST,
    )
    if line.starts_on is not None and line.ends_on is not None and line.ends_on < line.starts_on:
        raise table.bad("to", f"{line.ends_on} is before {line.starts_on}")
    table.done()
    return line


def _currency(table: Table) -> str:
    currency = table.text("currency")
    if not CURRENCY.fullmatch(currency):
        raise table.bad("currency", f"{currency!r} is not a currency code of three capital letters")
    return currency


def _overlap(one: Shown, other: Shown) -> bool:
    if one.topic != other.topic or (one.window and other.window and one.window != other.window):
        return False
    if one.families and other.families and not set(one.families).intersection(other.families):
        return False
    ends_first = one.ends_on is not None and other.starts_on is not None and one.ends_on < other.starts_on
    starts_last = other.ends_on is not None and one.starts_on is not None and other.ends_on < one.starts_on
    return not (ends_first or starts_last)
