"""A passkey made of software: answers a page's question as an authenticator would, or wrongly in one chosen way.

bob = Authenticator()
made = bob.create(options)             # what navigator.credentials.create would give to the form
said = bob.get(options)                # … navigator.credentials.get
said = bob.get(options, flags=PRESENT) # without having verified its user
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Passkey
from tests.support.builders import LONG_AGO

HOST, ORIGIN = "localhost", "http://localhost:8000"
PRESENT, VERIFIED, WITH_KEY = 1, 4, 64
# CBOR by hand: a map of three (format none, an empty statement, the data) up to the bytes of the data.
UNATTESTED = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"
COSE = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20%b\x22\x58\x20%b"


def text(data: bytes) -> str:
    """As browsers spell bytes in JSON."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(words: str) -> bytes:
    """And back."""
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


@dataclass(slots=True)
class Authenticator:
    """One key on one device. `counter` None: a key that several devices share, whose counter stays 0."""

    counter: int | None = 0
    handle: bytes = b""
    id: bytes = field(default_factory=lambda: token_bytes(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    @property
    def public_key(self) -> bytes:
        """Its COSE_Key."""
        point = self.key.public_key().public_numbers()
        return COSE % (point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big"))

    def create(self, options: str, *, origin: str = ORIGIN, host: str = HOST, flags: int = PRESENT | VERIFIED) -> str:
        """Make this key for the page that asks."""
        asked = json.loads(options)
        self.handle = data(asked["user"]["id"])
        about = b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + self.public_key
        whole = self._data(host, flags | WITH_KEY) + about
        attested = UNATTESTED + len(whole).to_bytes(2, "big") + whole
        return self._answer(
            clientDataJSON=_client("webauthn.create", asked["challenge"], origin), attestationObject=attested
        )

    def get(
        self,
        options: str,
        *,
        challenge: str | None = None,
        origin: str = ORIGIN,
        host: str = HOST,
        flags: int = PRESENT | VERIFIED,
        kind: str = "webauthn.get",
    ) -> str:
        """Approve what the page asks, or another challenge (hex)."""
        asked = json.loads(options)["challenge"] if challenge is None else text(bytes.fromhex(challenge))
        self.counter = self.counter + 1 if self.counter is not None else None
        client, about = _client(kind, asked, origin), self._data(host, flags)
        signed = self.key.sign(about + sha256(client).digest(), ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=about, signature=signed, userHandle=self.handle)

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + (self.counter or 0).to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        said = {name: text(value) for name, value in response.items() if value}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": said})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(said, separators=(",", ":")).encode()


def passkey(db: Session, person_id: str, name: str = "Phone", device: Authenticator | None = None) -> str:
    """A passkey that somebody added long ago; its id."""
    device = device or Authenticator()
    device.handle = person_id.encode()
    row = Passkey(
        id=str(uuid4()),
        credential_id=text(device.id),
        person_id=person_id,
        handle=person_id,
        name=name,
        public_key=device.public_key,
        sign_count=device.counter or 0,
        created_at=LONG_AGO,
    )
    db.add(row)
    db.flush()
    return row.id
