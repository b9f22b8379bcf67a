"""The signing pages as bob and others meet them, without scripts."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.adapters.letters import Letters
from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.tables import Attestation, Entry
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, PASSWORD, Cast, signed_in
from tests.support.builders_signing import earning

ABOUT = {"base_url": "https://hours.example.org", "host_name": "Example", "host_contact": "host@example.org"}


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    for day in (2, 9, 16):
        entries.log(db, builders.actor(db, cast.alice), Draft(date(2026, 11, day), 60, cast.bob), NOW)
    db.commit()
    return cast


def states(db: Session) -> list[str]:
    found = list(db.scalars(select(Entry.state).where(Entry.association_id == HOME).order_by(Entry.held_on)))
    db.rollback()
    return found


def ticked(db: Session) -> list[str]:
    ids = db.scalars(select(Entry.id).where(Entry.association_id == HOME, Entry.state == "waiting")).all()
    db.rollback()  # this session may write, so it holds the lock until it lets go
    return [f"{HOME}/{entry_id}/1" for entry_id in ids]


def test_bob_signs_with_his_password(app: Flask, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    page = bob.press("Sign selected", {"line": ticked(db)})
    assert page.heading == "Sign 3 entries"
    assert "I gave these people reflective supervision" in page.text
    done = bob.press("Sign 3 entries", {"password": PASSWORD})
    assert done.heading == "3 entries signed"
    assert states(db) == ["signed"] * 3


def test_a_wrong_password_signs_nothing_and_keeps_the_list(app: Flask, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    bob.press("Sign selected", {"line": ticked(db)})
    page = bob.press("Sign 3 entries", {"password": "not this one"}, status=422)
    assert "That is not your password" in page.text
    assert page.heading == "Sign 3 entries"
    assert states(db) == ["waiting"] * 3
    bob.press("Sign 3 entries", {"password": PASSWORD})
    assert states(db) == ["signed"] * 3


def test_guessing_the_password_is_slowed_down(app: Flask, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    bob.press("Sign selected", {"line": ticked(db)})
    for _ in range(10):
        bob.press("Sign 3 entries", {"password": "a guess"}, status=422)
    bob.press("Sign 3 entries", {"password": PASSWORD}, status=429)
    assert states(db) == ["waiting"] * 3


def test_the_tab_counts_what_waits_for_its_reader_in_all_their_associations(
    app: Flask, engine: Engine, db: Session, who: Cast
) -> None:
    builders.member(db, OTHER, who.charlie, SUPERVISEE)
    charlie = builders.actor(db, who.charlie, OTHER)
    entries.log(db, charlie, Draft(date(2026, 11, 2), 60, who.bob), NOW)
    db.commit()
    assert '<span class="hidden-text">4 waiting</span>' in signed_in(app, "bob@example.org").open("/people/me").source
    assert "4 waiting" not in signed_in(app, "alice@example.org").open("/entries/").source
    assert "waiting</span>" not in signed_in(app, "erin@example.org").open("/").source


def test_nothing_ticked_is_said_and_nothing_happens(app: Flask, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    page = bob.press("Sign selected")
    assert page.heading == "Waiting for your signature"
    assert "Tick at least one session first" in page.source


def test_one_is_sent_back_and_the_others_stay(app: Flask, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    bob.follow("Send back")
    assert bob.press("Send back", status=422).heading == "Send back"
    page = bob.press("Send back", {"reason": "other", "words": ""}, status=422)
    assert "Say why in your own words" in page.text
    queue = bob.press("Send back", {"reason": "length"})
    assert sorted(states(db)) == ["returned", "waiting", "waiting"]
    assert queue.source.count(" checked") == 0  # what is signed is ticked by who signs


def test_an_odd_line_names_its_person_and_nothing_is_ticked_beforehand(app: Flask, db: Session, who: Cast) -> None:
    entries.log(db, builders.actor(db, who.alice), Draft(date(2026, 11, 3), 300, who.bob), NOW)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    page = bob.open("/signing/")
    assert "Alice Archer, November 3, 2026" in page.text
    assert page.source.count(" checked") == 0
    assert page.source.count("data-odd") == 1


def test_the_signing_pages_of_others_are_not_here(app: Flask, engine: Engine, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/")
    statement = bob.press("Sign selected", {"line": ticked(db)}).path
    entry_id = ticked(db)[0].split("/")[1]
    for email in ("alice@example.org", "charlie@example.org", "dana@example.org", "erin@example.org"):
        stranger = signed_in(app, email)
        for path in (statement, f"/signing/{entry_id}/send-back", f"/signing/{entry_id}/ask"):
            stranger.open(path, status=404)
        stranger.post(statement, {"password": PASSWORD}, status=404)
    assert states(db) == ["waiting"] * 3
    assert db.scalars(select(Attestation.entry_id).where(Attestation.association_id == HOME)).all() == []


@pytest.mark.parametrize(
    ("template", "params", "expected"),
    [
        ("signed_receipt", {"count": 2, "minutes": 150}, "2 h 30 min"),
        ("sent_back", {"entry_id": "e", "by": "Bob", "on": "2026-11-02", "reason": "length", "words": "45"}, "“45”"),
        ("sent_back", {"entry_id": "e", "by": "Bob", "on": "2026-11-02", "reason": "date", "words": ""}, "Wrong date"),
        ("office_answer", {"entry_id": "e", "answer": "Log 45."}, "“Log 45.”"),
    ],
)
def test_each_letter_of_signing_can_be_written(template: str, params: dict[str, object], expected: str) -> None:
    written = Letters(TEMPLATES, ABOUT).write(template, params, "en")
    assert written.subject
    assert expected in written.body
    assert "https://hours.example.org" in written.body
