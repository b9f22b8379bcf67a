"""The bytes of an entry version: written once, hashed once, signed as they stand.

Canonical JSON (domain/canonical.py). A version holds dates, minutes, codes and ids; a name only as a commitment, whose
salt and value lie in a disclosure that can be erased without touching the version.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from unicodedata import normalize

from rs_tracker.domain.canonical import digest as digest_of
from rs_tracker.domain.canonical import text as canonical_text


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry, field for field as its row has it, without the bytes."""

    association_id: str
    entry_id: str
    version: int
    person_id: str
    provider_id: str | None
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    about_rsc: int
    track: str
    provider_commitment: str | None
    author_id: str
    created_at: datetime


def canonical(version: Version) -> tuple[str, str]:
    """The body of a version and its SHA-256 (lower-case hex)."""
    body = canonical_text(
        {
            "v": 1,
            "what": "entry",
            "assoc": version.association_id,
            "entry": version.entry_id,
            "version": version.version,
            "supervisee": version.person_id,
            "provider": version.provider_id,
            "date": version.held_on.isoformat(),
            "minutes": version.minutes,
            "kind": version.kind,
            "format": version.format,
            "group_size": version.group_size,
            "medium": version.medium,
            "about_rsc": version.about_rsc,
            "track": version.track,
            "commit": {"provider": version.provider_commitment},
            "author": version.author_id,
            "at": version.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    )
    return body, digest(body)


def digest(body: str) -> str:
    """SHA-256 of a version's body behind its domain line, as lower-case hex."""
    return digest_of("entry", body)


def commitment(salt: bytes, value: str) -> str:
    """What a version keeps of a name: SHA-256 of 16 bytes of salt and the name, as lower-case hex."""
    return sha256(salt + spelled(value).encode()).hexdigest()


def spelled(value: str) -> str:
    """A name in the one spelling of Unicode that commitments are made of."""
    return normalize("NFC", value)
