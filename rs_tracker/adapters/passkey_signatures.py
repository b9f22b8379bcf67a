"""Whether a passkey's key signed something: ES256, EdDSA, RS256. The key comes read (domain/cose.py)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from rs_tracker.domain.cose import EDDSA, ES256, PublicKey


def approves(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the key signed exactly this message."""
    try:
        if key.algorithm == ES256:
            x, y = int.from_bytes(key.first, "big"), int.from_bytes(key.second, "big")
            point = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
            point.verify(signature, message, ECDSA(SHA256()))
        elif key.algorithm == EDDSA:
            Ed25519PublicKey.from_public_bytes(key.first).verify(signature, message)
        else:
            modulus, exponent = int.from_bytes(key.first, "big"), int.from_bytes(key.second, "big")
            RSAPublicNumbers(exponent, modulus).public_key().verify(signature, message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
