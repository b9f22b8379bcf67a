"""Proof pages: what anybody with the address sees, and what nobody sees without it."""

import json
from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from rs_tracker.features.ledger import checkpoints
from rs_tracker.features.proofs import bundles
from rs_tracker.store.tables import LedgerDisclosure
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_proofs import corrected, ended, logged, sign_all, token_of, tokens_of
from tests.support.node import node_verifies
from tests.support.pages import Browser


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def test_anybody_with_the_address_sees_who_signed_what_and_when(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob, 2, 75)
    sign_all(db, who.bob)
    token = token_of(db, entry_id)
    db.commit()
    page = browser.open(f"/verify/{token}")
    for words in ("Valid", "Alice Archer", "Bob Birch", "November 2, 2026", "1 h 15 min", "3:00 PM UTC", "9:00 AM CST"):
        assert words in page.text
    assert "I gave these people reflective supervision" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_file_at_the_address_proves_itself(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    token = token_of(db, entry_id)
    db.commit()
    answer = browser.client.get(f"/verify/{token}.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert bundles.looked_at(answer.data).holds
    assert node_verifies(answer.data) == 0
    said = json.loads(answer.data)["bundle"]
    assert said["address"].endswith(f"/verify/{token}")
    assert said["holder"] is None
    assert b"alice@example.org" not in answer.data


def test_a_page_says_what_became_of_the_signature(db: Session, who: Cast, browser: Browser) -> None:
    ids = [logged(db, who.alice, who.bob, day) for day in (2, 9, 16)]
    sign_all(db, who.bob)
    tokens = [token_of(db, entry_id) for entry_id in ids]
    corrected(db, who.alice, ids[0], 75)
    sign_all(db, who.bob, NOW + timedelta(hours=1))
    ended(db, ids[1], who.bob)
    ended(db, ids[2], who.dana, "void")
    db.commit()
    said = [browser.open(f"/verify/{token}").text for token in tokens]
    assert [text.split("Looked up")[0] for text in said] == [
        one for one in [text.split("Looked up")[0] for text in said] if "Valid" not in one
    ]
    for text, words in zip(said, ("Replaced", "Cancelled by the supervisor", "Struck by the office"), strict=True):
        assert words in text


def test_an_erased_name_is_missing_and_everything_else_stays(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    token = token_of(db, entry_id)
    db.execute(
        delete(LedgerDisclosure).where(LedgerDisclosure.association_id == HOME, LedgerDisclosure.field == "supervisee")
    )
    db.commit()
    page = browser.open(f"/verify/{token}")
    assert "The name was erased" in page.text
    assert "Alice" not in page.text
    data = browser.client.get(f"/verify/{token}.json").data
    assert b"Alice" not in data
    assert bundles.looked_at(data).holds
    assert node_verifies(data) == 0


def test_unknown_closed_and_malformed_addresses_answer_the_same(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    closed = token_of(db, entry_id)
    db.commit()
    alice = builders.signed_in(browser.client.application, "alice@example.org")
    alice.open(f"/entries/{entry_id}/proof")
    alice.press("Close it and get a new one")
    [new] = set(tokens_of(db, entry_id)) - {closed}
    db.rollback()
    assert new in (alice.page.text if alice.page else "")
    wrong = [closed, token_urlsafe(16), "x", "0" * 22, "é" * 22, new[:-1], new + "a", new.swapcase()]
    answers = [browser.client.get(f"/verify/{token}") for token in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({_without_address(answer.text) for answer in answers}) == 1
    assert {browser.client.get(f"/verify/{token}.json").status_code for token in wrong} == {404}
    assert browser.client.get(f"/verify/{new}").status_code == 200


def _without_address(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line and "next=" not in line)


def test_a_stranger_cannot_close_an_address(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    db.commit()
    charlie = builders.signed_in(browser.client.application, "charlie@example.org")
    charlie.open(f"/entries/{entry_id}/proof", status=404)
    charlie.open("/entries/")
    charlie.post(f"/entries/{entry_id}/proof", {}, status=404)


def test_an_association_publishes_checkpoints_and_hashes(db: Session, who: Cast, browser: Browser) -> None:
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    note = checkpoints.checkpoint(db, HOME, NOW)
    token = token_of(db, entry_id)
    db.commit()
    page = browser.open(f"/verify/{HOME}/checkpoints")
    assert note is not None
    assert note.last_hash in page.text
    listed = browser.client.get(f"/verify/{HOME}/hashes.txt").text
    assert listed.splitlines()[-1] == note.last_hash
    data = browser.client.get(f"/verify/{token}.json").data
    assert node_verifies(data, full=listed) == 0
    assert browser.client.get("/verify/nowhere/checkpoints").status_code == 404
    assert browser.client.get("/verify/nowhere/hashes.txt").status_code == 404
    for told in ("Alice", "Bob", who.alice, entry_id):
        assert told not in page.text + listed


def test_somebody_who_tries_addresses_is_slowed_down(db: Session, who: Cast, browser: Browser) -> None:
    db.commit()
    codes = [browser.client.get(f"/verify/{token_urlsafe(16)}").status_code for _ in range(61)]
    assert codes[:60] == [404] * 60
    assert codes[60] == 429
