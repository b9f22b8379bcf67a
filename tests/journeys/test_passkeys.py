"""A passkey in a real browser: made, used to sign in, used to sign, and what is said where it does not work."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.store.engine import open_engine, writing
from tests.journeys.steps import add_passkey, sign_in, sign_in_with_passkey
from tests.support import builders, virtual_passkeys
from tests.support.browser import Someone
from tests.support.builders import Cast
from tests.support.server import Site

pytestmark = pytest.mark.journey
NOW = datetime.now(UTC)
BOB = "bob@example.org"


@pytest.fixture
def who(site: Site) -> Cast:
    """Two sessions of alice's wait for bob."""
    engine = open_engine(site.database_url)
    db = writing(engine)
    cast = builders.cast(db)
    alice = builders.actor(db, cast.alice)
    for days in (3, 10):
        entries.log(db, alice, Draft(NOW.date() - timedelta(days=days), 60, cast.bob), NOW)
    db.commit()
    db.close()
    engine.dispose()
    return cast


def to_the_statement(bob: Someone) -> None:
    bob.open("/signing/")
    bob.choose("Select all")
    bob.press("Sign selected")


@pytest.mark.parametrize("phone", [True, False])
def test_bob_makes_a_passkey_signs_in_with_it_and_signs_a_batch(
    people: Callable[..., Someone], who: Cast, phone: bool
) -> None:
    bob = people(phone=phone)
    keys = virtual_passkeys.give(bob)
    sign_in(bob, BOB)
    add_passkey(bob, "Bob's phone")
    assert keys.count == 1
    bob.sees("Bob's phone")
    bob.open("/accounts/devices")
    bob.press("Sign out", within="main")
    sign_in_with_passkey(bob)
    to_the_statement(bob)
    bob.is_accessible()
    bob.press("Use passkey")
    bob.page.wait_for_url("**/signing/done/**")
    bob.sees("2 entries signed")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_goes_wrong_is_said_and_loses_nothing(people: Callable[..., Someone], who: Cast) -> None:
    bob = people()
    keys = virtual_passkeys.give(bob)
    sign_in(bob, BOB)
    add_passkey(bob, "Laptop")
    to_the_statement(bob)
    statement = bob.page.url
    keys.recognises(False)
    bob.fill(password="half a passw")
    bob.press("Use passkey")
    bob.sees("That was cancelled, or it took too long. Nothing is lost; try again.")
    assert bob.page.url == statement
    assert bob.page.locator('[name="password"]').input_value() == "half a passw"
    keys.recognises(True)
    bob.press("Use passkey")
    bob.page.wait_for_url("**/signing/done/**")
    bob.sees("2 entries signed")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_device_that_holds_one_already_makes_no_second(people: Callable[..., Someone], who: Cast) -> None:
    bob = people()
    keys = virtual_passkeys.give(bob)
    sign_in(bob, BOB)
    add_passkey(bob, "Laptop")
    bob.open("/accounts/passkeys/new")
    bob.press("Use passkey")
    bob.page.get_by_role("button", name="Make the passkey").click()
    bob.sees("This device holds a passkey for you already.")
    bob.look()
    assert keys.count == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_device_without_passkeys_says_so_on_the_sign_in_page(people: Callable[..., Someone], who: Cast) -> None:
    stranger = people(phone=True)
    keys = virtual_passkeys.give(stranger)
    keys.forget()
    stranger.open("/accounts/sign-in")
    stranger.is_accessible()
    stranger.press("Use passkey")
    stranger.sees("Nothing is lost; try again.")
    sign_in(stranger, BOB)
    stranger.sees("Bob")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_without_scripts_only_the_password_shows(people: Callable[..., Someone], who: Cast) -> None:
    bob = people(javascript=False)
    bob.open("/accounts/sign-in")
    assert not bob.page.get_by_role("button", name="Use passkey").is_visible()
    assert bob.page.get_by_label("Password", exact=True).is_visible()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_everybody_can_use_the_pages_of_passkeys(people: Callable[..., Someone], who: Cast) -> None:
    for dark in (False, True):
        bob = people(phone=True, dark=dark)
        virtual_passkeys.give(bob)
        sign_in(bob, BOB)
        add_passkey(bob, "Phone")
        bob.is_accessible()
        for path in ("/accounts/passkeys/new", "/accounts/recovery-codes"):
            bob.open(path)
            bob.is_accessible()
        bob.press("Use passkey")
        bob.sees("They are not shown again")
        bob.is_accessible()
        bob.open("/accounts/passkeys")
        bob.press("Remove")
        bob.is_accessible()
        bob.press("Use passkey")
        bob.sees("opens nothing any more")
