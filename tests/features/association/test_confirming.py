"""What a supervisor holds counts once the office says so, from the session dates, and nobody signs again."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.features.association import confirming, held
from rs_tracker.features.association.confirming import Terms
from rs_tracker.store.tables import Person, Qualification, Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, actor, mail_to
from tests.support.builders_progress import goal, session, signed_in, standing

MENTOR = Terms("IMHM-C", "endorsed", "master", date(2020, 1, 1), None, "registry no. 77")


def counted(db: Session, goal_id: str) -> int:
    row = standing(db, goal_id)
    assert row is not None
    return row.counted


def newcomer(db: Session, name: str = "Bea Beech") -> str:
    """A supervisor here who has declared a mentor's credential that nobody has looked at."""
    person_id = builders.person(db, name, f"{name.split()[0].lower()}@example.org")
    builders.member(db, HOME, person_id, "supervisor")
    builders.qualification(db, HOME, person_id)
    return person_id


def waiting_ids(db: Session) -> list[str]:
    return [one.id for one in held.to_confirm(db, HOME)]


@pytest.fixture
def bea(db: Session, who: Cast) -> str:
    return newcomer(db)


@pytest.fixture
def goal_id(db: Session, who: Cast, bea: str) -> str:
    """Alice's renewal, with 90 signed minutes from Bea that nobody has confirmed yet."""
    session(db, who.alice, bea, date(2026, 2, 3), 90)
    return goal(db, who.alice)


def test_confirming_counts_from_the_session_dates(db: Session, app: Flask, who: Cast, goal_id: str) -> None:
    assert counted(db, goal_id) == 0
    waiting, dana = waiting_ids(db), signed_in(db, app, who.dana)
    dana.open("/association/providers")
    page = dana.press("Confirm selected", {"held": waiting})
    assert "Nothing waits" in page.text
    db.rollback()
    assert counted(db, goal_id) == 90
    lines = db.execute(
        select(Trail.actor_id, Trail.about).where(
            Trail.association_id == HOME, Trail.action == "qualification.confirmed"
        )
    ).all()
    assert [(line.actor_id, line.about["category"]) for line in lines] == [(who.dana, "IMHM-C")]


def test_several_are_confirmed_together(db: Session, who: Cast, goal_id: str) -> None:
    newcomer(db, "Cora Cedar")
    assert confirming.confirm_all(db, actor(db, who.dana), waiting_ids(db), NOW) == 2
    assert waiting_ids(db) == []
    assert counted(db, goal_id) == 90


def test_without_a_tick_nothing_is_confirmed(db: Session, app: Flask, who: Cast, goal_id: str) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open("/association/providers")
    page = dana.press("Confirm selected")
    assert "Tick at least one credential first." in page.source
    assert counted(db, goal_id) == 0


def test_erin_cannot_confirm_for_another_association(db: Session, app: Flask, who: Cast, goal_id: str) -> None:
    ids = waiting_ids(db)
    assert confirming.confirm_all(db, actor(db, who.erin, OTHER), [*ids, "no id"], NOW) == 0
    with pytest.raises(confirming.NotHere):
        confirming.confirm(db, actor(db, who.erin, OTHER), ids[0], MENTOR, NOW)
    with pytest.raises(confirming.NotHere):
        confirming.refuse(db, actor(db, who.erin, OTHER), ids[0], NOW)
    with pytest.raises(confirming.NotHere):
        confirming.record(db, actor(db, who.erin, OTHER), who.alice, MENTOR, NOW)
    signed_in(db, app, who.erin, OTHER).open(f"/association/providers/{ids[0]}", status=404)
    assert counted(db, goal_id) == 0


def test_the_office_confirms_with_other_dates_than_declared(db: Session, app: Flask, who: Cast, goal_id: str) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open("/association/providers")
    dana.follow("Look closer")
    dana.press("Confirm", {"starts_on": "2026-02-04", "evidence": "letter of 2026"})
    db.rollback()
    assert counted(db, goal_id) == 0
    row = db.scalars(
        select(Qualification).where(Qualification.association_id == HOME, Qualification.evidence == "letter of 2026")
    ).one()
    assert (row.starts_on, row.confirmed_by) == (date(2026, 2, 4), who.dana)


