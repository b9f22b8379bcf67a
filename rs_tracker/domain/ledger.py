"""What a row of the ledger says, how it is spelled, and what all rows together mean.

A row is canonical JSON (domain/canonical.py) that names the row before it by hash; the association's key signs the same
bytes that are hashed. Names are not in it, only commitments to them. docs/ledger.md describes the format for others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Protocol
from unicodedata import is_normalized, normalize

from rs_tracker.domain import canonical

V = 1
ALG = "ed25519"
DOMAIN = b"rs-tracker/ledger/v1\n"
GENESIS = "0" * 64
MOST_NUMBER = 2**53

ATTEST, AMEND, WITHDRAW, VOID = "attest", "amend", "withdraw", "void"
VOUCH, CARRY = "vouch", "carry"
CONFIRM, UNCONFIRM, ERASE = "confirm", "unconfirm", "erase"
KEY_ROTATE, KEY_ROOT, KEY_REVOKE = "key-rotate", "key-root", "key-revoke"
KINDS = frozenset(
    (ATTEST, AMEND, WITHDRAW, VOID, VOUCH, CARRY, CONFIRM, UNCONFIRM, ERASE, KEY_ROTATE, KEY_ROOT, KEY_REVOKE)
)
# A signature by the person who gave the session; each has a row in the index of signatures and a public page.
SIGNATURES = frozenset((ATTEST, AMEND))
BEGINS = SIGNATURES | {VOUCH, CARRY}
ENDS = frozenset((WITHDRAW, VOID))
COMMON = frozenset(("v", "assoc", "seq", "prev", "kind", "at", "kid", "alg", "commit", "evidence"))


class NotARecord(ValueError):
    """A record holds what a row cannot spell: a float, a name that is taken, a text in another spelling."""


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody wants to be in the ledger: codes, ids and numbers in `about`, names in `disclose`.

    `evidence` is what the step-up rests on; the row keeps its hash, the bytes lie beside it.
    """

    kind: str
    about: Mapping[str, object]
    disclose: Mapping[str, str] = field(default_factory=dict)
    evidence: bytes | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next row stands: its association, its number, the hash of the row before, the key, the instant."""

    association_id: str
    seq: int
    prev: str
    kid: str
    at: datetime


def spell(record: Record, place: Place, commit: Mapping[str, str]) -> str:
    """The canonical text of a row; `commit` holds the commitment of each disclosed name. Raises NotARecord."""
    if record.kind not in KINDS:
        raise NotARecord(f"no such kind: {record.kind}")
    if not COMMON.isdisjoint(record.about):
        raise NotARecord(f"these names are taken: {sorted(COMMON & set(record.about))}")
    for key, value in record.about.items():
        _check(key, value)
    body = dict(record.about)
    body["v"] = V
    body["assoc"] = place.association_id
    body["seq"] = place.seq
    body["prev"] = place.prev
    body["kind"] = record.kind
    body["at"] = instant(place.at)
    body["kid"] = place.kid
    body["alg"] = ALG
    body["commit"] = commit
    body["evidence"] = sha256(record.evidence).hexdigest() if record.evidence is not None else None
    return canonical.text(body)


def signed_bytes(text: str) -> bytes:
    """The bytes of a row that are hashed and signed: a line that says what they are, then the canonical text."""
    return DOMAIN + text.encode()


def digest(data: bytes) -> str:
    """The hash of a row, from its signed bytes, as lower-case hex; the next row names it as `prev`."""
    return sha256(data).hexdigest()


def commitment(salt: bytes, value: str) -> str:
    """What a row keeps of a name: SHA-256 of 16 bytes of salt and the name (NFC, UTF-8), as lower-case hex."""
    return sha256(salt + normalize("NFC", value).encode()).hexdigest()


def instant(at: datetime) -> str:
    """An instant as rows spell it: whole seconds in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check(key: str, value: object) -> None:
    if not (key.isascii() and key.replace("_", "a").isalnum() and key.islower()):
        raise NotARecord(f"not a name: {key!r}")
    if isinstance(value, str):
        is_good = is_normalized("NFC", value)
    elif isinstance(value, int):
        is_good = abs(value) < MOST_NUMBER
    elif isinstance(value, Mapping):
        is_good = True
        for inner, one in value.items():
            _check(inner, one)
    elif isinstance(value, (list, tuple)):
        is_good = True
        for one in value:
            _check(key, one)
    else:
        is_good = value is None
    if not is_good:
        raise NotARecord(f"{key} cannot be spelled: {type(value).__name__}")


def fold(rows: Iterable[Mapping[str, object]]) -> dict[str, int | None]:
    """What counts after these rows, in their order: entry → the version in force, None once its confirmation ended.

    A newer signed version takes the place of the older; when it ends, the older one does not come back. Rows that are
    not believed (see `believed`) are the caller's to leave out.
    """
    held: dict[str, int | None] = {}
    for row in rows:
        entry = row.get("entry")
        if not isinstance(entry, str):
            continue
        version = row["version"]
        if row["kind"] in BEGINS and isinstance(version, int):
            held[entry] = version
        elif row["kind"] in ENDS and held.get(entry) == version:
            held[entry] = None
    return held


def believed(kid: str, seq: int, revoked: Mapping[str, int]) -> bool:
    """Whether a row by this key is to be believed; `revoked` names for a key the first row that is not."""
    return kid not in revoked or seq < revoked[kid]


class Held(Protocol):
    """A qualification as far as a signer's role depends on it."""

    @property
    def status(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def refused_at(self) -> datetime | None: ...


# The best of what somebody held on the day speaks for them.
ROLES = ("endorsed-supervisor", "vetted-supervisor", "emerging-supervisor", "declared-supervisor", "none")


def role(held: Iterable[Held], on: date) -> str:
    """What a signer was here on the day of the session, as far as is known when they sign.

    Confirmed by the office: endorsed, vetted or emerging; else declared, if they say so and nobody refused; else none.
    """
    found = [ROLES[-1]]
    for row in held:
        if row.refused_at is None and row.starts_on <= on and (row.ends_on is None or on <= row.ends_on):
            found.append(f"{row.status}-supervisor" if row.confirmed_at is not None else "declared-supervisor")
    return min(found, key=ROLES.index)
