"""Proof pages on a phone and at a desk: without JavaScript, by keyboard, light and dark."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.ledger import checkpoints
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import HOME, NOW, OTHER, PASSWORD
from tests.support.builders_proofs import ended, file_of, logged, sign_all, token_of, tokens_of

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]
People = Callable[..., Someone]


def enter(somebody: Someone, email: str) -> None:
    somebody.open("/accounts/sign-in")
    somebody.fill(email=email, password=PASSWORD)
    somebody.press("Sign in", exact=True, within="main")


@pytest.mark.parametrize("looks", [{"phone": True}, {"phone": False, "dark": True}])
def test_an_outsider_checks_a_signature_without_account_or_script(
    db: Session, people: People, looks: dict[str, Any]
) -> None:
    who = builders.cast(db)
    kept, over = logged(db, who.alice, who.bob), logged(db, who.alice, who.bob, 9)
    sign_all(db, who.bob)
    checkpoints.checkpoint(db, HOME, NOW)
    ended(db, over, who.bob)
    token = token_of(db, kept)
    [old] = tokens_of(db, over)
    db.commit()
    outsider, reader = people(javascript=False, **looks), people(**looks)
    for path, words in (
        (f"/verify/{token}", "Check it yourself"),
        (f"/verify/{HOME}/checkpoints", "rs-tracker/checkpoint/v1"),
        (f"/verify/{old}", "Cancelled by the supervisor"),
    ):
        outsider.open(path)
        outsider.sees(words)
        reader.open(path)
        reader.is_accessible()
        picture(reader, path)


def picture(somebody: Someone, path: str) -> None:
    """What was looked at, where a run wants to keep it."""
    folder = os.environ.get("PICTURES")
    if folder:
        size = somebody.page.viewport_size or {"width": 0}
        name = path.strip("/").replace("/", "-")[:40]
        somebody.page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)


def test_a_log_is_brought_along_by_its_owner(db: Session, people: People, tmp_path: Path) -> None:
    who = builders.cast(db)
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    entry_id = logged(db, who.alice, who.bob, 2, 60, OTHER)
    own = logged(db, who.alice, who.bob, 16)
    sign_all(db, who.bob)
    file = tmp_path / "proof.json"
    file.write_bytes(file_of(db, token_of(db, entry_id, OTHER)))
    db.commit()
    alice = people(phone=True)
    enter(alice, "alice@example.org")
    alice.open("/entries/bring")
    alice.is_accessible()
    picture(alice, "bring")
    alice.page.set_input_files("[name=files]", [str(file), str(Path(__file__))])
    alice.press("Check and bring them in")
    alice.sees("1 session came in.")
    alice.sees("signed there by Bob Birch")
    alice.sees("This is no proof")
    alice.is_accessible()
    picture(alice, "brought")
    alice.press("November 2, 2026")
    alice.sees("Signed there by Bob Birch")
    alice.is_accessible()
    alice.open(f"/entries/{own}/proof")
    alice.is_accessible()
    picture(alice, "own")
    first = alice.page.locator(".facts a").inner_text()
    alice.press("Close it and get a new one")
    assert alice.page.locator(".facts a").inner_text() != first
