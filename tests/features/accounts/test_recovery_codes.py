"""Coming back at once: a mail code and a printed code or a passkey. The mailbox alone still waits a day."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.adapters.passkeys import Site
from rs_tracker.features.accounts import keys, recovery_codes
from rs_tracker.features.people import joining
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Passkey, Person, RecoveryCode
from tests.support import builders
from tests.support.authenticator import Authenticator, passkey
from tests.support.builders import NOW, PASSWORD, Cast
from tests.support.pages import Browser, Page

BOB, DANA = "bob@example.org", "dana@example.org"
NEW = "umbrella teapot"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def who(db: WriteSession) -> Cast:
    cast = builders.cast(db)
    db.commit()
    return cast


@pytest.fixture
def app(engine: Engine, who: Cast) -> Flask:
    return builders.app_on(engine)


def printed(browser: Browser) -> list[str]:
    """The codes of a new sheet."""
    browser.open("/accounts/recovery-codes")
    return CODE.findall(browser.press("Show me the codes", {"password": PASSWORD}).text)


def choose_password(app: Flask, engine: Engine, email: str = BOB) -> Browser:
    """A new browser that typed the code sent by mail and is asked for a new password."""
    browser = Browser(app)
    browser.open("/accounts/reset")
    browser.press("Send me a code", {"email": email})
    browser.press("Continue", {"code": str(builders.mail_to(engine, email, "code")[-1]["code"])})
    return browser


def use_passkey(browser: Browser, device: Authenticator, status: int = 200, **faults: str) -> Page:
    page = browser.page
    assert page is not None
    options = next(one.get("data-options") for one in page.document.all("button") if one.get("data-options"))
    sent = {"password": NEW, "assertion": device.get(options, **faults)}  # type: ignore[arg-type]
    return browser.post("/accounts/set-password", sent, status=status, follow_redirects=True)


def waits(engine: Engine, person_id: str) -> bool:
    with reading(engine) as db:
        return db.get_one(Person, person_id).may_sign_from is not None


def test_ten_codes_are_shown_once_and_kept_as_hashes(app: Flask, engine: Engine, who: Cast) -> None:
    bob = builders.signed_in(app, BOB)
    codes = printed(bob)
    assert len(set(codes)) == 10
    assert CODE.search(bob.open("/accounts/recovery-codes").text) is None
    assert "10 codes are left" in bob.open("/accounts/passkeys").text
    with reading(engine) as db:
        kept = {row.code_hash for row in db.scalars(select(RecoveryCode).where(RecoveryCode.person_id == who.bob))}
    assert len(kept) == 10
    assert not kept & set(codes)
    assert builders.mail_to(engine, BOB)[-1]["template"] == "recovery_codes_made"


def test_the_sheet_needs_the_password_or_a_passkey(app: Flask, engine: Engine, db: WriteSession, who: Cast) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    bob = builders.signed_in(app, BOB)
    page = bob.open("/accounts/recovery-codes")
    bob.press("Show me the codes", {"password": "not the one"}, status=422)
    bob.press("Show me the codes", {}, status=422)
    options = next(one.get("data-options") for one in page.document.all("button") if one.get("data-options"))
    said = phone.get(options)
    sheet = bob.post("/accounts/recovery-codes", {"assertion": said}, status=200)
    assert len(CODE.findall(sheet.text)) == 10
    bob.page = page
    bob.post("/accounts/recovery-codes", {"assertion": said}, status=422)


def test_a_printed_code_beside_the_mailed_one_signs_at_once(app: Flask, engine: Engine, who: Cast) -> None:
    code = printed(builders.signed_in(app, BOB))[3]
    back = choose_password(app, engine)
    done = back.press("Save and sign in", {"password": NEW, "recovery_code": code.lower().replace("-", " ")})
    assert "Bob" in done.source
    assert not waits(engine, who.bob)
    assert builders.mail_to(engine, DANA, "recovered_office") == []
    assert builders.mail_to(engine, BOB, "recovered")[-1]["waits"] is False
    assert "9 codes are left" in back.open("/accounts/passkeys").text


def test_a_code_works_once_and_a_wrong_one_changes_nothing(app: Flask, engine: Engine, who: Cast) -> None:
    code = printed(builders.signed_in(app, BOB))[0]
    back = choose_password(app, engine)
    back.press("Save and sign in", {"password": NEW, "recovery_code": "AAAA-BBBB-CCCC"}, status=422)
    back.press("Save and sign in", {"password": NEW, "recovery_code": code})
    again = choose_password(app, engine)
    said = again.press("Save and sign in", {"password": NEW, "recovery_code": code}, status=422)
    assert "used before" in said.text
    again.press("Save and sign in", {"password": NEW, "recovery_code": ""})
    assert waits(engine, who.bob)


def test_a_new_sheet_ends_the_old_one(app: Flask, engine: Engine) -> None:
    bob = builders.signed_in(app, BOB)
    old, new = printed(bob), printed(bob)
    back = choose_password(app, engine)
    back.press("Save and sign in", {"password": NEW, "recovery_code": old[0]}, status=422)
    back.press("Save and sign in", {"password": NEW, "recovery_code": new[0]})


def test_nobody_comes_back_with_somebody_elses_code(app: Flask, engine: Engine, who: Cast) -> None:
    printed(builders.signed_in(app, BOB))
    danas = printed(builders.signed_in(app, DANA))
    back = choose_password(app, engine)
    back.press("Save and sign in", {"password": NEW, "recovery_code": danas[0]}, status=422)


def test_a_passkey_beside_the_mailed_code_signs_at_once(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    back = choose_password(app, engine)
    use_passkey(back, phone, status=422, challenge="ab" * 32)
    use_passkey(back, phone)
    assert not waits(engine, who.bob)
    back.open("/accounts/devices")


def test_somebody_elses_passkey_does_not(app: Flask, engine: Engine, db: WriteSession, who: Cast) -> None:
    phone, danas = Authenticator(), Authenticator()
    passkey(db, who.bob, device=phone)
    passkey(db, who.dana, device=danas)
    db.commit()
    said = use_passkey(choose_password(app, engine), danas, status=422)
    assert "did not show that it is you" in said.text


def test_the_owner_ends_a_wait_that_somebody_began_by_the_mailbox_alone(app: Flask, engine: Engine, who: Cast) -> None:
    codes = printed(builders.signed_in(app, BOB))
    choose_password(app, engine).press("Save and sign in", {"password": "another teapot"})
    assert waits(engine, who.bob)
    choose_password(app, engine).press("Save and sign in", {"password": NEW, "recovery_code": codes[0]})
    assert not waits(engine, who.bob)


def test_whoever_came_by_the_mailbox_alone_adds_neither_passkey_nor_codes(
    app: Flask, engine: Engine, who: Cast
) -> None:
    thief = choose_password(app, engine)
    thief.press("Save and sign in", {"password": NEW})
    for path in ("/accounts/passkeys/new", "/accounts/recovery-codes"):
        assert "reset by email only" in thief.open(path, status=409).text
        thief.post(path, {"password": NEW}, status=409)
    thief.post("/accounts/passkeys/add", {"name": "Phone", "made": "{}"}, status=409, follow_redirects=True)
    with reading(engine) as db:
        assert db.scalars(select(Passkey)).all() == []
        assert db.scalars(select(RecoveryCode)).all() == []


def test_a_stopped_return_takes_passkeys_and_codes_with_it(
    app: Flask, engine: Engine, db: WriteSession, who: Cast
) -> None:
    phone = Authenticator()
    passkey(db, who.bob, device=phone)
    db.commit()
    printed(builders.signed_in(app, BOB))
    choose_password(app, engine).press("Save and sign in", {"password": NEW})
    dana = builders.signed_in(app, DANA)
    dana.open("/accounts/recoveries")
    dana.press("It was not them")
    with reading(engine) as later:
        assert later.scalars(select(Passkey).where(Passkey.person_id == who.bob)).all() == []
        assert later.scalars(select(RecoveryCode).where(RecoveryCode.person_id == who.bob)).all() == []


def test_what_opened_a_joined_account_opens_nothing(db: WriteSession, who: Cast) -> None:
    other = builders.person(db, "Bob B.", "b.birch@example.com")
    passkey(db, other)
    mine = passkey(db, who.bob)
    joining.join(db, who.bob, other, clock.now())
    assert [row.id for row in db.scalars(select(Passkey))] == [mine]


def test_the_services_themselves_wait_after_a_reset_by_mail_alone(db: WriteSession, who: Cast) -> None:
    db.get_one(Person, who.bob).may_sign_from = NOW + timedelta(hours=24)
    db.flush()
    bob, where = builders.actor(db, who.bob), Site("localhost", "http://localhost:8000")
    with pytest.raises(keys.KeysWait):
        keys.add(db, bob, where, "{}", "ab" * 32, "Phone", NOW)
    with pytest.raises(keys.KeysWait):
        recovery_codes.renew(db, bob, NOW)
    assert len(recovery_codes.renew(db, bob, NOW + timedelta(hours=24))) == 10
