"""Ed25519 keys: making them, signing, checking, and keeping the private part sealed under the installation's secret.

Sealed with AES-GCM under a key derived from the secret; the context (which association, which key) is part of the seal,
so that a sealed key moved to another row opens nothing.
"""

from functools import lru_cache
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALG = "ed25519"
NONCE = 12
_PURPOSE = b"rs-tracker/seal/v1"


class WrongSecret(ValueError):
    """The secret does not open what was sealed: it is another one, or the sealed bytes were changed or moved."""


class SigningKey:
    """A private key that signs; what it shows of itself is public."""

    __slots__ = ("_private", "kid", "public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        self.kid = kid_of(self.public)

    def sign(self, data: bytes) -> str:
        """The signature over `data`, as 128 lower-case hex digits."""
        return self._private.sign(data).hex()

    def seed(self) -> str:
        """The private part, as 64 hex digits: for paper, never for a table."""
        return self._private.private_bytes_raw().hex()


def new() -> SigningKey:
    """A fresh key."""
    return SigningKey(Ed25519PrivateKey.generate())


def from_seed(seed: str) -> SigningKey:
    """The key whose private part this is (64 hex digits). ValueError for anything else."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))


def kid_of(public: str) -> str:
    """The name of a public key (hex): the first eight bytes of its SHA-256, as 16 hex digits."""
    return sha256(bytes.fromhex(public)).hexdigest()[:16]


def verify(public: str, data: bytes, signature: str) -> bool:
    """Whether the key signed exactly this. Both are lower-case hex; anything else has signed nothing."""
    try:
        raw = bytes.fromhex(signature)
        if raw.hex() != signature:
            return False
        _public(public).verify(raw, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _public(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


def seal(secret: bytes, context: str, key: SigningKey) -> bytes:
    """The private part for the table: nonce, then ciphertext bound to `context`."""
    nonce = urandom(NONCE)
    return nonce + AESGCM(_sealing(secret)).encrypt(nonce, bytes.fromhex(key.seed()), context.encode())


def unseal(secret: bytes, context: str, sealed: bytes) -> SigningKey:
    """The key that was sealed for this context. Raises WrongSecret."""
    try:
        raw = AESGCM(_sealing(secret)).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
        return SigningKey(Ed25519PrivateKey.from_private_bytes(raw))
    except (InvalidTag, ValueError):
        raise WrongSecret(f"the secret does not open the key of {context}") from None


@lru_cache(maxsize=8)
def _sealing(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
