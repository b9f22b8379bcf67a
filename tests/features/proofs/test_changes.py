"""No byte of a proof's file can change unnoticed, and no field of it, whoever changes it without the key."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rs_tracker.domain import canonical
from rs_tracker.features.ledger import rotation
from rs_tracker.features.proofs import bundles
from rs_tracker.store.engine import writing
from tests.support import builders
from tests.support.authenticator import Authenticator
from tests.support.builders import HOME, NOW
from tests.support.builders_proofs import corrected, file_of, logged, sign_all, sign_by_passkey, token_of, tokens_of
from tests.support.node import node_verifies

TRIES = {25: 400, 2000: 10_000}


@pytest.fixture
def bundles_made(engine: Engine) -> Iterator[list[bytes]]:
    """One signed with a password, one by a passkey after a change of keys, one that was replaced."""
    with writing(engine) as db:
        yield list(_made(db))


def _made(db: Session) -> Iterator[bytes]:
    who = builders.cast(db)
    first = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    rotation.rotate(db, HOME, NOW)
    second = logged(db, who.alice, who.bob, 9)
    logged(db, who.alice, who.bob, 16)
    sign_by_passkey(db, who.bob, Authenticator())
    third = logged(db, who.alice, who.bob, 12)
    sign_all(db, who.bob)
    corrected(db, who.alice, third, 75)
    sign_all(db, who.bob)
    yield file_of(db, token_of(db, first), holder=("alice@example.org",))
    yield file_of(db, token_of(db, second))
    yield file_of(db, tokens_of(db, third)[0])


def changed_byte(data: bytes, chance: random.Random) -> bytes:
    """One byte another, one away, one more, or two in each other's place."""
    at = chance.randrange(len(data))
    how = chance.randrange(5)
    if how == 0:
        return data[:at] + data[at + 1 :]
    if how == 1:
        return data[:at] + bytes([chance.randrange(256)]) + data[at:]
    if how == 2:
        other = chance.randrange(len(data))
        swapped = bytearray(data)
        swapped[at], swapped[other] = data[other], data[at]
        return bytes(swapped)
    if how == 3:
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def changed_field(data: bytes, chance: random.Random) -> bytes:
    """Another value, a field less or one more somewhere inside, spelled as it should be."""
    record = json.loads(data)
    places = list(_places(record))
    holder, name = chance.choice(places)
    how = chance.randrange(4)
    if how == 0 and isinstance(holder, dict):
        del holder[name]
    elif how == 1 and isinstance(holder, dict):
        holder[chance.choice(("x", "note", "v2"))] = holder[name]
    else:
        holder[name] = _other(holder[name], chance)
    return canonical.text(record).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 60))
    if isinstance(value, str) and value:
        inner = _inner(value, chance)
        at = chance.randrange(len(value))
        return inner or value[:at] + chance.choice("0123456789abcdefZ\u00e9\n ") + value[at + 1 :]
    return chance.choice([None, "", 0, [], {}, [value], True])


def _inner(text: str, chance: random.Random) -> str | None:
    """A change inside a record that is carried as text, such as the minutes of the row."""
    try:
        record = json.loads(text)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    name = chance.choice(sorted(record))
    record[name] = _other(record[name], chance)
    return canonical.text(record)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_change_of_a_byte_or_a_field_is_accepted(bundles_made: list[bytes]) -> None:
    chance = random.Random(20261121)
    assert [bundles.looked_at(data).is_sound for data in bundles_made] == [True] * 3
    tries = 0
    while tries < TRIES[settings.default.max_examples if settings.default else 25]:
        data = chance.choice(bundles_made)
        other = chance.choice((changed_byte, changed_field))(data, chance)
        if other == data:
            continue
        tries += 1
        assert not bundles.looked_at(other).is_sound, other


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_second_opinion_refuses_them_too(bundles_made: list[bytes]) -> None:
    chance = random.Random(1)
    for number in range(20):
        data = bundles_made[number % 2]
        other = (changed_byte, changed_field)[number // 10](data, chance)
        assert other == data or node_verifies(other) in (1, 2)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_second_spelling_of_a_field_is_refused(bundles_made: list[bytes]) -> None:
    data = bundles_made[0]
    twice = data.replace(b'"v":1,', b'"v":1,"v":1,', 1)
    spellings = [
        twice,
        data.replace(b'"v":1,', b'"v":1.0,', 1),
        data.replace(b'"v":1,', b'"v":1e0,', 1),
        data.replace(b"Alice", b"\\u0041lice", 1),
        data.replace(b'"holder":', b'"holder": ', 1),
        data.replace(b"Alice", "Alic\u0065\u0301".encode(), 1),
        data.replace(b"Alice", b"\\ud800lice", 1),
        b"\xef\xbb\xbf" + data,
        data.decode().encode("utf-16"),
        b"",
        b"[]",
        b"{" * 100_000,
        b'{"bundle":' + b"[" * 100_000,
    ]
    for other in spellings:
        assert other != data
        assert not bundles.looked_at(other).is_readable
        assert node_verifies(other) in (1, 2)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_parts_of_two_true_files_do_not_make_a_third(bundles_made: list[bytes]) -> None:
    first, second = (json.loads(data) for data in bundles_made[:2])
    for name in second["bundle"]:
        if first["bundle"][name] == second["bundle"][name]:
            continue
        mixed = copy.deepcopy(first)
        mixed["bundle"][name] = second["bundle"][name]
        assert not bundles.looked_at(canonical.text(mixed).encode()).is_sound
    first["seal"] = second["seal"]
    assert not bundles.looked_at(canonical.text(first).encode()).is_sound
