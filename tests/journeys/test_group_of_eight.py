"""A group of eight with one short is signed in five taps; its members find it in their logs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rs_tracker.features.groups import service
from rs_tracker.store.engine import reading, writing
from rs_tracker.store.tables import Entry
from tests.journeys.steps import sign_in
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import HOME, PASSWORD, Cast
from tests.support.builders_groups import SHEET, group, here, meeting
from tests.support.builders_groups import sign as sign_sheet
from tests.support.databases import open_ready
from tests.support.server import Site

pytestmark = pytest.mark.journey
NOW = datetime.now(UTC)
LAST_WEEK = NOW - timedelta(days=7)


@pytest.fixture
def who(site: Site) -> Cast:
    """Bob's group of nine met a week ago, and he signed it."""
    engine = open_ready(site.database_url)
    db = writing(engine)
    cast = builders.cast(db)
    bob = builders.actor(db, cast.bob)
    held = meeting(held_on=LAST_WEEK.date())
    present = here(group(db, cast, 8)) + here([cast.alice])
    sign_sheet(db, cast, service.save(db, bob, SHEET, held, present, LAST_WEEK), LAST_WEEK)
    db.commit()
    db.close()
    engine.dispose()
    return cast


def signed_today(site: Site) -> list[int]:
    engine = open_ready(site.database_url)
    with reading(engine) as db:
        found = db.scalars(
            select(Entry.minutes).where(
                Entry.association_id == HOME, Entry.state == "signed", Entry.held_on > LAST_WEEK.date()
            )
        ).all()
    engine.dispose()
    return sorted(found)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_group_of_eight_with_one_short_takes_five_taps(
    people: Callable[..., Someone], site: Site, who: Cast, javascript: bool
) -> None:
    bob = people(phone=True, javascript=javascript)
    sign_in(bob, "bob@example.org")
    taps: list[str] = []
    if javascript:
        bob.page.expose_function("tapped", lambda name: taps.append(name))
        bob.page.add_init_script("addEventListener('click', (one) => window.tapped(one.target.tagName), true)")
    bob.open("/")
    bob.press("Group session", exact=True, within="main")
    bob.page.get_by_role("checkbox", name="Alice Archer").uncheck(force=True)
    bob.page.get_by_label("Minutes: Noor Haddad").click()
    bob.page.keyboard.type("45")
    bob.press("Sign the group")
    bob.sees("Noor Haddad")
    bob.does_not_see("Alice Archer")
    bob.fill(password=PASSWORD)
    bob.press("Sign 8 entries", exact=True)
    assert signed_today(site) == [45] + [90] * 7
    if javascript:
        assert len(taps) == 5, taps

    noor = people(phone=True, javascript=javascript)
    sign_in(noor, "noor@example.org")
    noor.open("/entries/")
    noor.sees("45 min")


def test_the_others_join_by_the_code_that_is_read_out(people: Callable[..., Someone], site: Site, who: Cast) -> None:
    alice, maya, bob = (people(phone=True) for _ in range(3))
    sign_in(alice, "alice@example.org")
    alice.open("/entries/new")
    alice.press("Start a group sheet")
    alice.fill(hours="1", minutes="15")
    alice.press("Start the sheet")
    alice.is_accessible()
    code = alice.page.locator(".code-letters").inner_text()
    sign_in(maya, "maya@example.org")
    maya.open("/entries/join")
    maya.fill(code=code)
    maya.press("Find the group")
    maya.is_accessible()
    maya.press("Join", exact=True, within="main")
    sign_in(bob, "bob@example.org")
    bob.press("Sign", within="nav")
    bob.press("Look and sign the group")
    bob.is_accessible()
    bob.sees("Joined, says 1 h 15 min")
    bob.press("Sign the group")
    bob.fill(password=PASSWORD)
    bob.press("Sign 2 entries", exact=True)
    assert signed_today(site) == [75, 75]
