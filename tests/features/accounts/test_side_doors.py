"""Ways into an account that look like another one: each proof opens what it was sent for, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.people import joining
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Address, Membership, Person
from tests.support import builders
from tests.support.builders import HOME, NOW
from tests.support.pages import Browser
from tests.web import probe

ALICE, BOB, DANA, ERIN = "alice@example.org", "bob@example.org", "dana@example.org", "erin@example.org"
WORK = "bob@work.example"
NEW = "umbrella teapot"
A_DAY = timedelta(days=1)


def code_to(engine: Engine, email: str) -> str:
    return str(builders.mail_to(engine, email, "code")[-1]["code"])


def type_reset_code(engine: Engine, browser: Browser, email: str = BOB) -> None:
    browser.open("/accounts/reset")
    browser.press("Send me a code", {"email": email})
    browser.press("Continue", {"code": code_to(engine, email)})


def add(engine: Engine, browser: Browser, email: str = WORK) -> None:
    browser.open("/accounts/addresses")
    browser.press("Send a code there", {"email": email})
    browser.press("Continue", {"code": code_to(engine, email)})


def password_of(engine: Engine, person_id: str) -> str | None:
    with reading(engine) as db:
        return db.get_one(Person, person_id).password_hash


def test_the_code_of_another_address_sets_no_new_password(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.person(db, "Mallory", WORK)
    db.commit()
    unlocked = builders.signed_in(builders.app_on(engine), BOB)
    add(engine, unlocked)
    assert unlocked.page is not None
    assert unlocked.page.heading == "Join two records"
    assert unlocked.open("/accounts/set-password").heading != "Choose a new password"
    unlocked.open("/accounts/addresses")
    unlocked.post("/accounts/set-password", {"password": NEW}, status=200, follow_redirects=True)
    assert password_of(engine, who.bob) == builders.PASSWORD_HASH


def test_a_new_password_is_not_set_once_the_return_was_stopped(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    thief, second, dana = Browser(app), Browser(app), builders.signed_in(app, DANA)
    type_reset_code(engine, thief)
    thief.press("Save and sign in", {"password": NEW})
    type_reset_code(engine, second)
    dana.open("/accounts/recoveries")
    dana.press("It was not them")
    second.press("Save and sign in", {"password": NEW}, status=409)
    assert password_of(engine, who.bob) is None
    assert second.open("/accounts/devices").heading == "Sign in"


def test_a_device_that_was_signed_out_before_a_return_by_mail_is_not_known_after_it(
    engine: Engine, db: WriteSession
) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    thief, bob = Browser(app), Browser(app)
    with clock.stopped(NOW):
        type_reset_code(engine, thief)
        thief.press("Save and sign in", {"password": NEW, "is_own_device": True})
        thief.press("Sign out")
        type_reset_code(engine, bob)
        bob.press("Save and sign in", {"password": "another teapot"})
    with clock.stopped(NOW + A_DAY):
        type_reset_code(engine, thief)
        thief.press("Save and sign in", {"password": NEW})
    with reading(engine) as later:
        assert later.get_one(Person, who.bob).may_sign_from == NOW + 2 * A_DAY


def test_who_joins_an_account_is_told_of_like_who_comes_back_by_mail(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    charlie = builders.signed_in(builders.app_on(engine), "charlie@example.org")
    add(engine, charlie, BOB)
    charlie.press("Join them")
    for coordinator in (DANA, ERIN):
        assert "recovered_office" in [one["template"] for one in builders.mail_to(engine, coordinator)]
    assert "account_joined" in [one["template"] for one in builders.mail_to(engine, BOB)]


def test_a_record_whose_return_was_stopped_makes_signing_wait_for_who_joins_it(
    engine: Engine, db: WriteSession
) -> None:
    who = builders.cast(db)
    gone = builders.person(db, "Bob B.", is_joined=False)
    db.get_one(Person, gone).may_sign_from = NOW
    builders.member(db, HOME, gone, "supervisor")
    builders.address(db, gone, WORK, is_proven=False)
    db.commit()
    bob = builders.signed_in(builders.app_on(engine), BOB)
    add(engine, bob)
    bob.press("Join them")
    with reading(engine) as later:
        waits = later.get_one(Person, who.bob).may_sign_from
    assert waits is not None
    assert waits > clock.now()


def test_a_supervisee_sends_no_invitation_for_a_supervisor_whose_return_was_stopped(
    engine: Engine, db: WriteSession
) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    thief, dana = Browser(app), builders.signed_in(app, DANA)
    type_reset_code(engine, thief)
    thief.press("Save and sign in", {"password": NEW})
    dana.open("/accounts/recoveries")
    dana.press("It was not them")
    alice = builders.signed_in(app, ALICE)
    alice.open("/people/supervisors")
    alice.post(f"/people/supervisors/{who.bob}/invite", {"email": "alice@second.example"}, status=422)
    assert builders.mail_to(engine, "alice@second.example") == []


def test_a_supervisee_gives_no_address_of_somebody_the_office_confirmed(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    ruth = builders.person(db, "Ruth Reed", is_joined=False)
    builders.member(db, HOME, ruth, "supervisor")
    builders.pair(db, HOME, who.alice, ruth, "named")
    builders.qualification(db, HOME, ruth, confirmed_by=who.dana)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/supervisors")
    alice.post(f"/people/supervisors/{ruth}/invite", {"email": "alice@second.example"}, status=422)
    assert builders.mail_to(engine, "alice@second.example") == []


def test_nobody_gives_the_address_of_somebody_whom_others_named_too(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    ruth = builders.person(db, "Ruth Reed", is_joined=False)
    builders.member(db, HOME, ruth, "supervisor")
    builders.pair(db, HOME, who.alice, ruth, "named")
    builders.pair(db, HOME, who.charlie, ruth, "named")
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/supervisors")
    alice.post(f"/people/supervisors/{ruth}/invite", {"email": "alice@second.example"}, status=422)


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [(True, False, False), (True, None, None), (None, False, False), (False, True, False), (True, True, True)],
)
def test_joined_records_show_the_office_no_more_than_either_did(
    db: WriteSession, mine: bool | None, theirs: bool | None, after: bool | None
) -> None:
    who = builders.cast(db)
    one, other = builders.person(db, "Ann", "ann@example.org"), builders.person(db, "Ann A.", "ann@work.example")
    builders.member(db, HOME, one, "supervisee", office_sees=mine)
    builders.member(db, HOME, other, "supervisee", office_sees=theirs)
    joining.join(db, one, other, NOW)
    here = (Membership.association_id == who.home, Membership.person_id == one)
    assert db.scalar(select(Membership.office_sees).where(*here)) is after


def test_an_address_that_is_removed_is_told(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.bob, WORK)
    db.commit()
    thief = builders.signed_in(builders.app_on(engine), BOB)
    thief.open("/accounts/addresses")
    thief.press(f"Remove: {WORK}")
    assert [one["template"] for one in builders.mail_to(engine, WORK)] == ["address_removed"]
    with reading(engine) as later:
        assert later.scalars(select(Address.email).where(Address.person_id == who.bob)).all() == [BOB]


def test_guesses_from_many_machines_are_counted_for_the_address(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    thief = probe.stranger(builders.app_on(engine))
    thief.post("/accounts/reset", {"email": BOB})

    def guess(number: int) -> int:
        machine = {"REMOTE_ADDR": f"192.0.2.{number}"}
        return thief.post("/accounts/code", {"code": f"{number:06d}"}, environ_base=machine).status_code

    assert [guess(number) for number in range(22)] == [422] * 20 + [429] * 2


def test_an_address_with_signs_that_nobody_sees_is_counted_as_the_same(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    thief = probe.stranger(builders.app_on(engine))
    said = [{"email": BOB.replace("b@", f"b{signs}@"), "password": "not this one"} for signs in ("", "\u200b") * 6]
    tries = [thief.post("/accounts/sign-in", form).status_code for form in said]
    assert tries == [422] * 10 + [429] * 2


def test_new_codes_asked_for_by_many_machines_are_counted_for_the_address(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    thief = probe.stranger(builders.app_on(engine))
    thief.post("/accounts/reset", {"email": BOB})

    def again(number: int) -> int:
        machine = {"REMOTE_ADDR": f"192.0.2.{number}"}
        return thief.post("/accounts/code/again", environ_base=machine).status_code

    assert [again(number) for number in range(6)] == [303] * 5 + [429]
    assert len(builders.mail_to(engine, BOB, "code")) == 6


def test_naming_somebody_by_one_address_shows_no_other_one(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.erin, "erin@private.example")
    builders.hat(db, HOME, who.alice, "supervisor")
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/supervisors")
    alice.press("Name supervisor", {"name": "Anybody", "email": "erin@private.example"})
    assert ERIN not in alice.open("/people/supervisors").text
    assert BOB in alice.open("/people/supervisors").text
    alice.open("/people/supervisees")
    alice.press("Send an invitation", {"name": "Anybody", "email": "erin@private.example"})
    assert ERIN not in alice.open("/people/supervisees").text
