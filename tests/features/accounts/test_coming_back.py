"""A lost password: reading at once, signing after a day, and a coordinator who may stop it."""

from datetime import timedelta

from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Address, Person, Trail
from tests.support import builders
from tests.support.builders import NOW
from tests.support.pages import Browser

BOB, DANA, ERIN = "bob@example.org", "dana@example.org", "erin@example.org"
NEW = "umbrella teapot"


def come_back(engine: Engine, browser: Browser, email: str = BOB) -> None:
    browser.open("/accounts/reset")
    browser.press("Send me a code", {"email": email})
    browser.press("Continue", {"code": str(builders.mail_to(engine, email, "code")[-1]["code"])})
    browser.press("Save and sign in", {"password": NEW})


def may_sign_from(engine: Engine, person_id: str) -> object:
    with reading(engine) as db:
        return db.get_one(Person, person_id).may_sign_from


def test_who_comes_back_by_mail_reads_at_once_and_signs_after_a_day(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    bob = Browser(builders.app_on(engine))
    with clock.stopped(NOW):
        come_back(engine, bob)
        assert bob.open("/accounts/devices").heading == "Devices signed in"
    assert may_sign_from(engine, who.bob) == NOW + timedelta(hours=24)


def test_on_a_device_of_ones_own_signing_does_not_wait(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    bob = builders.signed_in(builders.app_on(engine), BOB)
    bob.press("Sign out")
    come_back(engine, bob)
    assert may_sign_from(engine, who.bob) is None


def test_a_device_signed_out_from_afar_is_nobodys_own_any_more(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    lost, desk = builders.signed_in(app, BOB), builders.signed_in(app, BOB)
    desk.open("/accounts/devices")
    desk.press("Sign out all others")
    come_back(engine, lost)
    assert may_sign_from(engine, who.bob) is not None


def test_every_address_and_each_coordinator_are_told(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.bob, "bob@private.example")
    db.commit()
    come_back(engine, Browser(builders.app_on(engine)))
    assert [one["template"] for one in builders.mail_to(engine, "bob@private.example")] == ["recovered"]
    for coordinator in (DANA, ERIN):
        assert [one["template"] for one in builders.mail_to(engine, coordinator)] == ["recovered_office"]
    with reading(engine) as later:
        told = later.scalars(select(Trail.action).where(Trail.association_id == who.home, Trail.person_id == who.bob))
        assert "account.recovered" in told.all()


def test_all_other_browsers_are_signed_out(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    thief = builders.signed_in(app, BOB)
    come_back(engine, Browser(app))
    assert thief.open("/accounts/devices").heading == "Sign in"


def test_an_unknown_address_sees_the_same_page_and_gets_nothing(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    browser = Browser(builders.app_on(engine))
    pages = []
    for email in (BOB, "bib@example.org"):
        browser.open("/accounts/reset")
        pages.append(browser.press("Send me a code", {"email": email}).text.replace(email, ""))
    assert pages[0] == pages[1]
    assert builders.mail_to(engine, "bib@example.org") == []


def test_an_address_that_was_never_proven_opens_nothing(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.bob, "mallory@example.com", is_proven=False)
    db.commit()
    mallory = Browser(builders.app_on(engine))
    mallory.open("/accounts/reset")
    mallory.press("Send me a code", {"email": "mallory@example.com"})
    assert builders.mail_to(engine, "mallory@example.com") == []


def test_the_coordinator_stops_it_and_invites_the_person_back(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    thief, dana = Browser(app), builders.signed_in(app, DANA)
    come_back(engine, thief)
    assert "Bob Birch" in dana.open("/accounts/recoveries").text
    dana.press("It was not them")
    assert thief.open("/accounts/devices").heading == "Sign in"
    thief.press("Sign in", {"email": BOB, "password": NEW}, status=422)
    with reading(engine) as later:
        assert later.scalars(select(Address).where(Address.person_id == who.bob)).all() == []
    dana.open("/accounts/recoveries")
    dana.press("Send an invitation", {"email": "nonsense"}, status=422)
    dana.press("Send an invitation", {"email": "alice@example.org"}, status=422)
    dana.press("Send an invitation", {"email": "bob@safe.example"})
    bob = Browser(app)
    bob.open("/accounts/code")
    code = str(builders.mail_to(engine, "bob@safe.example")[-1]["code"])
    bob.press("Continue", {"email": "bob@safe.example", "code": code})
    bob.press("Open my account", {"name": "Bob Birch", "password": "another teapot"})
    with reading(engine) as later:
        row = later.get_one(Person, who.bob)
        assert row.joined_at is not None
        assert row.may_sign_from is not None
        assert row.may_sign_from > clock.now()


def test_a_coordinator_sees_nobody_of_another_association(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    come_back(engine, Browser(app), "alice@example.org")
    erin = builders.signed_in(app, ERIN)
    assert "Alice" not in erin.open("/accounts/recoveries").text
    erin.post(f"/accounts/recoveries/{who.alice}/stop", status=404)
    charlie = builders.signed_in(app, "charlie@example.org")
    charlie.open("/accounts/recoveries", status=404)
