"""The roster, one person, and who is added how."""

from datetime import date

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.features.association import roster
from rs_tracker.store.tables import Membership, MembershipRole, Person, Trail
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast, mail_to
from tests.support.builders_progress import goal, session, signed_in
from tests.support.pages import Browser
from tests.support.tables import rows


def add(dana: Browser, name: str, email: str, role: str = "supervisee", status: int = 200) -> str:
    dana.open("/association/add")
    return dana.press("Add and invite", {"name": name, "email": email, "role": role}, status=status).text


def test_dana_adds_somebody_who_gets_an_invitation(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    add(dana, "Faye  Fern", "Faye@Example.org")
    letters = mail_to(engine, "faye@example.org", "invitation")
    assert [letter["role"] for letter in letters] == ["supervisee"]
    faye = db.scalars(select(Person).where(Person.name == "Faye Fern")).one()
    row = db.scalars(select(Membership).where(Membership.association_id == HOME, Membership.person_id == faye.id)).one()
    assert (row.office_sees, row.joined_at, row.invited_by) == (True, None, who.dana)
    assert rows(dana.open("/association/people?search=fern"))[1:] == [
        ["Faye Fernfaye@example.org", "Supervisee", "Invited", "Yes"]
    ]
    actions = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.actor_id == who.dana)).all()
    assert "member.invited" in actions


def test_whoever_has_the_address_is_meant_whatever_the_name(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    add(dana, "Somebody Else", "alice@example.org", "supervisor")
    roles = db.scalars(
        select(MembershipRole.role).where(MembershipRole.association_id == HOME, MembershipRole.person_id == who.alice)
    ).all()
    assert sorted(roles) == ["supervisee", "supervisor"]
    assert db.scalar(select(Person.id).where(Person.name == "Somebody Else")) is None


def test_who_is_here_already_is_not_invited_twice(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    text = add(signed_in(db, app, who.dana), "Alice", "alice@example.org")
    assert text.startswith("Hours People")
    assert mail_to(engine, "alice@example.org") == []


def test_what_was_typed_stays_when_something_is_wrong(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    text = add(dana, "Faye Fern", "not an address", status=422)
    assert "Enter an email address" in text
    assert dana.page is not None
    assert [one.get("value") for one in dana.page.document.all("input") if one.get("name") == "name"] == ["Faye Fern"]


def test_only_who_administers_the_association_makes_coordinators(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open("/association/add")
    sent = {"name": "Faye", "email": "faye@example.org", "role": "coordinator", "association": HOME}
    dana.post("/association/add", sent, status=422)
    db.add(MembershipRole(association_id=HOME, person_id=who.dana, role="admin", granted_at=builders.NOW))
    db.commit()
    add(dana, "Faye", "faye@example.org", "coordinator")
    faye = db.scalars(select(Person.id).where(Person.name == "Faye")).one()
    assert "Coordinator" in dana.open(f"/association/people/{faye}").text


def test_a_new_invitation_goes_to_who_has_not_joined(db: Session, app: Flask, engine: Engine, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    add(dana, "Faye", "faye@example.org")
    dana.press("Send a new invitation")
    assert len(mail_to(engine, "faye@example.org", "invitation")) == 2
    dana.open(f"/association/people/{who.alice}")
    dana.post(f"/association/people/{who.alice}/invite", {"association": HOME}, status=200, follow_redirects=True)
    assert mail_to(engine, "alice@example.org") == []


def test_the_roster_finds_by_name_address_and_role(db: Session, who: Cast) -> None:
    def found(search: str = "", role: str = "") -> list[str]:
        return [row.name for row in roster.roster(db, HOME, search, role).rows]

    assert found() == ["Alice Archer", "Bob Birch", "Charlie Cole", "Dana Diaz"]
    assert found("BIRCH") == ["Bob Birch"]
    assert found("dana@") == ["Dana Diaz"]
    assert found(role="supervisee") == ["Alice Archer", "Charlie Cole"]
    assert [row.name for row in roster.roster(db, OTHER).rows] == ["Bob Birch", "Erin Estes"]


def test_one_persons_page_has_hours_supervisors_and_sessions(db: Session, app: Flask, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.alice, who.bob, date(2026, 3, 3), 60, is_signed=False)
    session(db, who.alice, who.bob, date(2026, 3, 4), 60, is_signed=False, state="removed")
    goal(db, who.alice)
    page = signed_in(db, app, who.dana).open(f"/association/people/{who.alice}")
    assert ["Bob Birch", "2", "2.50", "1.50"] in rows(page)
    [signed] = [row for row in rows(page) if row[0] == "February 3, 2026"]
    assert signed[:4] == ["February 3, 2026", "1 h 30 min", "Bob Birch", "Individual"]
    assert signed[4].split() == ["Signed", "Strike", "the", "signature", "of", "February", "3,", "2026"]
    assert "March 4, 2026" not in page.text


def test_sessions_of_who_has_not_agreed_stay_closed(db: Session, app: Flask, who: Cast) -> None:
    nora = builders.person(db, "Nora No", "nora@example.org")
    builders.member(db, HOME, nora, "supervisee", office_sees=False)
    session(db, nora, who.bob, date(2026, 2, 3), 77)
    goal(db, nora)
    dana = signed_in(db, app, who.dana)
    page = dana.open(f"/association/people/{nora}")
    assert "have not agreed that it sees them" in page.text
    assert "February" not in page.text
    assert "1.28" not in page.text
    dana.open(f"/exports/entries?person={nora}", status=404)
    assert "Nora" not in dana.open("/trail/").text


def test_a_stranger_to_the_association_is_nobody(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    dana.open(f"/association/people/{who.erin}", status=404)
    dana.open("/association/people/00000000-0000-0000-0000-000000000000", status=404)
    dana.open("/association/people/nobody", status=404)


def test_a_page_further_than_a_database_counts_is_empty(db: Session, app: Flask, who: Cast) -> None:
    dana = signed_in(db, app, who.dana)
    for path in (f"/association/people/{who.alice}", "/association/people", "/association/providers"):
        dana.open(f"{path}?page={10**25}")
