"""The one spelling of a record's bytes: restricted JSON, sorted keys, no spaces.

Values are ASCII keys, strings, whole numbers below 2^53, booleans, null, lists and objects, never floats; for such
values this is what RFC 8785 gives. A hash stands behind a line that says what kind of record it is of.
"""

import json
from collections.abc import Mapping
from hashlib import sha256


def text(record: Mapping[str, object]) -> str:
    """The canonical text of a record. ValueError for a float that is no number."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(kind: str, body: str) -> str:
    """SHA-256 of a body behind the line `rs-tracker/<kind>/v1`, as lower-case hex."""
    return sha256(f"rs-tracker/{kind}/v1\n{body}".encode()).hexdigest()
