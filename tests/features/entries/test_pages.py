"""The log's pages in the hands of Alice, without scripts."""

from flask import Flask
from sqlalchemy.orm import Session

from tests.support.builders import cast
from tests.support.builders_progress import signed_in


def test_alice_logs_a_session(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/new")
    page = alice.press("Save session", {"held_on": "2026-11-20", "hours": "1", "minutes": "30", "supervisor": who.bob})
    assert page.heading == "Session of November 20, 2026"
    assert "It waits for Bob Birch to sign it." in page.text
    assert "1 h 30 min" in page.text
