"""Starting, joining and guessing, as alice, maya and bob meet the pages, without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.groups.joining import DELIVERED_WITHIN
from rs_tracker.store.tables import Attestation, Entry, GroupLine, GroupSheet, Person, SupervisionPair
from tests.support import builders
from tests.support.builders import HOME, NOW, PASSWORD, Cast, signed_in
from tests.support.builders_groups import group, here, sheet
from tests.support.pages import Browser

LATER = NOW + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with clock.stopped(LATER):
        yield


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    db.commit()
    return cast


def minutes_of(db: Session) -> list[int]:
    found = sorted(db.scalars(select(Entry.minutes).where(Entry.association_id == HOME, Entry.state == "signed")))
    db.rollback()
    return found


def finish(bob: Browser, count: int) -> None:
    words = f"Sign {count} entries" if count > 1 else "Sign 1 entry"
    assert bob.page.heading == words
    bob.press(words, {"password": PASSWORD})


def test_alice_starts_maya_joins_and_bob_signs(app: Flask, db: Session, who: Cast) -> None:
    group(db, who, 1)
    db.commit()
    alice = signed_in(app, "alice@example.org")
    alice.open("/entries/new")
    alice.follow("Start a group sheet")
    alice.press("Start the sheet", {"hours": "", "minutes": ""}, status=422)
    page = alice.press("Start the sheet", {"hours": "1", "minutes": "30", "supervisor": who.bob})
    code = db.scalars(select(GroupSheet.code)).one() or ""
    db.rollback()
    assert f"{code[:3]} {code[3:]}" in page.text
    assert f"/entries/join/{code}" in page.source
    assert "<svg" in page.source

    maya = signed_in(app, "maya@example.org")
    assert "Alice" not in maya.open(f"/entries/join/{code}").text
    told = maya.press("Find the group")
    assert "Alice Archer" in told.text
    maya.press("Join", {"hours": "1", "minutes": "0"})
    assert minutes_of(db) == []
    assert "1 h" in alice.open(page.path).text

    bob = signed_in(app, "bob@example.org")
    assert "Group of 2" in bob.open("/signing/").text
    assert "Started by Alice Archer" in bob.follow("Look and sign the group").text
    assert "Different lengths for one meeting" in bob.page.text
    bob.press("Sign the group")
    finish(bob, 2)
    assert minutes_of(db) == [60, 90]


def test_a_code_of_nobody_is_told_and_guessing_is_slowed_down(app: Flask, db: Session, who: Cast) -> None:
    alice = signed_in(app, "alice@example.org")
    alice.open("/entries/join")
    for _ in range(20):
        page = alice.press("Find the group", {"code": "BCDFGH"}, status=422)
    assert "No group has this code now" in page.text
    alice.press("Find the group", {"code": "BCDFGJ"}, status=429)


def test_a_phone_delivers_a_code_later_with_its_instant(app: Flask, db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    id_ = sheet(db, who, [])
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open(f"/entries/group/{id_}")
    bob.press("Make a code")
    code = db.scalars(select(GroupSheet.code)).one()
    db.rollback()
    with clock.stopped(LATER + DELIVERED_WITHIN):
        phone = signed_in(app, "maya@example.org")
        form = {"code": code, "hours": "1", "minutes": "15", "do": "join"}
        phone.open("/entries/join")
        phone.post("/entries/join", form, status=422)
        for at in ("yesterday", "2026-11-21T15:45:00", "2026-11-24T15:45:00Z"):
            phone.post("/entries/join", form | {"joined_at": at}, status=422)
        phone.post("/entries/join", form | {"joined_at": "2026-11-21T15:45:00Z"}, status=200, follow_redirects=True)
    lines = select(GroupLine.person_id, GroupLine.minutes).where(GroupLine.association_id == HOME)
    assert [tuple(row) for row in db.execute(lines)] == [(maya, 75)]
    db.rollback()


def test_who_may_not_join_is_told_why(app: Flask, db: Session, who: Cast) -> None:
    id_ = sheet(db, who, [])
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open(f"/entries/group/{id_}")
    bob.press("Make a code")
    code = db.scalars(select(GroupSheet.code)).one()
    db.rollback()
    bob.open("/entries/join")
    assert "a sheet for you to sign" in bob.press("Find the group", {"code": code}, status=409).text
    dana = signed_in(app, "dana@example.org")
    dana.open("/entries/join")
    assert "keep no log" in dana.press("Find the group", {"code": code}, status=409).text


def test_a_get_changes_nothing(app: Flask, db: Session, who: Cast) -> None:
    id_ = sheet(db, who, here(group(db, who, 2)))
    db.commit()
    bob = signed_in(app, "bob@example.org")
    for path in ("/entries/group/new", f"/entries/group/{id_}", "/entries/join", "/entries/join/BCDFGH"):
        bob.open(path)
        bob.open(path)
    counted = [db.scalars(select(GroupSheet.id)).all(), db.scalars(select(Person.id)).all()]
    assert [len(one) for one in counted] == [1, 7]
    for table in (Entry, Attestation):
        assert db.scalars(select(table).where(table.association_id == HOME)).all() == []
    pairs = select(SupervisionPair).where(SupervisionPair.association_id == HOME)
    assert len(db.scalars(pairs).all()) == 3
    db.rollback()
