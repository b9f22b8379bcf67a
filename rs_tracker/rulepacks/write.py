"""Writing a pack back as TOML, and the digest that tells two versions of a pack apart."""

import hashlib
from datetime import date

from rs_tracker.domain.pack import RulePack
from rs_tracker.domain.rows import (
    RULE_GOALS,
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
from rs_tracker.domain.shown import LAST, MonthDay, Shown

Pairs = list[tuple[str, str]]


def dump(pack: RulePack) -> str:
    """The pack as the text of a pack.toml; reading it gives an equal pack. The inherited rows are not repeated."""
    blocks = [_block("[association]", _head(pack))]
    blocks += [_block("[[row]]", _row(row)) for row in pack.rows]
    blocks += [_block("[[shown]]", _shown(line)) for line in pack.shown]
    return "\n".join(blocks)


def digest(pack: RulePack) -> str:
    """SHA-256, in hex, of everything the pack says, inherited rows included; comments and layout do not matter."""
    parts = []
    layer: RulePack | None = pack
    while layer is not None:
        parts.append(dump(layer))
        layer = layer.base
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _block(heading: str, pairs: Pairs) -> str:
    return "\n".join([heading, *(f"{key} = {value}" for key, value in pairs), ""])


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in escaped) + '"'


def _list(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _maybe(key: str, value: str | date | int | None) -> Pairs:
    if value is None:
        return []
    return [(key, _text(value) if isinstance(value, str) else str(value))]


def _month_day(value: MonthDay) -> str:
    return _text(f"{value.month:02d}-{value.day:02d}")


def _head(pack: RulePack) -> Pairs:
    pairs = [(key, _text(getattr(pack, key))) for key in ("id", "name", "country", "zone", "url")]
    pairs.append(("year_starts", _month_day(pack.year_starts)))
    if pack.place:
        pairs.append(("place", _text(pack.place)))
    if pack.base is not None:
        pairs.append(("inherits", _text(pack.base.id)))
    return pairs


def _row(row: Row) -> Pairs:
    pairs = [("rule", _text(row.rule))]
    if len(RULE_GOALS[row.rule]) > 1:
        pairs.append(("goal", _text("both" if len(row.goals) > 1 else row.goals[0])))
    pairs.append(("families", _list(row.families)))
    pairs += _maybe("from", row.starts_on) + _maybe("to", row.ends_on)
    pairs += _maybe("applied_from", row.applied_from) + _maybe("applied_to", row.applied_to)
    pairs += _value(row.value)
    pairs += [("source", _list(row.sources)), ("certainty", _text(row.certainty))]
    if row.reading is not None:
        pairs.append(("reading", f"{{ {_text(row.reading.topic)} = {_text(row.reading.name)} }}"))
    return pairs


def _value(value: Value) -> Pairs:
    match value:
        case Amount(minutes):
            return [("hours", str(minutes // 60))]
        case Months(months):
            return [("months", str(months))]
        case AboutRsc(minutes, only):
            return [("only", "true")] if only else [("hours", str(minutes // 60))]
        case Renewal(window, minutes):
            return [("window", _text(window)), ("hours", str(minutes // 60))]
        case LongHeld(window, minutes, years):
            return [("window", _text(window)), ("after_years", str(years)), ("hours", str(minutes // 60))]
        case Exemption(window, when):
            return [("window", _text(window)), ("when", _text(when))]
        case Peers(years, partners):
            return [("after_years", str(years)), ("partners", _list(partners) if partners else _text("anyone"))]
        case Providers(accepts, anyone):
            return [("accepts", _text("anyone") if anyone else _accepts(accepts))]
        case Vouching(accepts):
            return [("accepts", _list(accepts) if accepts else _text("nobody"))]
        case _:
            return _maybe("years", value.years)


def _accepts(accepts: tuple[Acceptance, ...]) -> str:
    return "[" + ", ".join("{ " + _acceptance(accepted) + " }" for accepted in accepts) + "]"


def _acceptance(accepted: Acceptance) -> str:
    pairs = [("family", _text(accepted.family)), ("status", _text(accepted.status))]
    pairs += _maybe("degree", accepted.degree) + _maybe("receiver_degree", accepted.receiver_degree)
    if accepted.receiver_gives_rsc is not None:
        pairs.append(("receiver_gives_rsc", "true" if accepted.receiver_gives_rsc else "false"))
    return ", ".join(f"{key} = {value}" for key, value in pairs)


def _shown(line: Shown) -> Pairs:
    pairs = [("topic", _text(line.topic)), *_maybe("window", line.window)]
    if line.families:
        pairs.append(("families", _list(line.families)))
    pairs += _maybe("from", line.starts_on) + _maybe("to", line.ends_on)
    pairs += _maybe("hours", None if line.minutes is None else line.minutes // 60) + _maybe("need", line.need)
    pairs += _maybe("cents", line.cents) + _maybe("currency", line.currency)
    if line.day is not None:
        pairs += [("day", _month_day(line.day)), ("year", _text(line.year))]
    elif line.year != LAST:
        raise ValueError(f"{line.topic} has a year without a day")
    return [*pairs, ("source", _list(line.sources)), ("certainty", _text(line.certainty))]
