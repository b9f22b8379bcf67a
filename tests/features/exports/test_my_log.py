"""My log on paper: totals, the rule they follow, and who signed what; and what supervisors gave."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.exports import my_log
from rs_tracker.features.exports.lines import Period
from rs_tracker.store.tables import Person, Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, actor
from tests.support.builders_entries import logged, signed
from tests.support.builders_progress import goal, session, signed_in
from tests.support.tables import download, rows


def test_my_log_names_the_totals_the_rule_and_who_signed(db: Session, app: Flask, who: Cast) -> None:
    signed(db, logged(db, who, minutes=85), who.bob)
    logged(db, who, minutes=60, held_on=date(2026, 10, 1))
    goal(db, who.alice)
    page = signed_in(db, app, who.alice).open("/exports/my-log")
    assert "2.41 hours in 2 sessions, 1.41 hours of them signed" in page.text
    assert "1.41 of 12.00 hours counted" in page.text
    assert "Published rule: 12.00 hours." in page.text
    assert "first5alabama.org" in page.text
    found = rows(page)
    assert found[1] == ["Oct 1, 2026", "1.00", "Individual · In person", "Bob Birch", "Waiting for signature", "0.00"]
    assert found[2][:4] == ["Nov 20, 2026", "1.41", "Individual · In person", "Bob Birch"]
    assert found[2][4].startswith("Bob Birch, Nov 21, 2026")
    assert found[2][5] == "1.41"
    assert found[3] == ["Together", "2.41", "", "1.41 hours signed", "1.41"]
    assert "I gave these people reflective supervision" in page.text


def test_the_page_shows_the_current_period_first_and_all_when_asked(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2024, 5, 5))
    session(db, who.alice, who.bob, date(2026, 5, 5))
    goal(db, who.alice)
    alice = signed_in(db, app, who.alice)
    assert "May 5, 2024" not in alice.open("/exports/my-log").text
    assert "May 5, 2024" in alice.follow("Everything").text
    assert len(download(alice, "/exports/my-log?format=csv")) == 2
    assert alice.page is not None
    alice.open("/exports/my-log?from=2024-01-01&to=2024-12-31")
    assert [line["Date"] for line in download(alice, alice.page.link("Download CSV"))] == ["2024-05-05"]


def test_an_empty_log_says_so(db: Session, app: Flask, who: Cast) -> None:
    assert "Nothing is logged in this period." in signed_in(db, app, who.alice).open("/exports/my-log").text


def test_each_goal_has_its_own_column(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 5, 5), 90)
    session(db, who.alice, who.bob, date(2026, 6, 5), 30, kind="training")
    goal(db, who.alice, now=NOW - timedelta(days=1))
    goal(db, who.alice, "renew", "IMHS")
    found = my_log.log(db, actor(db, who.alice), Period(), NOW)
    assert [one.category for one in found.goals] == ["IFS", "IMHS"]
    assert [line.counted for line in found.lines] == [(90, 90), (0, 0)]
    assert (found.minutes, found.counted) == (120, [90, 90])


def test_nobody_reads_anothers_log(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 5, 5))
    assert download(signed_in(db, app, who.charlie), "/exports/my-log?format=csv") == []
    signed_in(db, app, who.bob).open("/exports/my-log", status=404)


def test_taking_ones_own_log_leaves_a_line(db: Session, app: Flask, who: Cast) -> None:
    download(signed_in(db, app, who.alice), "/exports/my-log?format=csv")
    actions = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.actor_id == who.alice)).all()
    assert actions == ["export.log"]


def test_bob_sees_what_he_signed_by_person_and_association(db: Session, app: Flask, who: Cast) -> None:
    signed(db, logged(db, who, minutes=85), who.bob)
    signed(db, logged(db, who, minutes=60, held_on=date(2026, 10, 1)), who.bob)
    logged(db, who, minutes=45, held_on=date(2026, 9, 1))
    bob = signed_in(db, app, who.bob)
    bob.open("/signing/")
    page = bob.follow("Hours given")
    assert page.heading == "Hours given in 2026"
    assert ["Alice Archer", "2", "2.41"] in rows(page)
    assert ["Together", "2", "2.41"] in rows(page)
    assert "First 5 Alabama" in page.text
    assert "Sep 1, 2026" not in page.text
    lines = download(bob, page.link("Download CSV"))
    assert [(line["Date"], line["Person"], line["Minutes"]) for line in lines] == [
        ("2026-10-01", "Alice Archer", "60"),
        ("2026-11-20", "Alice Archer", "85"),
    ]


def test_what_was_signed_under_a_joined_record_is_still_given(db: Session, app: Flask, who: Cast) -> None:
    old = builders.person(db, "Robert Birch", "robert@example.org")
    builders.member(db, HOME, old, "supervisor")
    signed(db, logged(db, who, provider_id=old), old)
    row = db.scalars(select(Person).where(Person.id == old)).one()
    row.joined_to = who.bob
    page = signed_in(db, app, who.bob).open("/exports/hours-given")
    assert ["Alice Archer", "1", "1.00"] in rows(page)
    alice = signed_in(db, app, who.alice)
    [line] = download(alice, "/exports/my-log?format=csv")
    assert (line["Supervisor"], line["Signed by"]) == ("Bob Birch", "Bob Birch")
    assert "Robert" not in alice.open("/exports/my-log").text


def test_another_year_and_another_supervisor_have_nothing(db: Session, app: Flask, who: Cast) -> None:
    signed(db, logged(db, who), who.bob)
    eve = builders.person(db, "Eve Elder", "eve@example.org")
    builders.member(db, OTHER, eve, "supervisor")
    assert "Nothing signed in 2026" in signed_in(db, app, eve, OTHER).open("/exports/hours-given").text
    bob = signed_in(db, app, who.bob)
    assert "Nothing signed in 2025" in bob.open("/exports/hours-given?year=2025").text
    signed_in(db, app, who.alice).open("/exports/hours-given", status=404)
