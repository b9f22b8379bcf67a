"""The office's files: the numbers of the screen, only this association, and a line in the trail for each."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.association.board import Wanted
from rs_tracker.features.entries.service import correct
from rs_tracker.features.exports import service
from rs_tracker.features.exports.words import words
from rs_tracker.store.tables import Person, Trail
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_entries import draft, logged, sent_back, signed
from tests.support.builders_progress import goal, session, signed_in
from tests.support.pages import Browser
from tests.support.tables import download, rows


@pytest.fixture
def alice_logs(db: Session, who: Cast) -> str:
    """An hour and 25 minutes signed, an hour waiting; her goal's id."""
    session(db, who.alice, who.bob, date(2026, 2, 3), 85)
    session(db, who.alice, who.bob, date(2026, 3, 3), 60, is_signed=False, group_size=6)
    return goal(db, who.alice)


def test_the_file_has_the_numbers_of_the_board(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    dana = signed_in(db, app, who.dana)
    shown = rows(dana.open("/association/?search=alice"))[1]
    assert dana.page is not None
    [line] = download(dana, dana.page.link("Download CSV"))
    assert shown[3] == f"{line['Counted']} of {line['Required']}"
    assert shown[4:7] == [line["Waiting for signature"], line["Does not count"], line["Logged"]]
    assert shown[7].startswith(line["Missing"])
    assert (line["Counted, minutes"], line["Logged, minutes"], line["Missing, minutes"]) == ("85", "145", "635")
    assert (line["Name"], line["Works on"], line["Credential"]) == ("Alice Archer", "Renew", "IFS")
    assert (line["Period from"], line["Period to"], line["Requirement met"]) == ("2026-01-01", "2026-12-31", "No")


def test_the_file_keeps_the_filter_of_the_address(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    dana = signed_in(db, app, who.dana)
    assert [line["Name"] for line in download(dana, "/exports/hours")] == ["Alice Archer", "Charlie Cole"]
    assert [line["Name"] for line in download(dana, "/exports/hours?show=missing")] == ["Alice Archer"]
    assert download(dana, "/exports/hours?show=met") == []


def test_every_session_the_office_may_see_is_a_line(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    nora = builders.person(db, "Nora No")
    builders.member(db, HOME, nora, "supervisee", office_sees=False)
    session(db, nora, who.bob, date(2026, 2, 3), 77)
    session(db, who.alice, who.bob, date(2026, 2, 9), 60, is_signed=False, state="removed")
    lines = download(signed_in(db, app, who.dana), "/exports/entries")
    assert [(line["Date"], line["Hours"], line["Minutes"], line["State"]) for line in lines] == [
        ("2026-02-03", "1.41", "85", "Signed"),
        ("2026-03-03", "1.00", "60", "Waiting for signature"),
    ]
    assert [(line["Person"], line["Supervisor"]) for line in lines] == [("Alice Archer", "Bob Birch")] * 2
    assert [(line["Format"], line["People in the group"]) for line in lines] == [("Individual", ""), ("Group", "6")]


def test_sessions_can_be_narrowed_to_one_person_and_some_days(
    db: Session, app: Flask, who: Cast, alice_logs: str
) -> None:
    session(db, who.charlie, who.bob, date(2026, 2, 4))
    dana = signed_in(db, app, who.dana)
    assert len(download(dana, f"/exports/entries?person={who.charlie}")) == 1
    some = download(dana, "/exports/entries?from=2026-02-04&to=2026-03-03")
    assert sorted(line["Date"] for line in some) == ["2026-02-04", "2026-03-03"]


def test_a_signed_line_names_who_signed_and_when(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who, minutes=75)
    signed(db, entry_id, who.bob)
    [line] = download(signed_in(db, app, who.dana), "/exports/entries")
    assert (line["Signed by"], line["Signed at (UTC)"], line["Session id"]) == (
        "Bob Birch",
        "2026-11-21 15:00",
        entry_id,
    )


def test_a_correction_that_waits_leaves_the_signed_length_in_the_file(db: Session, app: Flask, who: Cast) -> None:
    entry_id = logged(db, who, minutes=75)
    signed(db, entry_id, who.bob)
    alice = builders.actor(db, who.alice)
    correct(db, alice, entry_id, draft(who, minutes=120), 1, builders.NOW)
    dana = signed_in(db, app, who.dana)
    [line] = download(dana, "/exports/entries")
    assert (line["Minutes"], line["State"]) == ("75", "Signed, correction waiting")


def test_a_formula_for_a_name_stays_text(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    row = db.scalars(select(Person).where(Person.id == who.alice)).one()
    row.name = '=HYPERLINK("http://example.org";"Alice")'
    dana = signed_in(db, app, who.dana)
    for path, column in (("/exports/hours?show=missing", "Name"), ("/exports/entries", "Person")):
        assert {line[column] for line in download(dana, path)} == {"'" + row.name}


def test_each_download_leaves_a_line_in_the_trail(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    dana = signed_in(db, app, who.dana)
    download(dana, "/exports/hours?show=met")
    download(dana, f"/exports/entries?person={who.alice}")
    found = db.execute(
        select(Trail.action, Trail.person_id, Trail.about)
        .where(Trail.association_id == HOME, Trail.actor_id == who.dana)
        .order_by(Trail.action)
    ).all()
    assert [(line.action, line.person_id) for line in found] == [
        ("export.entries", who.alice),
        ("export.hours", who.dana),
    ]
    assert found[1].about["show"] == "met"


def test_erin_downloads_nothing_of_another_association(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    erin = signed_in(db, app, who.erin, OTHER)
    assert download(erin, "/exports/hours") == []
    assert download(erin, "/exports/entries") == []
    erin.open(f"/exports/entries?person={who.alice}", status=404)
    others = [signed_in(db, app, person_id) for person_id in (who.alice, who.bob, who.charlie)]
    for visitor in (*others, Browser(app)):
        visitor.open("/exports/hours", status=404)
        visitor.open("/exports/entries", status=404)


def test_a_kind_of_file_that_there_is_not_is_not_found(db: Session, app: Flask, who: Cast) -> None:
    signed_in(db, app, who.dana).open("/exports/hours?format=doc", status=404)


def test_the_command_line_writes_what_the_pages_send(db: Session, app: Flask, who: Cast, alice_logs: str) -> None:
    dana, alice = signed_in(db, app, who.dana), signed_in(db, app, who.alice)
    hours, entries, log = BytesIO(), BytesIO(), BytesIO()
    service.export_hours(db, HOME, hours, words(), Wanted())
    service.export_entries(db, HOME, entries, words())
    site = f"{app.extensions['rs_tracker'].base_url}/verify/"
    service.export_log(db, HOME, who.alice, log, words(), site)
    db.rollback()
    assert hours.getvalue() == dana.client.get("/exports/hours").data
    assert entries.getvalue() == dana.client.get("/exports/entries").data
    assert log.getvalue() == alice.client.get("/exports/my-log?format=csv").data


def test_what_was_sent_back_says_so(db: Session, app: Flask, who: Cast) -> None:
    sent_back(db, logged(db, who), who.bob)
    [line] = download(signed_in(db, app, who.dana), "/exports/entries")
    assert (line["State"], line["Signed by"]) == ("Sent back", "")
