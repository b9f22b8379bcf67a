"""The pages of a group session as bob, maya and others meet them, without scripts."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.people import service as people
from rs_tracker.features.signing import consent
from rs_tracker.store.tables import Entry, GroupLine, GroupSheet, Person
from tests.support import builders
from tests.support.builders import HOME, NOW, PASSWORD, Cast, mail_to, signed_in
from tests.support.builders import OTHER as ELSEWHERE
from tests.support.builders_groups import TODAY, entries_of, group, here, sheet, sign
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


def ticked(*ids: str, **more: object) -> dict[str, object]:
    return {"held_on": TODAY.isoformat(), "hours": "1", "minutes": "30", "here": list(ids), **more}


def finish(bob: Browser, count: int) -> None:
    words = f"Sign {count} entries" if count > 1 else "Sign 1 entry"
    assert bob.page.heading == words
    bob.press(words, {"password": PASSWORD})


def test_bob_signs_a_group_with_one_short(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 3)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/")
    assert bob.follow("Group session").heading == "Group session"
    page = bob.press("Sign the group", ticked(*ids[:2], **{f"minutes-{ids[1]}": "45"}))
    assert "Maya Brooks" in page.text
    assert "Noor Haddad" in page.text
    assert "Owen Fitz" not in page.text
    finish(bob, 2)
    assert minutes_of(db) == [45, 90]


def test_those_of_the_last_group_are_ticked_with_its_length(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 4)
    sign(db, who, sheet(db, who, here(ids[:2]), minutes=75))
    db.commit()
    page = signed_in(app, "bob@example.org").open("/entries/group/new")
    assert re.findall(r'name="here" value="([^"]+)" checked', page.source) == ids[:2]
    assert 'value="15"' in page.source
    assert "The group session you signed last" in page.text


def test_a_sheet_is_kept_and_found_under_sign(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 2)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    bob.press("Keep for later", ticked(*ids))
    for path in ("/signing/", "/"):
        bob.open(path)
        assert bob.follow("Look and sign the group").heading == "Group session"
    bob.press("Sign the group", ticked(ids[0]))
    finish(bob, 1)
    assert minutes_of(db) == [90]


def test_somebody_new_is_added_by_name_and_email(app: Flask, engine: Engine, db: Session, who: Cast) -> None:
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    bob.press("Add to the list", ticked(new_name="", new_email=""), status=422)
    bob.press("Add to the list", ticked(new_name="Bob", new_email="bob@example.org"), status=422)
    page = bob.press("Add to the list", ticked(new_name="Newt Orr", new_email="newt@example.org", new_place=HOME))
    assert "Newt Orr" in page.text
    assert [one["template"] for one in mail_to(engine, "newt@example.org")] == ["invitation"]
    bob.press("Sign the group")
    finish(bob, 1)
    assert minutes_of(db) == [90]


def test_the_same_form_twice_is_one_sheet(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 2)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    for _ in range(2):
        bob.open("/entries/group/new")
        bob.press("Keep for later", ticked(*ids, form_id="6f1d2c3b-0000-4000-8000-0000000000ff"))
    assert len(db.scalars(select(GroupSheet.id)).all()) == 1
    db.rollback()


@pytest.mark.parametrize(
    "fault",
    [
        {"hours": "", "minutes": ""},
        {"hours": "0", "minutes": "0"},
        {"hours": "24", "minutes": "1"},
        {"held_on": "2031-01-01"},
        {"held_on": ""},
        {"medium": "pigeon"},
    ],
    ids=str,
)
def test_a_meeting_that_cannot_have_been_comes_back(app: Flask, db: Session, who: Cast, fault: dict[str, str]) -> None:
    ids = group(db, who, 1)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    form = {"medium": "video", "do": "sign"} | ticked(*ids) | fault
    assert bob.post("/entries/group/new", form, status=422).heading == "Group session"
    assert db.scalars(select(GroupSheet.id)).all() == []
    db.rollback()


@pytest.mark.parametrize("minutes", ["0", "1441", "-5", "an hour", "９０", "9" * 5000])
def test_minutes_of_ones_own_that_cannot_be_come_back(app: Flask, db: Session, who: Cast, minutes: str) -> None:
    ids = group(db, who, 1)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    page = bob.press("Sign the group", ticked(*ids, **{f"minutes-{ids[0]}": minutes}), status=422)
    assert "Maya Brooks: Enter whole minutes" in page.text


def test_a_sheet_is_kept_where_nothing_can_be_signed_yet(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 2)
    db.execute(update(Person).where(Person.id == who.bob).values(may_sign_from=LATER + timedelta(hours=3)))
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    assert "The sheet is kept until then" in bob.press("Sign the group", ticked(*ids)).source
    assert len(db.scalars(select(GroupSheet.id)).all()) == 1
    db.rollback()


def test_a_sheet_is_kept_for_who_took_their_consent_back(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 2)
    consent.withdraw(db, builders.actor(db, who.bob), NOW)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    assert "Agree to sign electronically first" in bob.press("Sign the group", ticked(*ids)).source
    assert "Look and sign the group" in bob.open("/signing/").text


def test_nobody_ticked_signs_nothing(app: Flask, db: Session, who: Cast) -> None:
    group(db, who, 2)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    assert "Nothing on this sheet waits" in bob.press("Sign the group", ticked()).source
    assert minutes_of(db) == []


def test_ids_of_others_are_not_ticked(app: Flask, db: Session, who: Cast) -> None:
    olga = builders.person(db, "Olga Orr", "olga@example.org")
    builders.member(db, ELSEWHERE, olga, SUPERVISEE)
    ended = group(db, who, 1)[0]
    people.end_pair(db, builders.actor(db, ended), ended, who.bob, NOW)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    ids = (olga, ended, who.bob, who.charlie, "no id at all", "6f1d2c3b-0000-4000-8000-0000000000aa")
    form = ticked(*ids, medium="video", do="keep", **{f"place-{olga}": ELSEWHERE})
    bob.post("/entries/group/new", form, status=200, follow_redirects=True)
    for place in (HOME, ELSEWHERE):
        assert db.scalars(select(GroupLine.id).where(GroupLine.association_id == place)).all() == []
    db.rollback()


def test_another_length_is_shown_and_the_supervisor_decides(app: Flask, db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    draft = Draft(TODAY, 60, who.bob, format="group", group_size=2)
    own = entries.log(db, builders.actor(db, maya), draft, NOW)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    page = bob.open("/entries/group/new")
    assert "Maya Brooks logged it: 1 h, waiting" in page.text
    page = bob.press("Sign the group", ticked(maya, noor, **{f"take-{maya}": "back"}))
    assert "goes back to Maya Brooks" in page.text
    finish(bob, 1)
    assert [entry.state for entry in entries_of(db, maya)] == ["returned"]
    assert entries_of(db, maya)[0].id == own
    db.rollback()


def test_a_length_that_was_not_shown_yet_is_shown_before_anything_is_signed(app: Flask, db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    yesterday = TODAY - timedelta(days=1)
    entries.log(db, builders.actor(db, maya), Draft(yesterday, 60, who.bob, format="group", group_size=2), NOW)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    assert "logged it" not in bob.open("/entries/group/new").text
    page = bob.press("Sign the group", ticked(maya, held_on=yesterday.isoformat()))
    assert page.heading == "Group session"
    assert "Different lengths for one meeting" in page.text
    bob.press("Sign the group")
    finish(bob, 1)
    assert minutes_of(db) == [60]


def test_two_people_of_one_name_are_asked_about(app: Flask, db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    second = builders.person(db, "MAYA BROOKS", "maya.private@example.org")
    builders.member(db, HOME, second, SUPERVISEE)
    builders.pair(db, HOME, second, who.bob)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    page = bob.press("Sign the group", ticked(maya, second), status=422)
    assert "stands here twice" in page.text
    bob.press("Sign the group", {"two_people": True})
    finish(bob, 2)


def test_sixty_people_fit_on_a_sheet(app: Flask, db: Session, who: Cast) -> None:
    ids = group(db, who, 60)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    bob.press("Sign the group", ticked(*ids))
    finish(bob, 60)
    assert len(minutes_of(db)) == 60


def test_a_person_of_two_associations_is_logged_where_the_supervisor_says(app: Flask, db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    builders.member(db, ELSEWHERE, maya, SUPERVISEE)
    builders.pair(db, ELSEWHERE, maya, who.bob)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/entries/group/new")
    bob.press("Sign the group", ticked(maya, **{f"place-{maya}": ELSEWHERE}))
    finish(bob, 1)
    assert [len(entries_of(db, maya, place)) for place in (HOME, ELSEWHERE)] == [0, 1]
    db.rollback()


def test_a_signed_sheet_says_what_became_of_each_line(app: Flask, db: Session, who: Cast) -> None:
    id_ = sheet(db, who, here(group(db, who, 2)))
    sign(db, who, id_)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    page = bob.open(f"/entries/group/{id_}")
    assert page.heading == "Group session of November 21, 2026"
    assert page.text.count("Signed") >= 3
    bob.post(f"/entries/group/{id_}", {**ticked(), "medium": "video", "do": "sign"}, status=409)
    bob.post(f"/entries/group/{id_}/drop", {}, status=409)
    bob.post(f"/entries/group/{id_}/code", {}, status=409)


def test_a_sheet_taken_back_is_gone_from_sign(app: Flask, db: Session, who: Cast) -> None:
    id_ = sheet(db, who, here(group(db, who, 2)))
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open(f"/entries/group/{id_}")
    bob.press("Take this sheet back")
    assert "Look and sign the group" not in bob.open("/signing/").text
    assert "taken back" in bob.open(f"/entries/group/{id_}").text
