"""Hours by person: who is on it, which numbers, and for whose eyes."""

from datetime import date

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rs_tracker.features.association import board
from rs_tracker.features.association.board import Wanted
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_progress import goal, session, signed_in, statements
from tests.support.pages import Browser
from tests.support.tables import rows


def names(db: Session, wanted: Wanted) -> list[str]:
    return [row.name for row in board.board(db, HOME, wanted).rows]


def test_the_board_has_the_numbers_of_the_standing(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 85)
    session(db, who.alice, who.bob, date(2026, 3, 3), 60, is_signed=False)
    session(db, who.alice, who.bob, date(2026, 4, 3), 45, kind="clinical")
    goal(db, who.alice)
    page = signed_in(db, app, who.dana).open("/association/")
    assert page.heading == "Hours by person"
    assert rows(page)[1] == [
        "Alice Archer",
        "Renew IFS published pages differ",
        "Jan 1, 2026 – Dec 31, 2026",
        "1.41 of 12.00",
        "1.00",
        "0.75",
        "3.16",
        "10.59",
    ]


def test_who_has_no_goal_is_on_it_without_numbers(db: Session, app: Flask, who: Cast) -> None:
    page = signed_in(db, app, who.dana).open("/association/")
    assert "Charlie Cole Nothing chosen yet" in page.text
    assert "2 lines, 0 of them have enough hours." in page.text


def test_who_has_not_let_the_office_see_is_not_on_it(db: Session, who: Cast) -> None:
    for name, answer in (("Una Unasked", None), ("Nora No", False), ("Yara Yes", True)):
        builders.member(db, HOME, builders.person(db, name), "supervisee", office_sees=answer)
    assert names(db, Wanted()) == ["Alice Archer", "Charlie Cole", "Yara Yes"]


def test_the_board_narrows_to_who_misses_hours_who_waits_and_who_has_enough(db: Session, who: Cast) -> None:
    for month in range(1, 10):
        session(db, who.alice, who.bob, date(2026, month, 3), 80)
    session(db, who.charlie, who.bob, date(2026, 2, 3), 60, is_signed=False)
    goal(db, who.alice)
    goal(db, who.charlie)
    assert names(db, Wanted(show=board.MET)) == ["Alice Archer"]
    assert names(db, Wanted(show=board.MISSING)) == ["Charlie Cole"]
    assert names(db, Wanted(show=board.WAITING)) == ["Charlie Cole"]
    assert names(db, Wanted(order=board.BY_MISSING)) == ["Charlie Cole", "Alice Archer"]
    assert names(db, Wanted(category="IFS")) == ["Alice Archer", "Charlie Cole"]
    assert names(db, Wanted(category="IMHS")) == []


def test_the_board_finds_what_rests_on_something_not_confirmed(db: Session, who: Cast) -> None:
    builders.set_association(db, HOME, claimed_at=None)
    bert = builders.person(db, "Bert Beech")
    builders.member(db, HOME, bert, "supervisor")
    builders.qualification(db, HOME, bert)
    session(db, who.alice, bert, date(2026, 2, 3))
    session(db, who.charlie, who.bob, date(2026, 2, 3))
    goal(db, who.alice)
    goal(db, who.charlie)
    assert names(db, Wanted(show=board.NOT_CONFIRMED)) == ["Alice Archer"]


def test_the_search_takes_letters_for_letters(db: Session, who: Cast) -> None:
    builders.member(db, HOME, builders.person(db, "Percy 100% Plum", "percy_p@example.org"), "supervisee")
    assert names(db, Wanted(search="ALICE@")) == ["Alice Archer"]
    assert names(db, Wanted(search="%")) == ["Percy 100% Plum"]
    assert names(db, Wanted(search="y_p")) == ["Percy 100% Plum"]
    assert names(db, Wanted(search="zz")) == []


def test_an_address_that_makes_no_sense_shows_everybody() -> None:
    asked = board.wanted("  a   b ", "XYZ", "everything", "tomorrow", "sideways")
    assert asked == Wanted(search="a b")


def test_the_period_before_is_shown_while_it_is_open(db: Session, app: Flask, who: Cast) -> None:
    goal(db, who.alice, now=builders.NOW.replace(month=2))
    assert names(db, Wanted(place=board.LAST)) == ["Alice Archer"]
    page = signed_in(db, app, who.dana).open("/association/?place=last")
    assert "Jan 1, 2025 – Dec 31, 2025" in page.text


def test_pages_hold_fifty_lines_and_end(db: Session, app: Flask, who: Cast) -> None:
    for number in range(60):
        builders.member(db, HOME, builders.person(db, f"Person {number:02}"), "supervisee")
    dana = signed_in(db, app, who.dana)
    assert "Person 47" in dana.open("/association/").text
    second = dana.follow("Next")
    assert "Page 2 of 2" in second.text
    assert "Person 48" in second.text
    assert "Person 47" not in second.text
    assert "Person 47" in dana.follow("Previous").text
    assert "Page 2 of 2" in dana.open("/association/?page=900").text


def test_the_board_costs_the_same_however_many_people(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    goal(db, who.alice)
    dana = signed_in(db, app, who.dana)
    with statements(engine) as few:
        dana.open("/association/")
    for number in range(30):
        person_id = builders.person(db, f"Person {number:02}")
        builders.member(db, HOME, person_id, "supervisee")
        goal(db, person_id)
    db.commit()
    with statements(engine) as many:
        dana.open("/association/")
    assert len(many) == len(few)


def test_erin_sees_her_own_association_only(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3))
    goal(db, who.alice)
    erin = signed_in(db, app, who.erin, OTHER)
    assert "Alice" not in erin.open("/association/").text
    assert "Alice" not in erin.open("/association/people?search=alice").text.replace("alice", "")
    for path in (f"/association/people/{who.alice}", f"/association/people/{who.alice}/credential"):
        erin.open(path, status=404)


def test_only_the_coordinator_enters_the_office(db: Session, app: Flask, who: Cast) -> None:
    places = ("", "people", f"people/{who.alice}", "add", "providers", "providers/add", "questions", "settings")
    for person_id in (who.alice, who.bob, who.charlie):
        visitor = signed_in(db, app, person_id)
        for place in places:
            visitor.open(f"/association/{place}", status=404)
    nobody = Browser(app)
    for place in places:
        assert "Sign in" in nobody.open(f"/association/{place}", status=404).text