def test_a_correction_of_what_was_confirmed_changes_what_counts(db: Session, who: Cast, goal_id: str) -> None:
    dana, [id_] = actor(db, who.dana), waiting_ids(db)
    confirming.confirm(db, dana, id_, MENTOR, NOW)
    assert counted(db, goal_id) == 90
    ended = Terms("IMHM-C", "endorsed", "master", date(2020, 1, 1), date(2026, 2, 2), "")
    confirming.confirm(db, dana, id_, ended, NOW)
    assert counted(db, goal_id) == 0
    actions = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.subject == id_)).all()
    assert sorted(actions) == ["qualification.changed", "qualification.confirmed"]


def test_what_is_refused_stops_counting_and_can_come_back(db: Session, app: Flask, who: Cast, goal_id: str) -> None:
    [id_] = waiting_ids(db)
    confirming.confirm(db, actor(db, who.dana), id_, MENTOR, NOW)
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/providers/{id_}")
    dana.press("Do not confirm")
    db.rollback()
    assert counted(db, goal_id) == 0
    assert waiting_ids(db) == []
    db.rollback()
    dana.open(f"/association/providers/{id_}")
    dana.press("Confirm")
    db.rollback()
    assert counted(db, goal_id) == 90


def test_ones_own_credential_needs_what_it_rests_on(db: Session, app: Flask, who: Cast) -> None:
    id_ = builders.qualification(db, HOME, who.dana)
    assert confirming.confirm_all(db, actor(db, who.dana), [id_], NOW) == 0
    dana = signed_in(db, app, who.dana)
    page = dana.open("/association/providers")
    assert "This is yours" in page.text
    dana.follow("Look closer")
    page = dana.press("Confirm", status=422)
    assert "say what it rests on" in page.text
    dana.press("Confirm", {"evidence": "registry no. 12"})
    assert waiting_ids(db) == []


def test_a_vetted_supervisor_is_recorded_and_invited(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open("/association/providers/add")
    said = {"name": "Vera Vine", "email": "vera@example.org", "category": "IMHS", "status": "vetted"}
    page = dana.press("Record and confirm", {**said, "starts_on": "2025-01-01", "degree": "master"})
    assert "Vera Vine · IMHS Approved by the office" in " ".join(page.text.split())
    vera = db.scalars(select(Person.id).where(Person.name == "Vera Vine")).one()
    row = db.scalars(
        select(Qualification).where(Qualification.association_id == HOME, Qualification.person_id == vera)
    ).one()
    assert (row.status, row.degree, row.confirmed_by) == ("vetted", "master", who.dana)
    assert [letter["role"] for letter in mail_to(engine, "vera@example.org", "invitation")] == ["supervisor"]


def test_a_named_supervisor_who_told_nothing_is_recorded_by_the_office(db: Session, app: Flask, who: Cast) -> None:
    quiet = builders.person(db, "Quinn Quiet", is_joined=False)
    builders.member(db, HOME, quiet, "supervisor")
    session(db, who.alice, quiet, date(2026, 2, 3), 60)
    goal_id = goal(db, who.alice)
    nora = builders.person(db, "Nora No")
    builders.member(db, HOME, nora, "supervisee", office_sees=False)
    session(db, nora, quiet, date(2026, 2, 3), 60)
    assert [(one.name, one.sessions) for one in held.told_nothing(db, HOME)] == [("Quinn Quiet", 1)]
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/people/{quiet}/credential")
    dana.press("Record and confirm", {"category": "IMHM-C", "starts_on": "2019-01-01", "degree": "master"})
    db.rollback()
    assert counted(db, goal_id) == 60
    assert held.told_nothing(db, HOME) == []


def test_dates_out_of_order_come_back_with_what_was_typed(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/people/{who.bob}/credential")
    said = {"category": "IFS", "starts_on": "2025-06-01", "ends_on": "2025-05-31", "evidence": "a letter"}
    page = dana.press("Record and confirm", said, status=422)
    assert "The last day cannot come before the first." in page.text
    typed = {one.get("name"): one.get("value") for one in page.document.all("input")}
    assert (typed["starts_on"], typed["ends_on"], typed["evidence"]) == ("2025-06-01", "2025-05-31", "a letter")


def test_a_registry_that_is_no_web_address_is_no_link(db: Session, app: Flask, who: Cast, bea: str) -> None:
    [id_] = waiting_ids(db)
    row = db.scalars(select(Qualification).where(Qualification.association_id == HOME, Qualification.id == id_)).one()
    row.registry_url = "javascript:alert(1)"
    page = signed_in(db, app, who.dana).open(f"/association/providers/{id_}")
    assert "javascript:alert(1)" in page.text
    assert not [one for one in page.document.all("a") if one.get("href").startswith("javascript")]
