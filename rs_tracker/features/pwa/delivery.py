"""What a phone sends, read strictly: a wrong shape is a fault of the program that sent it, and told in a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rs_tracker.domain import canonical
from rs_tracker.domain.ids import is_id

MOST_FIELDS, MOST_LETTERS = 40, 1000
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
FIELDS = ("v", "id", "kind", "person", "association", "target", "base_version", "made_at", "fields")


class BadDelivery(ValueError):
    """The message cannot be read as an operation; `str()` says which part of it and what belongs there."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One operation as it was sent, and the SHA-256 by which its repetition is known."""

    id: str
    kind: str
    person_id: str
    association_id: str
    target: str
    base_version: int
    made_at: datetime
    fields: Mapping[str, str]
    sha256: str


def read(sent: Any) -> Delivery:
    """The operation in a parsed JSON document of docs/sync.md's shape. Raises BadDelivery."""
    if not isinstance(sent, dict):
        raise BadDelivery("an operation is a JSON object")
    unknown, missing = sorted(set(sent) - set(FIELDS)), [name for name in FIELDS if name not in sent]
    if unknown or missing:
        raise BadDelivery(f"these keys are unknown: {unknown}; these are missing: {missing}")
    if sent["v"] != 1 or isinstance(sent["v"], bool):
        raise BadDelivery("v is the version of this format, 1")
    for name in ("id", "person", "target"):
        if not isinstance(sent[name], str) or not is_id(sent[name]):
            raise BadDelivery(f"{name} is a UUID in lower case")
    if not isinstance(sent["kind"], str) or not isinstance(sent["association"], str):
        raise BadDelivery("kind and association are texts")
    if not SLUG.fullmatch(sent["association"]):
        raise BadDelivery("association is the id of an association")
    return Delivery(
        id=sent["id"],
        kind=sent["kind"],
        person_id=sent["person"],
        association_id=sent["association"],
        target=sent["target"],
        base_version=_version(sent["base_version"]),
        made_at=_instant(sent["made_at"]),
        fields=_fields(sent["fields"]),
        sha256=canonical.digest("operation", canonical.text(sent)),
    )


def _version(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 100_000:
        raise BadDelivery("base_version is a whole number, 0 for something new")
    return value


def _instant(value: Any) -> datetime:
    if isinstance(value, str) and INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)
        except ValueError:
            pass
    raise BadDelivery("made_at is an instant such as 2026-11-21T15:04:05Z")


def _fields(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise BadDelivery(f"fields is an object of at most {MOST_FIELDS} texts")
    for name, text in value.items():
        if not isinstance(text, str) or len(text) > MOST_LETTERS or len(name) > 64 or "\0" in name + text:
            raise BadDelivery(f"each of fields is a text of at most {MOST_LETTERS} characters")
    return dict(value)
