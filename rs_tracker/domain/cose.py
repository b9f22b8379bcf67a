"""The public key of a passkey, as the authenticator spelled it: COSE_Key in CBOR (RFC 9052, RFC 8949).

Only the three kinds of key that passkeys have in practice (ES256, EdDSA, RS256), and of CBOR only what such a key is
made of: one map of small integers to integers and byte strings, in definite lengths.
"""

from dataclasses import dataclass

ES256, EDDSA, RS256 = -7, -8, -257
KIND, ALGORITHM, CURVE, X, Y = 1, 3, -1, -2, -3
OKP, EC2, RSA = 1, 2, 3
P256, ED25519 = 1, 6


class NotAKey(ValueError):
    """These bytes are no key of a passkey."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """By `algorithm`: ES256 (first: x, second: y), EDDSA (first: the key), RS256 (first: modulus, second: exponent)."""

    algorithm: int
    first: bytes
    second: bytes


def read(data: bytes) -> PublicKey:
    """The key in these bytes, all of them. Raises NotAKey."""
    items, end = _map(data)
    if end != len(data):
        raise NotAKey("something follows the key")
    kind, algorithm = items.get(KIND), items.get(ALGORITHM)
    if (kind, algorithm, items.get(CURVE)) == (EC2, ES256, P256):
        return PublicKey(ES256, _bytes(items.get(X), 32), _bytes(items.get(Y), 32))
    if (kind, algorithm, items.get(CURVE)) == (OKP, EDDSA, ED25519):
        return PublicKey(EDDSA, _bytes(items.get(X), 32), b"")
    if (kind, algorithm) == (RSA, RS256):
        return PublicKey(RS256, _bytes(items.get(CURVE), None), _bytes(items.get(X), None))
    raise NotAKey("a kind of key that is not known")


def _bytes(value: int | bytes | None, length: int | None) -> bytes:
    if not isinstance(value, bytes) or (length is not None and len(value) != length) or not 1 <= len(value) <= 1024:
        raise NotAKey("a part of the key has the wrong length")
    return value


def _map(data: bytes) -> tuple[dict[int, int | bytes], int]:
    major, count, at = _head(data, 0)
    if major != 5 or count > 20:
        raise NotAKey("not a map")
    found: dict[int, int | bytes] = {}
    for _ in range(count):
        key, at = _item(data, at)
        value, at = _item(data, at)
        if not isinstance(key, int) or key in found:
            raise NotAKey("a name in the key is no number, or stands twice")
        found[key] = value
    return found, at


def _item(data: bytes, at: int) -> tuple[int | bytes, int]:
    major, number, at = _head(data, at)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major == 2 and at + number <= len(data):
        return data[at : at + number], at + number
    raise NotAKey("a part of the key is neither number nor bytes")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument and where the next byte is."""
    if at >= len(data):
        raise NotAKey("the key ends too early")
    major, small = data[at] >> 5, data[at] & 31
    if small < 24:
        return major, small, at + 1
    width = {24: 1, 25: 2, 26: 4}.get(small)
    if width is None or at + 1 + width > len(data):
        raise NotAKey("the key ends too early")
    return major, int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width
