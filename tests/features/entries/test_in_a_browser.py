"""The log in a real Chromium: what scripts add, that nothing needs them, and nothing for axe to find."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from rs_tracker.features.entries import service
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.progress import service as progress
from rs_tracker.store.engine import open_engine, writing
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import HOME, PASSWORD
from tests.support.server import Site

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]
NOW = datetime.now(UTC)
SHEET = {"name": "log.csv", "mimeType": "text/csv", "buffer": b"Date,Hours,Supervisor\n2024-03-14,1.5,Bob Birch\n"}


@pytest.fixture
def entry_id(site: Site) -> str:
    """One session of Alice's, three weeks ago; Bob is confirmed, Ana only declares what she holds."""
    engine = open_engine(site.database_url)
    db = writing(engine)
    who = builders.cast(db)
    alice = builders.actor(db, who.alice)
    progress.set_goal(db, alice, "renew", "IFS", None, None, NOW.date() - timedelta(days=2000), NOW)
    ana = builders.person(db, "Ana Lopez", "ana@example.org")
    builders.member(db, HOME, ana, "supervisor")
    builders.pair(db, HOME, who.alice, ana)
    builders.qualification(db, HOME, ana)
    made = service.log(db, alice, Draft(NOW.date() - timedelta(weeks=3), 60, who.bob), NOW)
    db.commit()
    db.close()
    engine.dispose()
    return made


def signed_in(someone: Someone) -> Someone:
    someone.open("/accounts/sign-in")
    someone.fill(email="alice@example.org", password=PASSWORD)
    someone.press("Sign in", exact=True, within="main")
    return someone


def test_the_form_answers_while_it_is_filled_in(people: Callable[..., Someone], entry_id: str) -> None:
    alice = signed_in(people(phone=True))
    alice.open("/entries/new")
    group, new_name = alice.page.get_by_label("People in the group"), alice.page.get_by_label("Their name")
    expect(group).to_be_hidden()
    expect(new_name).to_be_hidden()
    alice.choose("Group")
    expect(group).to_be_visible()
    alice.choose("Individual")
    alice.page.get_by_label("Supervisor", exact=True).select_option(label="Somebody else…")
    expect(new_name).to_be_visible()
    alice.page.get_by_label("Supervisor", exact=True).select_option(label="Ana Lopez")
    alice.page.get_by_role("button", name="Yesterday").click()
    alice.page.get_by_role("button", name="90 min").click()
    alice.sees("1 h 30 min")
    alice.sees("This will not count:")
    alice.sees("has not confirmed the credential of Ana Lopez")
    alice.page.get_by_label("Supervisor", exact=True).select_option(label="Bob Birch")
    alice.does_not_see("This will not count:")
    alice.press("Save session")
    alice.sees("It waits for Bob Birch to sign it.")


@pytest.mark.parametrize("javascript", [True, False])
def test_dates_from_a_notebook_are_saved_with_and_without_scripts(
    people: Callable[..., Someone], entry_id: str, javascript: bool
) -> None:
    alice = signed_in(people(javascript=javascript, phone=True))
    alice.open("/entries/several")
    alice.fill(days="1/5/2026, 1/19/2026, 2/2/2026")
    if javascript:
        alice.sees("3 sessions, 3 h:")
    alice.press("Save all")
    alice.sees("3 sessions saved.")
    alice.sees("January 19, 2026")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_spreadsheet_comes_in_with_and_without_scripts(
    people: Callable[..., Someone], entry_id: str, javascript: bool
) -> None:
    alice = signed_in(people(javascript=javascript))
    alice.open("/entries/import")
    alice.page.get_by_label("Your spreadsheet").set_input_files(files=[SHEET])  # type: ignore[list-item]
    alice.press("Look at it")
    alice.sees("1 session would be added")
    if javascript:
        alice.is_accessible()
    alice.press("Save 1 session")
    alice.sees("1 session added, unsigned.")
    alice.sees("March 14, 2024")


@pytest.mark.parametrize("dark", [True, False])
def test_everybody_can_use_the_log(people: Callable[..., Someone], entry_id: str, dark: bool) -> None:
    alice = signed_in(people(phone=True, dark=dark))
    paths = ("", "new", "new?like=last", "several", "import", entry_id, f"{entry_id}/edit", "?state=signed")
    for path in paths:
        alice.open(f"/entries/{path}")
        alice.is_accessible()
        assert alice.page.evaluate("document.documentElement.scrollWidth") <= 360
