"""Files sealed with a key of somebody's own: whatever they say, they are refused in words and break nothing."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import canonical, checkpoint, ledger
from rs_tracker.domain.bundle import message
from rs_tracker.features.proofs import bundles
from tests.support.builders import NOW
from tests.support.builders_proofs import Made, bring, here, states


def forged(data: bytes, row: dict[str, Any], version: dict[str, Any], **said: Any) -> bytes:
    """The file anew, with other values, all of it signed by a fresh key that calls itself the association's."""
    key = ed25519.new()
    read = json.loads(data)["bundle"] | said
    text = canonical.text(json.loads(read["version"]) | version)
    says = json.loads(read["row"]["canonical"]) | {
        "kid": key.kid,
        "seq": 1,
        "version_sha256": canonical.digest("entry", text),
    }
    says |= row
    body = canonical.text(says)
    data_of_row = ledger.signed_bytes(body)
    at = ledger.instant(NOW)
    place = (read["association"]["id"], says["seq"], ledger.digest(data_of_row), at)
    note = checkpoint.Note(*place, key.kid, key.sign(checkpoint.message(*place)))
    read |= {
        "row": {"canonical": body, "sig": key.sign(data_of_row)},
        "version": text,
        "keys": [{"kid": key.kid, "public": key.public, "from_seq": 1, "to_seq": None, "revoked_from": None}],
        "key_rows": [],
        "later": [],
        "checkpoint": checkpoint.text(note),
    }
    seal = key.sign(message("bundle", canonical.text(read)))
    return canonical.text({"bundle": read, "seal": {"alg": "ed25519", "kid": key.kid, "sig": seal}}).encode()


def test_a_key_of_ones_own_makes_a_sound_file_that_waits_for_the_office(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    who = here(db)
    other = forged(data, {}, {})
    assert bundles.looked_at(other).is_sound
    assert bring(db, who.alice, other) == ["waits"]
    assert states(db, who.alice) == [("waiting", None)]


@pytest.mark.parametrize(
    ("row", "version", "said"),
    [
        ({"entry": "not-an-id"}, {"entry": "not-an-id"}, {}),
        ({"seq": 2**40}, {}, {}),
        ({"at": "2026-99-21T15:00:00Z"}, {}, {}),
        ({"auth": "x" * 100}, {}, {}),
        ({"date": "2026-13-45"}, {"date": "2026-13-45"}, {}),
        ({"date": "2030-01-01"}, {"date": "2030-01-01"}, {}),
        ({"minutes": 5000}, {"minutes": 5000}, {}),
        ({"minutes": True}, {"minutes": True}, {}),
        ({}, {"kind": "x" * 100}, {}),
        ({}, {"format": "group", "group_size": 2**50}, {}),
        ({}, {"group_size": []}, {}),
        ({}, {"track": None}, {}),
        ({"assoc": "A" * 60}, {"assoc": "A" * 60}, {"association": {"id": "A" * 60, "name": "x", "zone": "UTC"}}),
    ],
)
def test_what_no_ledger_of_ours_says_is_refused(
    db: Session, elsewhere: Made, row: dict[str, Any], version: dict[str, Any], said: dict[str, Any]
) -> None:
    [data] = elsewhere(2)
    who = here(db)
    [code] = bring(db, who.alice, forged(data, row, version, **said))
    assert code in ("odd", "untrue", "unreadable")
    assert states(db, who.alice) == []


def test_long_and_strange_names_come_in_as_text_or_not_at_all(db: Session, elsewhere: Made) -> None:
    [data] = elsewhere(2)
    who = here(db)
    for number, name in enumerate(("<b>Bob</b>" * 100, "=HYPERLINK(1)", "\u202eboB", "\n", "a\0b")):
        salt = "00" * 16
        commit = {"supervisor": ledger.commitment(bytes(16), name)}
        names = [{"field": "supervisor", "salt": salt, "value": name}]
        entry = f"00000000-0000-4000-8000-00000000000{number}"
        other = forged(data, {"commit": commit, "entry": entry}, {"entry": entry}, names=names)
        [code] = bring(db, who.alice, other)
        expected = {0: "waits", 1: "other-key", 2: "odd", 3: "nameless", 4: "unreadable"}
        assert code == expected[number]
