"""A proof's file: that a true one holds, and what it says of a signature that ended."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from rs_tracker.domain import canonical
from rs_tracker.features.ledger import rotation
from rs_tracker.features.proofs import bundles
from tests.support import builders
from tests.support.authenticator import PRESENT, Authenticator
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_proofs import (
    corrected,
    ended,
    file_of,
    logged,
    sign_all,
    sign_by_passkey,
    token_of,
    tokens_of,
)
from tests.support.node import node_verifies

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def found(data: bytes) -> dict[str, str]:
    return {step.code: f"{step.found} {step.detail}".strip() for step in bundles.looked_at(data).steps}


def test_a_signature_proves_itself(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id))
    assert found(data) == {
        "bytes": "good",
        "seal": "good",
        "keys": "good",
        "root": "open none",
        "signature": "good",
        "record": "good",
        "names": "good",
        "checkpoint": "good",
        "covered": "good last",
        "passkey": "open pwd",
        "status": "good valid",
    }
    assert bundles.looked_at(data).holds
    assert node_verifies(data) == 0


def test_a_passkey_shows_in_the_proof_of_each_line_and_none_tells_of_the_others(db: Session, who: Cast) -> None:
    entry_ids = [logged(db, who.alice, who.bob, day) for day in (2, 9, 16)]
    sign_by_passkey(db, who.bob, Authenticator())
    for entry_id in entry_ids:
        data = file_of(db, token_of(db, entry_id))
        assert found(data)["passkey"] == "good"
        assert bundles.looked_at(data).holds
        assert node_verifies(data) == 0
        for other in set(entry_ids) - {entry_id}:
            assert other.encode() not in data


@pytest.mark.parametrize(
    ("detail", "wrong"),
    [
        ("not-verified", {"flags": PRESENT}),
        ("host", {"host": "elsewhere.example"}),
        ("challenge", {"kind": "webauthn.create"}),
        ("challenge", {"challenge": "00" * 32}),
    ],
)
def test_a_passkey_that_approved_something_else_is_no_evidence(
    db: Session, who: Cast, detail: str, wrong: dict[str, Any]
) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_by_passkey(db, who.bob, Authenticator(), **wrong)
    data = file_of(db, token_of(db, entry_id))
    assert found(data)["passkey"] == f"bad {detail}"
    assert not bundles.looked_at(data).is_sound
    assert node_verifies(data) == 1


def test_a_passkeys_signature_by_another_key_is_no_evidence(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    mine, other = Authenticator(), Authenticator()
    mine.key, kept = other.key, mine.public_key
    sign_by_passkey(db, who.bob, mine, public_key=kept)
    data = file_of(db, token_of(db, entry_id))
    assert found(data)["passkey"] == "bad signature"
    assert node_verifies(data) == 1


@pytest.mark.parametrize(("kind", "state"), [("withdraw", "withdrawn"), ("void", "voided")])
def test_a_signature_that_ended_says_so(db: Session, who: Cast, kind: str, state: str) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    token = token_of(db, entry_id)
    ended(db, entry_id, who.bob if kind == "withdraw" else who.dana, kind)
    verdict = bundles.looked_at(file_of(db, token))
    assert verdict.is_sound
    assert not verdict.holds
    assert found(file_of(db, token))["status"] == f"bad {state}"
    assert node_verifies(file_of(db, token)) == 1


def test_a_correction_takes_the_place_of_what_was_signed_before(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    corrected(db, who.alice, entry_id, 75)
    sign_all(db, who.bob, LATER)
    old, new = tokens_of(db, entry_id)
    assert token_of(db, entry_id) == new
    assert found(file_of(db, old))["status"] == "bad replaced"
    assert found(file_of(db, new))["status"] == "good valid"
    assert json.loads(file_of(db, new))["bundle"]["row"]["canonical"].count('"supersedes":1') == 1


def test_a_proof_from_before_a_change_of_keys_holds_after_it(db: Session, who: Cast) -> None:
    first, second = logged(db, who.alice, who.bob), logged(db, who.alice, who.bob, 9)
    sign_all(db, who.bob)
    for _ in range(2):
        rotation.rotate(db, HOME, LATER)
    third = logged(db, who.alice, who.bob, 16)
    sign_all(db, who.bob, LATER)
    for entry_id in (first, second, third):
        data = file_of(db, token_of(db, entry_id))
        assert bundles.looked_at(data).holds
        assert node_verifies(data) == 0
        assert len(json.loads(data)["bundle"]["keys"]) == 3


def test_the_file_is_its_own_only_spelling(db: Session, who: Cast) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id))
    assert canonical.text(json.loads(data)).encode() == data
    for other in (data + b"\n", b" " + data, data.replace(b":", b": ", 1), json.dumps(json.loads(data)).encode()):
        assert not bundles.looked_at(other).is_readable
        assert node_verifies(other) == 2
