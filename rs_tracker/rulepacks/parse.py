"""From the tables of a pack.toml to a RulePack, refusing whatever the format does not know."""

import zoneinfo
from collections.abc import Callable
from datetime import date

from rs_tracker.domain.categories import FAMILIES, GOAL_KINDS, receiving_family
from rs_tracker.domain.dates import day_after
from rs_tracker.domain.facts import VOUCHERS
from rs_tracker.domain.pack import RulePack, is_of
from rs_tracker.domain.rows import (
    ABOUT_RSC,
    DEGREE_CLASSES,
    EARNING,
    EXEMPTION,
    EXEMPTIONS,
    LONG_HELD,
    PEER,
    PERIODS,
    PROVIDER,
    RENEWAL,
    RULE_GOALS,
    RULES,
    SPAN,
    SPREAD,
    STATUSES_A_ROW_MAY_ASK,
    STRETCH,
    VETTED,
    VOUCHED,
    AboutRsc,
    Acceptance,
    Amount,
    Exemption,
    Key,
    LongHeld,
    Months,
    Peers,
    Providers,
    Reading,
    Renewal,
    Row,
    Value,
    VettedAccepted,
    Vouching,
)
from rs_tracker.domain.shown import MonthDay
from rs_tracker.domain.standing import CERTAINTIES
from rs_tracker.rulepacks.parse_shown import month_day, parse_shown, sources
from rs_tracker.rulepacks.tables import BadFile, Table

ANYONE, NOBODY = "anyone", "nobody"
BOTH_GOALS = "both"


def parse_pack(root: Table, base: RulePack | None) -> RulePack:
    """Build the pack of one file over the pack it inherits from; BadFile names file, row and key of what is wrong."""
    head = root.table("association", "association")
    pack_id = head.text("id")
    inherits = head.text("inherits") if head.has("inherits") else None
    if inherits != (base.id if base else None):
        expected = f"inherits from {base.id}" if base else "inherits from nothing"
        raise head.bad("inherits", f"{inherits!r}, but this pack {expected}")
    row_tables, shown_tables = root.tables("row", "row"), root.tables("shown", "shown")
    root.done()
    rows = tuple(_row(table) for table in row_tables)
    pack = RulePack(
        id=pack_id,
        name=_filled(head, "name"),
        country=_country(head),
        zone=_zone(head),
        url=_filled(head, "url"),
        year_starts=month_day(head, "year_starts") if head.has("year_starts") else MonthDay(1, 1),
        rows=rows,
        place=head.text("place", ""),
        shown=parse_shown(shown_tables),
        base=base,
    )
    head.done()
    _check_days(row_tables, rows)
    _check_complete(root, pack)
    return pack


def _filled(table: Table, key: str) -> str:
    value = table.text(key)
    if not value.strip():
        raise table.bad(key, "is empty")
    return value


def _country(head: Table) -> str:
    country = head.text("country")
    if len(country) != 2 or not country.isascii() or not country.isupper():
        raise head.bad("country", f"{country!r} is not a country code of two capital letters")
    return country


def _zone(head: Table) -> str:
    zone = head.text("zone")
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise head.bad("zone", f"{zone!r} is not a time zone") from error
    return zone


def _row(table: Table) -> Row:
    rule = table.choice("rule", RULES)
    goals = _goals(table, rule)
    families = table.words("families", FAMILIES)
    if rule in (PROVIDER, VETTED):
        for family in families:
            if receiving_family(family) != family:
                raise table.bad("families", f"receivers {family} use the row of {receiving_family(family)}; list that")
    row = Row(
        rule=rule,
        goals=goals,
        families=families,
        value=VALUES[rule](table),
        sources=sources(table),
        certainty=table.choice("certainty", CERTAINTIES),
        starts_on=table.maybe_day("from"),
        ends_on=table.maybe_day("to"),
        applied_from=table.maybe_day("applied_from") if rule in (PROVIDER, VETTED) else None,
        applied_to=table.maybe_day("applied_to") if rule in (PROVIDER, VETTED) else None,
        reading=_reading(table),
    )
    table.done()
    _check_order(table, "to", row.starts_on, row.ends_on)
    _check_order(table, "applied_to", row.applied_from, row.applied_to)
    return row


def _goals(table: Table, rule: str) -> tuple[str, ...]:
    possible = RULE_GOALS[rule]
    if len(possible) == 1:
        table.choice("goal", possible, possible[0])
        return possible
    goal = table.choice("goal", (*GOAL_KINDS, BOTH_GOALS))
    return possible if goal == BOTH_GOALS else (goal,)


def _reading(table: Table) -> Reading | None:
    inner = table.maybe_table("reading")
    if inner is None:
        return None
    if len(inner.names()) != 1:
        raise table.bad("reading", 'has one topic and its name, like { renewal-hours = "six-in-2024" }')
    topic = inner.names()[0]
    return Reading(topic, _filled(inner, topic))


