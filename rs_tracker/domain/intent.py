"""The hash of a statement, made so that one of its lines can be shown without the others.

What is hashed, and what a passkey approves, is the statement with each line replaced by the line's own hash. A line has
16 random bytes of its own, so nobody finds out the neighbours' lines by trying. A proof then carries this reduced text
and one line. The first statements (`v` 1) were hashed whole; they were signed with passwords only.
"""

import json
from collections.abc import Container, Mapping
from typing import Any

from rs_tracker.domain import canonical

WHOLE = 1
REDUCED = 2
LISTS = ("lines", "returns")


def line_digest(line: Mapping[str, object]) -> str:
    """SHA-256 of one line of a statement, as lower-case hex."""
    return canonical.digest("line", canonical.text(line))


def reduced(body: str) -> str:
    """The text of a statement with hashes in place of its lines."""
    found: dict[str, Any] = json.loads(body)
    return canonical.text(found | {name: [_hashed(line) for line in found[name]] for name in LISTS})


def without_words(body: str, entry_ids: Container[str] | None = None) -> str:
    """The text with hashes in place of the lines that went back with own words; its hash stays the same.

    `entry_ids`: only the lines about these entries, else all.
    """
    found: dict[str, Any] = json.loads(body)
    if found["v"] == WHOLE:
        return body
    back = [_hashed(line) if _has_words(line, entry_ids) else line for line in found["returns"]]
    return canonical.text(found | {"returns": back}) if back != found["returns"] else body


def _has_words(line: dict[str, Any] | str, entry_ids: Container[str] | None) -> bool:
    if isinstance(line, str) or not line["words"]:
        return False
    return entry_ids is None or line["entry"] in entry_ids


def _hashed(line: Mapping[str, object] | str) -> str:
    """A line's hash; a line that was erased is its hash already."""
    return line if isinstance(line, str) else line_digest(line)


def digest(body: str) -> str:
    """What stands for a statement: in the row of its signature, and as a passkey's challenge."""
    return canonical.digest("intent", body if json.loads(body)["v"] == WHOLE else reduced(body))


def line_of(body: str, entry_id: str, version: int) -> dict[str, Any] | None:
    """The line of a statement that is about one version of an entry."""
    lines: list[dict[str, Any]] = json.loads(body)["lines"]
    return next((line for line in lines if (line["entry"], line["version"]) == (entry_id, version)), None)
