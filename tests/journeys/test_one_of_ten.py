"""Ten sessions of two associations on a phone: signed in four taps, and with two more one of them goes back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.store.engine import reading, writing
from rs_tracker.store.tables import Entry
from tests.journeys.steps import add_passkey, sign_in
from tests.support import builders, virtual_passkeys
from tests.support.browser import Someone
from tests.support.builders import HOME, OTHER, PASSWORD, Cast
from tests.support.builders_signing import earning
from tests.support.databases import open_ready
from tests.support.server import Site

pytestmark = pytest.mark.journey
NOW = datetime.now(UTC)
COUNT_TAPS = (
    "addEventListener('click', (one) => one.isTrusted && one.detail && window.tapped(one.target.tagName), true)"
)


@pytest.fixture
def engine_of_site(site: Site) -> Iterator[Engine]:
    engine = open_ready(site.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def who(engine_of_site: Engine) -> Cast:
    """Six sessions of alice's here and four of charlie's in the other association wait for bob."""
    db = writing(engine_of_site)
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    builders.member(db, OTHER, cast.charlie, SUPERVISEE)
    log(db, cast.alice, cast.bob, HOME, 6)
    log(db, cast.charlie, cast.bob, OTHER, 4)
    db.commit()
    db.close()
    return cast


def log(db: Session, owner: str, provider: str, home: str, weeks: int) -> None:
    for week in range(1, weeks + 1):
        at = NOW - timedelta(weeks=week)
        entries.log(db, builders.actor(db, owner, home), Draft(at.date(), 60, provider), at)


def states(engine: Engine) -> list[str]:
    with reading(engine) as db:
        found = [db.scalars(select(Entry.state).where(Entry.association_id == home)).all() for home in (HOME, OTHER)]
    return sorted(state for part in found for state in part)


def at_the_queue(people: Callable[..., Someone], *, passkey: bool) -> Someone:
    """Bob with his phone, signed in."""
    bob = people(phone=True)
    sign_in(bob, "bob@example.org")
    if passkey:
        virtual_passkeys.give(bob)
        add_passkey(bob, "Phone")
    return bob


def with_taps_counted(someone: Someone) -> list[str]:
    taps: list[str] = []
    someone.page.expose_function("tapped", lambda name: taps.append(name))
    someone.page.add_init_script(COUNT_TAPS)
    return taps


def prove(someone: Someone, label: str, *, passkey: bool) -> None:
    """The last tap: a finger on the reader, or the button under the password."""
    if passkey:
        someone.press("Use passkey")
        someone.page.wait_for_url("**/signing/done/**")
    else:
        someone.fill(password=PASSWORD)
        someone.press(label, exact=True)


@pytest.mark.parametrize("passkey", [True, False], ids=["passkey", "password"])
def test_ten_of_two_associations_are_signed_in_four_taps(
    people: Callable[..., Someone], engine_of_site: Engine, who: Cast, passkey: bool
) -> None:
    bob = at_the_queue(people, passkey=passkey)
    taps = with_taps_counted(bob)
    bob.open("/")
    bob.press("Sign", within="nav")
    bob.choose("Select all")
    bob.press("Sign selected")
    prove(bob, "Sign 10 entries", passkey=passkey)
    assert len(taps) == 4, taps
    assert states(engine_of_site) == ["signed"] * 10


@pytest.mark.parametrize("passkey", [True, False], ids=["passkey", "password"])
def test_one_of_the_ten_goes_back_with_two_taps_more_and_its_owner_is_told(
    people: Callable[..., Someone], engine_of_site: Engine, who: Cast, passkey: bool
) -> None:
    bob = at_the_queue(people, passkey=passkey)
    taps = with_taps_counted(bob)
    bob.open("/")
    bob.press("Sign", within="nav")
    bob.choose("Select all")
    bob.page.locator("li.tick input").first.click()
    bob.page.get_by_role("radio", name="Wrong length").click()
    bob.press("Sign selected")
    bob.sees("1 goes back to Alice Archer: wrong length")
    prove(bob, "Sign 9 entries", passkey=passkey)
    assert len(taps) == 6, taps
    bob.sees("1 was sent back")
    assert states(engine_of_site) == ["returned"] + ["signed"] * 9
    [letter] = builders.mail_to(engine_of_site, "alice@example.org", "sent_back")
    assert letter["reason"] == "length"


def test_the_reasons_come_and_go_with_the_tick(
    people: Callable[..., Someone], engine_of_site: Engine, who: Cast
) -> None:
    bob = people(phone=True)
    sign_in(bob, "bob@example.org")
    bob.open("/signing/")
    line, reasons = bob.page.locator("li.tick input").first, bob.page.locator("li .reasons")
    expect(reasons).to_have_count(0)
    bob.choose("Select all")
    line.click()
    bob.page.get_by_role("radio", name="In my own words").click()
    bob.look()
    bob.is_accessible()
    bob.press("Sign selected")
    assert bob.page.url.endswith("/signing/"), "own words are asked for before anything is sent"
    line.click()
    expect(reasons).to_have_count(0)
    line.click()
    bob.page.get_by_role("radio", name="Wrong date").click()
    bob.choose("Select all")
    expect(reasons).to_have_count(0)
    bob.press("Sign selected")
    bob.does_not_see("goes back")
    bob.fill(password=PASSWORD)
    bob.press("Sign 10 entries", exact=True)
    assert states(engine_of_site) == ["signed"] * 10


def test_by_keyboard_alone_a_line_goes_back_in_own_words(
    people: Callable[..., Someone], engine_of_site: Engine, who: Cast
) -> None:
    bob = people()
    sign_in(bob, "bob@example.org")
    bob.open("/signing/")
    bob.page.locator("li.tick input").first.focus()
    press = bob.page.keyboard.press
    for key in ("Space", "Space", "Tab"):
        press(key)
    if bob.page.evaluate("document.activeElement.tagName") == "A":
        press("Tab")
    for _ in range(6):
        press("ArrowDown")
    press("ArrowUp")
    assert bob.page.evaluate("document.activeElement.value") == "other"
    press("Tab")
    bob.page.keyboard.type("It was 45 minutes.")
    bob.press("Sign selected")
    bob.sees("1 session sent back.")
    assert states(engine_of_site) == ["returned"] + ["waiting"] * 9
    [letter] = builders.mail_to(engine_of_site, "alice@example.org", "sent_back")
    assert letter["words"] == "It was 45 minutes."
