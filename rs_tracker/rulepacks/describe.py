"""A pack in plain lines: what is in force on a day, for whom, since when, who says so, and how sure it is."""

from collections.abc import Iterator
from datetime import date

from rs_tracker.domain.pack import RulePack, is_only_assumed
from rs_tracker.domain.rows import (
    AboutRsc,
    Acceptance,
    Amount,
    Exemption,
    LongHeld,
    Months,
    Peers,
    Providers,
    Renewal,
    Row,
    Value,
    Vouching,
)
from rs_tracker.domain.shown import Shown
from rs_tracker.domain.standing import ASSUMED


def describe_pack(pack: RulePack, on: date) -> str:
    """The rows in force on a day, own ones first; readings and rows for some applicants stand side by side."""
    lines = [f"{pack.id}: {pack.name}", f"{pack.url}", f"Rules in force on {on}"]
    for row, owner, certainty in _in_force(pack, on):
        lines += _row(row, owner, certainty)
    shown = [line for line in pack.shown if line.holds_on(on)]
    topics = {line.topic for line in shown}
    if pack.base is not None:
        shown += [line for line in pack.base.shown if line.holds_on(on) and line.topic not in topics]
    if shown:
        lines.append("Shown beside the hours, never added to them")
        lines += [text for line in shown for text in _shown(line)]
    return "\n".join(lines) + "\n"


def _in_force(pack: RulePack, on: date) -> Iterator[tuple[Row, str, str]]:
    """The rows that decide something on a day: own ones, and those of the base that none of them covers wholly."""
    own = [row for row in pack.rows if _is_latest(pack, row, on)]
    yield from ((row, pack.id, row.certainty) for row in own)
    if pack.base is None:
        return
    covered = {key for row in own for key in row.found_by()}
    for row, owner, certainty in _in_force(pack.base, on):
        if not covered.issuperset(row.found_by()):
            later = any(is_only_assumed(pack.own_rows(key), key, on) for key in row.found_by())
            yield row, owner, ASSUMED if later else certainty


def _is_latest(pack: RulePack, row: Row, on: date) -> bool:
    if row.first_day > on or row.has_ended(on):
        return False
    return any(not any(row.first_day < other.first_day <= on for other in pack.own_rows(key)) for key in row.found_by())


def _row(row: Row, owner: str, certainty: str) -> list[str]:
    parts = [f"{row.rule} ({', '.join(row.goals)}), {', '.join(row.families)}: {_value(row.value)}"]
    if row.reading is not None:
        parts.append(f"reading {row.reading.topic} = {row.reading.name}")
    parts += _days("from", row.starts_on) + _days("to", row.ends_on)
    parts += _days("applied from", row.applied_from) + _days("applied to", row.applied_to)
    return [f"- {', '.join(parts)}", f"    {certainty}, {owner}: {' '.join(row.sources)}"]


def _days(word: str, day: date | None) -> list[str]:
    return [] if day is None else [f"{word} {day}"]


def _value(value: Value) -> str:
    match value:
        case Amount(minutes):
            return f"{minutes // 60} hours"
        case Months(months):
            return f"{months} months"
        case AboutRsc(minutes, only):
            return "only hours about the RSC one gives" if only else f"{minutes // 60} hours about the RSC one gives"
        case Renewal(window, minutes):
            return f"{minutes // 60} hours a {window}"
        case LongHeld(window, minutes, years):
            return f"{minutes // 60} hours a {window} after {years} years held"
        case Exemption(window, when):
            return f"first renewal, by {window}: {when}"
        case Peers(years, partners):
            return f"peer sessions after {years} years held, with {', '.join(partners) or 'anyone'}"
        case Providers(accepts, anyone):
            return "anyone" if anyone else "; ".join(_acceptance(accepted) for accepted in accepts)
        case Vouching(accepts):
            return f"where the supervisor cannot sign: {' or '.join(accepts) or 'nobody'} may confirm"
        case _:
            return f"vetted supervisors for {value.years} years" if value.years else "vetted supervisors"


def _acceptance(accepted: Acceptance) -> str:
    words = [accepted.status, accepted.family]
    if accepted.degree is not None:
        words.append(f"with a {accepted.degree}'s degree")
    if accepted.receiver_degree is not None:
        words.append(f"for receivers with a {accepted.receiver_degree}'s degree")
    if accepted.receiver_gives_rsc is not None:
        words.append("for receivers who give RSC" if accepted.receiver_gives_rsc else "for receivers who give none")
    return " ".join(words)


def _shown(line: Shown) -> list[str]:
    words = [line.topic]
    if line.window is not None:
        words.append(f"by {line.window}")
    if line.families:
        words.append(", ".join(line.families))
    if line.minutes is not None:
        words.append(f"{line.minutes // 60} hours")
    if line.need is not None:
        words.append(line.need)
    if line.cents is not None:
        words.append(f"{line.cents // 100}.{line.cents % 100:02d} {line.currency}")
    if line.day is not None:
        words.append(f"{line.day.month:02d}-{line.day.day:02d} of the {line.year} year")
    return [f"- {', '.join(words)}", f"    {line.certainty}: {' '.join(line.sources)}"]
