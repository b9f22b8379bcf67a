"""Ids: UUIDs in their lower-case written form, made by the server or by a phone."""

import re

PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_WHOLE = re.compile(PATTERN)


def is_id(text: object) -> bool:
    """Whether `text` is an id as this system writes them (a database refuses others with an error of its own)."""
    return isinstance(text, str) and _WHOLE.fullmatch(text) is not None
