"""Several associations in one account, and an office that takes one over."""

import pytest
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import claims
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Association, Membership, Standing
from tests.support import builders, builders_progress
from tests.support.builders import NOW
from tests.support.pages import Browser


def sees(engine: Engine, association_id: str, person_id: str) -> bool | None:
    here = (Membership.association_id == association_id, Membership.person_id == person_id)
    with reading(engine) as db:
        return db.execute(select(Membership.office_sees).where(*here)).scalar_one()


def test_somebody_of_two_associations_goes_over_to_the_other(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.member(db, who.other, who.alice, "supervisee")
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    page = alice.open("/accounts/association")
    names = [" ".join(one.text.split()) for one in page.document.all("small")]
    assert names == ["First 5 Alabama"]
    alice.press("Go there")
    page = alice.open("/accounts/association")
    assert [" ".join(one.text.split()) for one in page.document.all("small")] == ["First3Years, Texas"]


def test_nobody_goes_where_they_do_not_belong(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    alice.open("/accounts/association")
    for place in (who.other, "nowhere", ""):
        alice.post("/accounts/association", {"to": place}, status=404)


def test_with_open_sign_up_anybody_logs_in_one_more_association(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    alice.open("/accounts/association")
    alice.press("Join", {"to": ""}, status=422)
    page = alice.press("Join", {"to": who.other})
    assert page.path == "/people/welcome"
    assert sees(engine, who.other, who.alice) is True


def test_an_unanswered_first_question_is_asked_again(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    builders.person(db, "Nina New", "nina@example.org")
    db.commit()
    nina = builders.signed_in(builders.app_on(engine), "nina@example.org")
    nina.open("/people/welcome")
    page = nina.press("Continue", {"to": ""}, status=422)
    assert page.heading == "Where do you log your hours?"
    assert "Choose an association." in page.text


def test_by_invitation_nobody_lets_themselves_in(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine, SIGN_UP="invite"), "alice@example.org")
    page = alice.open("/accounts/association")
    assert "ask its coordinator for an invitation" in page.text
    alice.post("/accounts/association/join", {"to": who.other}, status=404)


def test_with_a_code_only_its_association_opens(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.set_association(db, who.other, join_code="longhorn")
    db.commit()
    alice = builders.signed_in(builders.app_on(engine, SIGN_UP="code"), "alice@example.org")
    alice.open("/accounts/association")
    alice.press("Join", {"association_code": "shorthorn"}, status=422)
    alice.press("Join", {"association_code": "Long-Horn"})
    assert sees(engine, who.other, who.alice) is True


def test_a_form_made_for_one_association_is_not_written_to_another(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.member(db, who.other, who.alice, "supervisee")
    db.commit()
    app = builders.app_on(engine)
    alice = builders.signed_in(app, "alice@example.org")
    stale = alice.open("/people/supervisors")
    alice.open("/accounts/association")
    alice.press("Go there")
    alice.page = stale
    alice.press("Name supervisor", {"name": "Nora", "email": "nora@example.org"}, status=409)


def test_an_office_takes_over_and_everybody_is_asked_first(engine: Engine, db: WriteSession) -> None:
    builders.association(db, claimed_at=None)
    alice = builders.person(db, "Alice Archer", "alice@example.org")
    bob = builders.person(db, "Bob Birch", "bob@example.org")
    builders.member(db, builders.HOME, alice, "supervisee", office_sees=None)
    builders.member(db, builders.HOME, bob, "supervisor", office_sees=None)
    builders.qualification(db, builders.HOME, bob, starts_on=builders.LONG_AGO.date())
    builders_progress.session(db, alice, bob, NOW.date())
    builders_progress.goal(db, alice)
    before = db.scalars(select(Standing.counted).where(Standing.association_id == builders.HOME)).first()
    claimed = claims.claim(db, builders.HOME, "Office@Example.org", "Olga Office", NOW)
    after = db.scalars(select(Standing.counted).where(Standing.association_id == builders.HOME)).first()
    db.commit()
    assert (claimed.is_first, claimed.asked) == (True, 1)
    assert (before, after) == (60, 0)
    assert sees(engine, builders.HOME, alice) is None
    asked = builders.signed_in(builders.app_on(engine), "alice@example.org")
    asked.open("/accounts/consent")
    asked.press("Save my answer", status=422)
    asked.press("Save my answer", {"answer": "yes"})
    assert sees(engine, builders.HOME, alice) is True
    asked.open("/accounts/consent")
    asked.press("Save my answer", {"answer": "no"})
    assert sees(engine, builders.HOME, alice) is False


def test_a_claim_invites_the_coordinator_who_then_opens_the_office(engine: Engine, db: WriteSession) -> None:
    builders.association(db, claimed_at=None)
    claims.claim(db, builders.HOME, "office@example.org", "Olga Office", NOW)
    again = claims.claim(db, builders.HOME, "office@example.org", "Olga Office", NOW)
    db.commit()
    assert again.is_first is False
    olga = Browser(builders.app_on(engine, SIGN_UP="invite"))
    olga.open("/accounts/code")
    letters = builders.mail_to(engine, "office@example.org")
    assert [one["template"] for one in letters] == ["invitation"]
    with clock.stopped(NOW):
        olga.press("Continue", {"email": "office@example.org", "code": str(letters[0]["code"])})
        olga.press("Open my account", {"name": "Olga Office", "password": builders.PASSWORD})
        assert olga.open("/accounts/recoveries").heading == "New passwords"
    with reading(engine) as later:
        row = later.scalars(select(Association).where(Association.id == builders.HOME)).one()
    assert (row.claimed_at, row.contact) == (NOW, "office@example.org")


def test_an_association_that_does_not_exist_cannot_be_claimed(db: WriteSession) -> None:
    with pytest.raises(claims.NoSuchAssociation):
        claims.claim(db, "nowhere", "office@example.org", "Olga Office", NOW)
