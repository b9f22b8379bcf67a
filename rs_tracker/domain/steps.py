"""One step of a check, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GOOD, BAD, OPEN = "good", "bad", "open"


@dataclass(frozen=True, slots=True)
class Step:
    """`code` names the step; `found` is GOOD, BAD, or OPEN where there was nothing to look at; `detail` says more."""

    code: str
    found: str
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
