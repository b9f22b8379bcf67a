"""Joining with an address and a typed code, from the pages."""

import re

from sqlalchemy import Engine, select

from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Invitation, Membership, MembershipRole, Person
from tests.support import builders
from tests.support.pages import Browser

EMAIL, NAME = "nora@example.org", "Nora Nguyen"


def code_for(engine: Engine, email: str = EMAIL) -> str:
    return str(builders.mail_to(engine, email)[-1]["code"])


def ask(app_browser: Browser, email: str = EMAIL) -> None:
    app_browser.open("/accounts/join")
    app_browser.press("Send me a code", {"email": email})


def join(engine: Engine, browser: Browser, email: str = EMAIL, name: str = NAME) -> None:
    ask(browser, email)
    browser.press("Continue", {"code": code_for(engine, email)})
    browser.press("Open my account", {"name": name, "password": builders.PASSWORD})


def test_a_stranger_joins_with_a_typed_code_and_is_asked_the_first_question(engine: Engine, db: WriteSession) -> None:
    builders.association(db, claimed_at=None)
    db.commit()
    nora = Browser(builders.app_on(engine))
    join(engine, nora)
    assert nora.page is not None
    assert nora.page.path == "/people/welcome"
    with reading(engine) as later:
        row = later.scalars(select(Person).where(Person.name == NAME)).one()
    assert row.joined_at is not None
    again = builders.signed_in(builders.app_on(engine), EMAIL)
    assert again.open("/accounts/addresses").heading == "Email addresses"


def test_the_code_is_never_in_the_page_or_its_address(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    nora = Browser(builders.app_on(engine))
    ask(nora)
    assert nora.page is not None
    assert nora.page.heading == "Type the code"
    assert code_for(engine) not in nora.page.source
    assert not re.search(r"\d{6}", nora.page.path)


def test_a_code_works_once(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    app = builders.app_on(engine)
    nora, thief = Browser(app), Browser(app)
    ask(nora)
    code = code_for(engine)
    nora.press("Continue", {"code": code})
    thief.open("/accounts/code")
    thief.press("Continue", {"email": EMAIL, "code": code}, status=422)


def test_five_wrong_tries_close_a_code(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    nora = Browser(builders.app_on(engine))
    ask(nora)
    code = code_for(engine)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        page = nora.press("Continue", {"code": wrong}, status=422)
        assert "not right, or it has ended" in page.text
    nora.press("Continue", {"code": code}, status=422)
    nora.press("Send a new code")
    nora.press("Continue", {"code": code_for(engine)})


def test_somebody_with_an_account_is_told_by_mail_only(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    known, unknown = Browser(app), Browser(app)
    ask(known, "alice@example.org")
    ask(unknown)
    assert known.page is not None
    assert unknown.page is not None
    assert known.page.text.replace("alice@", "nora@") == unknown.page.text
    assert [one["template"] for one in builders.mail_to(engine, "alice@example.org")] == ["account_exists"]


def test_by_invitation_only_the_invited_get_a_code_and_nobody_can_tell(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    nora = Browser(builders.app_on(engine, SIGN_UP="invite"))
    ask(nora)
    assert nora.page is not None
    assert nora.page.heading == "Type the code"
    assert builders.mail_to(engine, EMAIL) == []


def test_the_code_of_an_association_opens_it(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    builders.set_association(db, join_code="Blue-Bird 7")
    db.commit()
    nora = Browser(builders.app_on(engine, SIGN_UP="code"))
    nora.open("/accounts/join")
    page = nora.press("Send me a code", {"email": EMAIL, "association_code": "red"}, status=422)
    assert "No association has this code" in page.text
    nora.press("Send me a code", {"email": EMAIL, "association_code": "bluebird7"})
    nora.press("Continue", {"code": code_for(engine)})
    nora.press("Open my account", {"name": NAME, "password": builders.PASSWORD})
    with reading(engine) as later:
        roles = later.scalars(select(MembershipRole.role).where(MembershipRole.association_id == builders.HOME)).all()
    assert roles == ["supervisee"]


def test_whoever_was_only_named_becomes_that_person(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    named = builders.person(db, "N. Nguyen", EMAIL, is_joined=False)
    builders.member(db, who.home, named, "supervisor")
    builders.invite(db, who.home, named, EMAIL, by=who.alice)
    db.commit()
    nora = Browser(builders.app_on(engine, SIGN_UP="invite"))
    nora.open("/accounts/code")
    nora.press("Continue", {"email": EMAIL, "code": code_for(engine)})
    nora.press("Open my account", {"name": NAME, "password": builders.PASSWORD})
    with reading(engine) as later:
        row = later.get_one(Person, named)
        used = later.scalars(select(Invitation.used_at).where(Invitation.association_id == who.home)).all()
        joined_at = later.scalar(
            select(Membership.joined_at).where(Membership.association_id == who.home, Membership.person_id == named)
        )
    assert (row.name, row.joined_at is not None, joined_at is not None) == (NAME, True, True)
    assert all(used)


def test_an_address_somebody_gave_to_another_account_opens_nothing_of_it(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.bob, EMAIL, is_proven=False)
    db.commit()
    mallory = Browser(builders.app_on(engine))
    join(engine, mallory, EMAIL, "Mallory")
    with reading(engine) as later:
        bob = later.get_one(Person, who.bob)
        newcomer = later.scalars(select(Person).where(Person.name == "Mallory")).one()
    assert bob.password_hash == builders.PASSWORD_HASH
    assert newcomer.id != who.bob
    mallory.open("/signing/", status=404)


def test_easy_passwords_are_refused_with_a_reason(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    nora = Browser(builders.app_on(engine))
    ask(nora)
    nora.press("Continue", {"code": code_for(engine)})
    for password, reason in (
        ("short", "at least 10"),
        ("password123", "among the first"),
        ("nora nguyen", "own name"),
        ("aaaaaaaaaaaa", "among the first"),
    ):
        page = nora.press("Open my account", {"name": NAME, "password": password}, status=422)
        assert reason in page.text
    nora.press("Open my account", {"name": NAME, "password": "umbrella teapot"})


def test_an_invitation_ends_after_seven_days(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    named = builders.person(db, "N. Nguyen", EMAIL, is_joined=False)
    builders.member(db, who.home, named, "supervisor")
    builders.invite(db, who.home, named, EMAIL, by=who.alice, now=builders.LONG_AGO)
    db.commit()
    nora = Browser(builders.app_on(engine, SIGN_UP="invite"))
    nora.open("/accounts/code")
    nora.press("Continue", {"email": EMAIL, "code": code_for(engine)}, status=422)


def test_signs_that_nobody_sees_are_dropped_from_what_is_typed(engine: Engine, db: WriteSession) -> None:
    builders.association(db)
    db.commit()
    nora = Browser(builders.app_on(engine))
    ask(nora, "\u200bnora@\u200bexample.org")
    nora.press("Continue", {"code": f" {code_for(engine)[:3]} {code_for(engine)[3:]}\u200b"})
    nora.press("Open my account", {"name": "Nora\u200b  \u200bNguyen", "password": builders.PASSWORD})
    nora.open("/accounts/addresses")
    nora.post("/accounts/addresses/remove", {"email": "a\u200bb@example.org"}, status=404)
    nora.post("/accounts/association", {"to": "\u200b"}, status=404)
    nora.open("/demo/mail?to=%E2%80%8B")
    with reading(engine) as later:
        assert later.scalars(select(Person.name)).all() == [NAME]