def _check_order(table: Table, key: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise table.bad(key, f"{last} is before {first}")


def _amount(table: Table) -> Value:
    return Amount(60 * table.whole("hours"))


def _months(table: Table) -> Value:
    return Months(table.whole("months"))


def _about_rsc(table: Table) -> Value:
    if table.has("only") and not table.flag("only"):
        raise table.bad("only", "is true or left out")
    if table.has("only"):
        return AboutRsc(only=True)
    return AboutRsc(minutes=60 * table.whole("hours"))


def _renewal(table: Table) -> Value:
    return Renewal(table.choice("window", PERIODS), 60 * table.whole("hours"))


def _long_held(table: Table) -> Value:
    window = table.choice("window", PERIODS)
    return LongHeld(window, 60 * table.whole("hours"), table.whole("after_years", least=1))


def _exemption(table: Table) -> Value:
    return Exemption(table.choice("window", PERIODS), table.choice("when", EXEMPTIONS))


def _peers(table: Table) -> Value:
    after_years = table.whole("after_years")
    return Peers(after_years, () if table.raw("partners") == ANYONE else table.words("partners", FAMILIES))


def _providers(table: Table) -> Value:
    if table.raw("accepts") == ANYONE:
        return Providers(anyone=True)
    accepts = tuple(_acceptance(inner) for inner in table.tables("accepts"))
    if not accepts:
        raise table.bad("accepts", "lists nobody")
    return Providers(accepts)


def _acceptance(table: Table) -> Acceptance:
    accepted = Acceptance(
        family=table.choice("family", FAMILIES),
        status=table.choice("status", STATUSES_A_ROW_MAY_ASK, STATUSES_A_ROW_MAY_ASK[0]),
        degree=table.maybe_choice("degree", DEGREE_CLASSES),
        receiver_degree=table.maybe_choice("receiver_degree", DEGREE_CLASSES),
        receiver_gives_rsc=table.maybe_flag("receiver_gives_rsc"),
    )
    table.done()
    return accepted


def _vetted(table: Table) -> Value:
    return VettedAccepted(table.maybe_whole("years", least=1))


def _vouching(table: Table) -> Value:
    return Vouching(() if table.raw("accepts") == NOBODY else table.words("accepts", VOUCHERS))


VALUES: dict[str, Callable[[Table], Value]] = {
    EARNING: _amount,
    STRETCH: _months,
    SPAN: _months,
    ABOUT_RSC: _about_rsc,
    RENEWAL: _renewal,
    LONG_HELD: _long_held,
    EXEMPTION: _exemption,
    PEER: _peers,
    SPREAD: _months,
    PROVIDER: _providers,
    VETTED: _vetted,
    VOUCHED: _vouching,
}


def _check_days(tables: list[Table], rows: tuple[Row, ...]) -> None:
    """Refuse two rows of one key on one day, unless they are readings of one topic."""
    seen: dict[Key, list[tuple[Table, Row]]] = {}
    for table, row in zip(tables, rows, strict=True):
        for key in row.found_by():
            for _, other in seen.get(key, ()):
                _check_alternatives(table, row, other)
                if _are_apart(row, other):
                    continue
                what = f"{key.rule}/{key.goal}/{key.family}"
                raise table.bad("from", f"another row of {what} is in force on {max(row.first_day, other.first_day)}")
            seen.setdefault(key, []).append((table, row))


def _check_alternatives(table: Table, row: Row, other: Row) -> None:
    """Readings of a renewal may differ in hours only: a standing has one window, however the rule is read."""
    if not (row.reading and other.reading and _are_alternatives(row.reading, other.reading)):
        return
    if isinstance(row.value, Renewal) and not is_of(other, row.value.window):
        raise table.bad("window", f"differs from the {other.reading.name!r} reading; readings may differ in hours only")


def _are_apart(one: Row, other: Row) -> bool:
    if one.reading and other.reading and _are_alternatives(one.reading, other.reading):
        return True
    if (one.applied_from, one.applied_to) != (other.applied_from, other.applied_to) and _never_both(one, other):
        return True
    earlier, later = sorted((one, other), key=lambda row: row.first_day)
    return earlier.first_day < later.first_day and (earlier.ends_on is None or earlier.ends_on < later.first_day)


def _are_alternatives(one: Reading, other: Reading) -> bool:
    return one.topic == other.topic and one.name != other.name


def _never_both(one: Row, other: Row) -> bool:
    """Whether no application day admits both rows."""
    first = max(one.applied_from or date.min, other.applied_from or date.min)
    last = min(one.applied_to or date.max, other.applied_to or date.max)
    return first > last


def _check_complete(root: Table, pack: RulePack) -> None:
    """A pack without a base must say, for every family and every day, what earning and renewing ask."""
    if pack.base is not None:
        return
    for family in FAMILIES:
        for rule in (EARNING, RENEWAL):
            rows = pack.own_rows(Key(rule, RULE_GOALS[rule][0], family))
            if not rows or rows[0].starts_on is not None or not _without_gaps(rows):
                raise BadFile(
                    root.file, "", "row", f"a pack without a base needs {rule} rows of {family} for every day"
                )


def _without_gaps(rows: tuple[Row, ...]) -> bool:
    reached = date.min
    for row in rows:
        if row.first_day > reached:
            return False
        reached = date.max if row.ends_on is None else max(reached, day_after(row.ends_on))
    return reached == date.max
