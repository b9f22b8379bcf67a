"""An association may ask for passkeys: what is signed with less is left out there and named, and said before."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import returns, service
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Association, Attestation, Entry, Trail
from tests.support import builders
from tests.support.authenticator import Authenticator, passkey
from tests.support.builders import HOME, NOW, OTHER, PASSWORD, Cast
from tests.support.pages import Browser, Page

BOB, DANA = "bob@example.org", "dana@example.org"


@pytest.fixture
def who(db: WriteSession) -> Cast:
    """Three sessions of alice's wait for bob."""
    cast = builders.cast(db)
    alice = builders.actor(db, cast.alice)
    for day in (3, 4, 5):
        entries.log(db, alice, Draft(date(2026, 11, day), 60, cast.bob), NOW)
    db.commit()
    return cast


@pytest.fixture
def app(engine: Engine, who: Cast) -> Flask:
    return builders.app_on(engine)


def show(bob: Browser) -> Page:
    """Bob ticks everything; the page with the statement."""
    page = bob.open("/signing/")
    lines = [one.get("value") for one in page.document.all("input") if one.get("name") == "line"]
    return bob.press("Sign selected", {"line": lines})


@pytest.fixture
def strict(db: WriteSession, who: Cast) -> Callable[..., None]:
    """Let an association ask for passkeys; one session of alice's waits in the other association too."""
    alice = builders.actor(db, who.alice)
    builders.member(db, OTHER, who.alice, "supervisee")
    builders.pair(db, OTHER, who.alice, who.bob)
    elsewhere = builders.actor(db, who.alice, OTHER)
    assert alice.person_id == elsewhere.person_id
    entries.log(db, elsewhere, Draft(date(2026, 11, 6), 60, who.bob), NOW)
    db.commit()

    def ask(association_id: str, **values: object) -> None:
        builders.set_association(db, association_id, settings={"asks_for_passkeys": True}, **values)
        db.commit()

    return ask


def test_lines_of_an_association_that_asks_for_a_passkey_are_left_out_and_named(
    app: Flask, strict: Callable[..., None], engine: Engine
) -> None:
    strict(OTHER)
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    assert "This association asks for a passkey" in page.text
    done = bob.press("Sign 4 entries", {"password": PASSWORD})
    assert done.heading == "3 entries signed"
    assert "This association asks for a passkey." in done.text
    again = show(bob)
    assert again.heading == "Sign 1 entry"


def test_a_passkey_signs_where_one_is_asked_for(
    app: Flask, db: WriteSession, who: Cast, strict: Callable[..., None]
) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    strict(OTHER)
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    options = next(one.get("data-options") for one in page.document.all("button") if one.get("data-options"))
    done = bob.post(page.path, {"assertion": phone.get(options)}, status=200, follow_redirects=True)
    assert done.heading == "4 entries signed"


def test_an_association_whose_office_has_not_come_takes_the_password(app: Flask, strict: Callable[..., None]) -> None:
    strict(OTHER, claimed_at=None)
    bob = builders.signed_in(app, BOB)
    page = show(bob)
    assert "asks for a passkey" not in page.text
    assert bob.press("Sign 4 entries", {"password": PASSWORD}).heading == "4 entries signed"


def test_a_code_sent_by_mail_is_too_weak_there_as_well(
    db: WriteSession, who: Cast, strict: Callable[..., None]
) -> None:
    strict(HOME)
    bob = builders.actor(db, who.bob)
    lines = [f"{HOME}/{id_}/1" for id_ in db.scalars(select(Entry.id).where(Entry.association_id == HOME))]
    outcome = service.sign(db, bob, service.intend(db, bob, lines, NOW), "email-code", NOW)
    assert outcome.signed == ()
    assert {line.fault for line in outcome.left_out} == {"asks-for-a-passkey"}
    assert db.scalar(select(func.count()).select_from(Attestation).where(Attestation.association_id == HOME)) == 0


def test_the_coordinator_asks_for_passkeys_and_lets_go_of_it(app: Flask, engine: Engine, who: Cast) -> None:
    dana = builders.signed_in(app, DANA)
    for is_asked in (True, True, False):
        dana.open("/association/settings")
        dana.press("Save", {"asks_for_passkeys": is_asked})
        with reading(engine) as db:
            assert db.get_one(Association, HOME).settings["asks_for_passkeys"] is is_asked
    with reading(engine) as db:
        wanted = select(Trail.action).where(Trail.association_id == HOME, Trail.action.like("%passkeys%"))
        assert db.scalars(wanted.order_by(Trail.at)).all() == [
            "association.passkeys_asked",
            "association.passkeys_not_asked",
        ]
    assert "let people sign with their password again" in dana.open("/trail/").text


def test_a_line_goes_back_with_the_password_even_where_a_passkey_is_asked_for(
    db: WriteSession, who: Cast, strict: Callable[..., None]
) -> None:
    strict(HOME)
    bob = builders.actor(db, who.bob)
    one, *others = db.scalars(select(Entry.id).where(Entry.association_id == HOME).order_by(Entry.held_on)).all()
    lines = [f"{HOME}/{id_}/1" for id_ in others]
    asked = [returns.Asked(f"{HOME}/{one}/1", "date", "")]
    outcome = service.sign(db, bob, service.intend(db, bob, lines, NOW, asked), "pwd", NOW)
    assert [back.item.entry_id for back in outcome.returned] == [one]
    assert {line.entry_id for line in outcome.left_out} == set(others)
