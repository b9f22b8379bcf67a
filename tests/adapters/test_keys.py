"""Keys sign, check, and lie sealed so that neither another secret nor another place opens them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_tracker.adapters import keys

SECRET = b"a secret of this test, long enough to be one"


def test_a_signature_is_of_exactly_these_bytes_and_this_key() -> None:
    key, other = keys.new(), keys.new()
    signature = key.sign(b"said")
    assert keys.verify(key.public, b"said", signature)
    assert not keys.verify(key.public, b"Said", signature)
    assert not keys.verify(other.public, b"said", signature)


@given(st.integers(0, 511))
def test_no_bit_of_a_signature_may_differ(bit: int) -> None:
    key = keys.from_seed("07" * 32)
    good = bytes.fromhex(key.sign(b"said"))
    bad = bytearray(good)
    bad[bit // 8] ^= 1 << bit % 8
    assert not keys.verify(key.public, b"said", bytes(bad).hex())


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "00" * 63, "é" * 128])
def test_what_is_no_signature_has_signed_nothing(signature: str) -> None:
    assert not keys.verify(keys.new().public, b"said", signature)


def test_a_signature_has_one_spelling() -> None:
    key = keys.new()
    signature = key.sign(b"said")
    assert signature == signature.lower()
    assert not keys.verify(key.public, b"said", signature.upper())
    assert not keys.verify(key.public, b"said", " " + signature)


def test_a_key_is_known_by_its_first_eight_bytes_of_hash() -> None:
    """RFC 8032's first test vector."""
    key = keys.from_seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert key.public == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.kid == keys.kid_of(key.public) == "21fe31dfa154a261"
    assert key.sign(b"").startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


def test_what_is_sealed_opens_again() -> None:
    key = keys.new()
    sealed = keys.seal(SECRET, "al-f5a/one", key)
    assert bytes.fromhex(key.seed()) not in sealed
    opened = keys.unseal(SECRET, "al-f5a/one", sealed)
    assert (opened.public, opened.seed()) == (key.public, key.seed())
    assert keys.seal(SECRET, "al-f5a/one", key) != sealed, "a nonce serves once"


@pytest.mark.parametrize(
    ("secret", "context", "change"),
    [
        (b"another secret, long enough to be one too", "al-f5a/one", 0),
        (SECRET, "tx-first3years/one", 0),
        (SECRET, "al-f5a/one", 1),
        (SECRET, "al-f5a/one", -1),
    ],
)
def test_another_secret_place_or_byte_opens_nothing(secret: bytes, context: str, change: int) -> None:
    sealed = bytearray(keys.seal(SECRET, "al-f5a/one", keys.new()))
    if change:
        sealed[0 if change > 0 else -1] ^= 1
    with pytest.raises(keys.WrongSecret):
        keys.unseal(secret, context, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", b"\0" * 60])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(keys.WrongSecret):
        keys.unseal(SECRET, "al-f5a/one", sealed)
