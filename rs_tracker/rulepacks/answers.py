"""What a case file expects, and what `packs evaluate --json` prints: a standing in plain JSON values."""

from collections.abc import Mapping, Sequence
from datetime import date

from rs_tracker.domain.standing import Standing

ANSWER_KEYS = (
    "name",
    "met",
    "exempt",
    "window",
    "required",
    "logged",
    "waiting",
    "counted",
    "missing",
    "checks",
    "flags",
    "credits",
    "sources",
    "certainty",
)
UNORDERED = frozenset({"flags", "sources"})


def as_plain(name: str, standing: Standing, indexes: Sequence[int]) -> dict[str, object]:
    """A standing as plain JSON values: dates as text, minutes as numbers, entries by the numbers in `indexes`."""
    window = standing.window
    return {
        "name": name,
        "met": standing.met,
        "exempt": standing.exempt,
        "window": [window.starts_on.isoformat(), window.ends_on.isoformat()] if window else None,
        "required": standing.required,
        "logged": standing.logged,
        "waiting": standing.waiting,
        "counted": standing.counted,
        "missing": standing.missing,
        "checks": {
            name: {"required": check.required, "counted": check.counted, "met": check.met}
            for name, check in standing.checks.items()
        },
        "flags": list(standing.flags),
        "credits": [
            {
                "entry": index,
                "on": credit.on.isoformat(),
                "minutes": credit.minutes,
                "counted": credit.counted,
                "reasons": list(credit.reasons),
            }
            for index, credit in zip(indexes, standing.credits, strict=True)
        ],
        "sources": list(standing.sources),
        "certainty": standing.certainty,
    }


def plain(value: object) -> object:
    """A TOML value as JSON would have it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def compare(expected: Mapping[str, object], found: Mapping[str, object]) -> list[str]:
    """Where an answer departs from what was expected, key by key; the order of flags and sources does not matter."""
    return differences(_sorted(expected), _sorted(found))


def _sorted(answer: Mapping[str, object]) -> dict[str, object]:
    return {
        key: sorted(value, key=str) if key in UNORDERED and isinstance(value, list) else value
        for key, value in answer.items()
    }


def differences(expected: object, found: object, path: str = "") -> list[str]:
    """Where an answer departs from what was expected; only the keys that `expected` has are looked at."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        parts = []
        for key, value in expected.items():
            inner = f"{path}.{key}" if path else str(key)
            parts += differences(value, found[key], inner) if key in found else [f"{inner}: is not there"]
        return parts
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [part for number, (one, other) in pairs for part in differences(one, other, f"{path}[{number}]")]
    if type(expected) is type(found) and expected == found:
        return []
    return [f"{path}: expected {expected!r}, found {found!r}"]
