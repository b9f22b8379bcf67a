"""What a passkey's signature leaves behind, and whether it is over this statement and this line of it.

The evidence is the authenticator's answer as it came (WebAuthn level 2, section 7.2), with the public key registered
here. It says: this authenticator, having verified its user, approved this hash. It cannot say what the screen showed.
"""

import base64
import binascii
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from rs_tracker.domain import canonical, cose, intent, strict
from rs_tracker.domain.bundle import Bundle
from rs_tracker.domain.shape import HEX, fits
from rs_tracker.domain.steps import BAD, GOOD, OPEN, Step

PASSKEY = "passkey"
AUTH = "passkey-uv"
USER_PRESENT, USER_VERIFIED = 1, 4
HEAD = 37  # hash of the host, flags, counter
MEMBERS = {
    "what": str,
    "v": int,
    "credential": str,
    "public_key": HEX,
    "authenticator_data": HEX,
    "client_data": HEX,
    "signature": HEX,
}
Approves = Callable[[cose.PublicKey, bytes, bytes], bool]


def spell(credential_id: str, public_key: bytes, authenticator_data: bytes, client_data: bytes, sig: bytes) -> bytes:
    """The evidence of one assertion, as the ledger keeps it. `credential_id` is base64url, `public_key` a COSE_Key."""
    said = {
        "what": PASSKEY,
        "v": 1,
        "credential": credential_id,
        "public_key": public_key.hex(),
        "authenticator_data": authenticator_data.hex(),
        "client_data": client_data.hex(),
        "signature": sig.hex(),
    }
    return canonical.text(said).encode()


def approved(read: Bundle, approves: Approves) -> Step:
    """The step about the passkey; OPEN where the signer used a password or a code instead."""
    auth = str(read.row.says.get("auth"))
    evidence, named = read.says["evidence"], read.row.says.get("evidence")
    if evidence is None:
        is_plain = named is None and auth != AUTH and read.says["intent"] is None
        return Step(PASSKEY, OPEN if is_plain else BAD, auth if is_plain else "missing", {"auth": auth})
    body = bytes.fromhex(evidence)
    if sha256(body).hexdigest() != named or auth != AUTH:
        return Step(PASSKEY, BAD, "other")
    fault = _line_fault(read) or _fault(body, str(read.row.says.get("intent_sha256")), approves)
    return Step(PASSKEY, BAD if fault else GOOD, fault, {"auth": auth})


def _line_fault(read: Bundle) -> str:
    """Why the statement is not the one of the row, or does not have this line."""
    said = read.says["intent"]
    if said is None or canonical.digest("intent", said["text"]) != read.row.says.get("intent_sha256"):
        return "statement"
    try:
        text, line = strict.read_text(said["text"]), strict.read_text(said["line"])
    except strict.NotCanonical:
        return "statement"
    lines = text.get("lines")
    if text.get("v") != intent.REDUCED or not isinstance(lines, list) or intent.line_digest(line) not in lines:
        return "line"
    row = read.row.says
    same = {"association": "assoc", "entry": "entry", "version": "version", "version_sha256": "version_sha256"}
    same |= {"date": "date", "minutes": "minutes"}
    is_same = all(line.get(name) == row.get(other) for name, other in same.items())
    is_theirs = (text.get("signer"), text.get("meaning")) == (row.get("signer"), row.get("meaning"))
    return "" if is_same and is_theirs else "line"


def _fault(body: bytes, challenge: str, approves: Approves) -> str:
    """Why the authenticator did not approve this hash, or nothing."""
    try:
        said: dict[str, Any] = strict.read(body)
        if not fits(said, MEMBERS) or said["what"] != PASSKEY:
            return "evidence"
        data, client = bytes.fromhex(said["authenticator_data"]), bytes.fromhex(said["client_data"])
        key = cose.read(bytes.fromhex(said["public_key"]))
        asked = json.loads(client)
        host = urlsplit(asked["origin"]).hostname or ""
        got = base64.urlsafe_b64decode(asked["challenge"] + "=" * (-len(asked["challenge"]) % 4)).hex()
    except (ValueError, TypeError, KeyError, cose.NotAKey, strict.NotCanonical, binascii.Error, RecursionError):
        return "evidence"
    if asked.get("type") != "webauthn.get" or got != challenge:
        return "challenge"
    if len(data) < HEAD or not _is_host(data[:32], host):
        return "host"
    if data[32] & USER_PRESENT == 0 or data[32] & USER_VERIFIED == 0:
        return "not-verified"
    message = data + sha256(client).digest()
    return "" if approves(key, message, bytes.fromhex(said["signature"])) else "signature"


def _is_host(hashed: bytes, host: str) -> bool:
    """Whether the passkey belongs to the host of the page, or to a domain above it."""
    parts = host.split(".")
    return any(sha256(".".join(parts[first:]).encode()).digest() == hashed for first in range(len(parts)))
