"""The file that proves one co-signature: what is in it, and how it is spelled (docs/ledger.md has every field).

A bundle is one canonical record of two parts: `bundle`, everything there is to say, and `seal`, the association's
signature over it. So there is no byte that is not signed, and nothing to read that somebody else could have added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rs_tracker.domain import canonical, strict
from rs_tracker.domain.shape import HEX, HEX32, HEX64, INSTANT, fits
from rs_tracker.domain.strict import NotCanonical

WHAT = "rs-tracker-proof"
ALGORITHM = "ed25519"
# What a signature has become, as of the end of the ledger when the bundle was sealed.
VALID, REPLACED, WITHDRAWN, VOIDED, REVOKED = "valid", "replaced", "withdrawn", "voided", "key-revoked"
STATES = (VALID, REPLACED, WITHDRAWN, VOIDED, REVOKED)

_SIGNED = {"canonical": str, "sig": HEX64}
_KEY = {
    "kid": str,
    "public": HEX32,
    "from_seq": int,
    "to_seq": (None, int),
    "revoked_from": (None, int),
}
SHAPE = {
    "bundle": {
        "v": int,
        "what": str,
        "association": {"id": str, "name": str, "zone": str},
        "row": _SIGNED,
        "later": [_SIGNED],
        "version": str,
        "intent": (None, {"text": str, "line": str}),
        "evidence": (None, HEX),
        "names": [{"field": str, "salt": HEX, "value": str}],
        "keys": [_KEY],
        "key_rows": [_SIGNED],
        "roots": [{"public": HEX32, "certificate": str, "sig": HEX64}],
        "checkpoint": str,
        "status": {"state": str, "by": (None, int)},
        "meaning": {"en": str, "es": str},
        "address": str,
        "holder": (None, [str]),
        "sealed_at": INSTANT,
    },
    "seal": {"alg": str, "kid": str, "sig": HEX64},
}


class NoBundle(ValueError):
    """This file is no bundle, or no bundle of a kind that this release knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger with its signature, read."""

    canonical: str
    sig: str
    says: Mapping[str, Any]

    @property
    def seq(self) -> int:
        return int(self.says["seq"])

    @property
    def kind(self) -> str:
        return str(self.says["kind"])

    @property
    def kid(self) -> str:
        return str(self.says["kid"])

    @property
    def digest(self) -> str:
        """The row's hash, which the next row names."""
        return canonical.digest("ledger", self.canonical)

    @property
    def message(self) -> bytes:
        """The bytes that were signed."""
        return message("ledger", self.canonical)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the association and the rows it signs; `to_seq` None: it is in use."""

    kid: str
    public: str
    from_seq: int
    to_seq: int | None
    revoked_from: int | None

    def signs(self, seq: int) -> bool:
        """Whether this is the key of that row."""
        return self.from_seq <= seq and (self.to_seq is None or seq <= self.to_seq)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as read; `says` has everything as it stands there."""

    data: bytes
    says: Mapping[str, Any]
    row: Row
    later: tuple[Row, ...]
    key_rows: tuple[Row, ...]
    keys: tuple[Key, ...]
    seal_kid: str
    seal_sig: str

    @property
    def association_id(self) -> str:
        return str(self.says["association"]["id"])

    @property
    def association_name(self) -> str:
        return str(self.says["association"]["name"])

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        return sha256(self.data).hexdigest()

    @property
    def seal_message(self) -> bytes:
        return message("bundle", canonical.text(self.says))

    @property
    def holder(self) -> tuple[str, ...]:
        """The owner's proven addresses, in a copy made for the owner; empty in the public one."""
        return tuple(self.says["holder"] or ())

    @property
    def state(self) -> str:
        return str(self.says["status"]["state"])

    def name(self, field: str) -> str | None:
        """`supervisee` or `supervisor` as called when it was signed; None once erased."""
        return next((one["value"] for one in self.says["names"] if one["field"] == field), None)

    def key_of(self, seq: int) -> Key | None:
        """The key that signs this row."""
        return next((key for key in self.keys if key.signs(seq)), None)


def message(kind: str, text: str) -> bytes:
    """The bytes that a signature over a record of this kind is made of."""
    return f"rs-tracker/{kind}/v1\n{text}".encode()


def kid_of(public: str) -> str:
    """A key's short name: the first eight bytes of its hash. The key is given in hex."""
    return sha256(bytes.fromhex(public)).hexdigest()[:16]


def sealed(says: Mapping[str, object], kid: str, sig: str) -> bytes:
    """The file."""
    return canonical.text({"bundle": says, "seal": {"alg": ALGORITHM, "kid": kid, "sig": sig}}).encode()


def read(data: bytes) -> Bundle:
    """The bundle in these bytes. Raises NoBundle where they are not the one spelling of a complete bundle."""
    try:
        found: dict[str, Any] = strict.read(data)
        if not fits(found, SHAPE):
            raise NoBundle("fields are missing, or there are others")
        says, seal = found["bundle"], found["seal"]
        if (says["v"], says["what"], seal["alg"]) != (1, WHAT, ALGORITHM):
            raise NoBundle("a kind that this release does not know")
        row = read_row(says["row"])
        rest = _rows(says["later"]), _rows(says["key_rows"])
        strict.read_text(says["version"])
    except NotCanonical as fault:
        raise NoBundle(str(fault)) from None
    keys = tuple(
        Key(one["kid"], one["public"], one["from_seq"], one["to_seq"], one["revoked_from"]) for one in says["keys"]
    )
    return Bundle(data, says, row, *rest, keys, seal["kid"], seal["sig"])


def read_row(signed: Mapping[str, str]) -> Row:
    """A row from its text and signature. Raises NotCanonical."""
    says = strict.read_text(signed["canonical"])
    common = {name: says.get(name) for name in ("seq", "kind", "kid", "alg", "prev", "at", "assoc")}
    shape = {"seq": int, "kind": str, "kid": str, "alg": str, "prev": str, "at": INSTANT, "assoc": str}
    if not fits(common, shape) or says["alg"] != ALGORITHM or not isinstance(says.get("commit"), dict):
        raise NotCanonical("a row lacks what every row has")
    return Row(signed["canonical"], signed["sig"], says)


def _rows(signed: Sequence[Mapping[str, str]]) -> tuple[Row, ...]:
    rows = tuple(read_row(one) for one in signed)
    if [row.seq for row in rows] != sorted({row.seq for row in rows}):
        raise NotCanonical("rows out of order")
    return rows
