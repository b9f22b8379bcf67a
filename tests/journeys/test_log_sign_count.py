"""The main job in a real browser: alice logs, bob signs ten and sends one back, the minutes reach dana's file."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.progress import service as progress
from rs_tracker.store.engine import open_engine, reading, writing
from rs_tracker.store.tables import Entry, Standing
from tests.journeys.steps import add_passkey, sign_all, sign_in, sign_in_with_passkey
from tests.support import builders, virtual_passkeys
from tests.support.browser import Someone
from tests.support.builders import HOME, PASSWORD, Cast
from tests.support.builders_signing import earning
from tests.support.server import Site

pytestmark = pytest.mark.journey
NOW = datetime.now(UTC)


@pytest.fixture
def who(site: Site) -> Cast:
    """Everybody in place, and nine sessions of alice's waiting for bob."""
    engine = open_engine(site.database_url)
    db = writing(engine)
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    alice = builders.actor(db, cast.alice)
    for weeks in range(1, 10):
        held_on = NOW.date() - timedelta(weeks=weeks)
        entries.log(db, alice, Draft(held_on, 60, cast.bob), NOW - timedelta(weeks=weeks))
    progress.refresh(db, HOME, cast.alice, NOW)
    db.commit()
    db.close()
    engine.dispose()
    return cast


def counted(site: Site, person_id: str) -> int:
    engine = open_engine(site.database_url)
    db = reading(engine)
    found = db.scalar(
        select(Standing.counted).where(
            Standing.association_id == HOME, Standing.person_id == person_id, Standing.place == "current"
        )
    )
    db.close()
    engine.dispose()
    return found or 0


def newest_entry(site: Site, person_id: str) -> str:
    engine = open_engine(site.database_url)
    db = reading(engine)
    found = db.scalars(
        select(Entry.id)
        .where(Entry.association_id == HOME, Entry.person_id == person_id)
        .order_by(Entry.held_on.desc())
        .limit(1)
    ).one()
    db.close()
    engine.dispose()
    return found


def hours_in_file(dana: Someone) -> dict[str, str]:
    """Counted hours by name, as dana's download has them."""
    dana.open("/association/")
    with dana.page.expect_download() as download:
        dana.page.get_by_role("link", name="Download CSV").or_(
            dana.page.get_by_role("button", name="Download CSV")
        ).first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return {row["Name"]: row["Counted"] for row in csv.DictReader(StringIO(text))}


@pytest.mark.parametrize(
    ("javascript", "passkey"), [(True, True), (True, False), (False, False)], ids=["passkey", "password", "no script"]
)
def test_the_hours_that_bob_signs_reach_the_coordinators_file(
    people: Callable[..., Someone], site: Site, who: Cast, javascript: bool, passkey: bool
) -> None:
    alice, bob, dana = (people(javascript=javascript, phone=phone) for phone in (True, True, False))
    sign_in(alice, "alice@example.org")
    alice.press("Today")
    alice.press("Save session")
    alice.sees("Waiting for signature")
    assert counted(site, who.alice) == 0

    sign_in(bob, "bob@example.org")
    if passkey:
        virtual_passkeys.give(bob)
        add_passkey(bob, "Phone")
        bob.open("/accounts/devices")
        bob.press("Sign out", within="main")
        sign_in_with_passkey(bob)
    bob.open("/signing/")
    today = newest_entry(site, who.alice)
    bob.open(f"/signing/{today}/send-back")
    bob.choose("Wrong length")
    bob.press("Send back", exact=True, within="main")
    assert sign_all(bob, javascript=javascript, passkey=passkey) == 9
    assert counted(site, who.alice) == 9 * 60

    alice.open("/")
    alice.sees("sent back")
    alice.open(f"/entries/{today}/edit")
    alice.fill(hours="0", minutes="45")
    alice.press("Save", within="main")
    assert sign_all(bob, javascript=javascript, passkey=passkey) == 1
    assert counted(site, who.alice) == 9 * 60 + 45

    sign_in(dana, "dana@example.org")
    assert hours_in_file(dana)["Alice Archer"] == "9.75"
    strangers_see_nothing(people, today, javascript=javascript)


def strangers_see_nothing(people: Callable[..., Someone], entry_id: str, *, javascript: bool) -> None:
    paths = (f"/entries/{entry_id}", f"/signing/{entry_id}/send-back", "/exports/hours?format=csv", "/association/")
    for email in ("charlie@example.org", "erin@example.org", None):
        stranger = people(javascript=javascript)
        if email:
            sign_in(stranger, email)
        own = ("/association/", "/exports/hours?format=csv") if email == "erin@example.org" else ()
        for path in paths:
            if path not in own:
                stranger.open(path, status=404)
        if own:
            stranger.open("/association/")
            stranger.does_not_see("Alice Archer")


@pytest.mark.parametrize("passkey", [True, False])
def test_a_whole_queue_is_signed_in_four_taps(
    people: Callable[..., Someone], site: Site, who: Cast, passkey: bool
) -> None:
    bob = people(phone=True)
    sign_in(bob, "bob@example.org")
    if passkey:
        virtual_passkeys.give(bob)
        add_passkey(bob, "Phone")
    taps: list[str] = []
    bob.page.expose_function("tapped", lambda name: taps.append(name))
    bob.page.add_init_script("addEventListener('click', (one) => window.tapped(one.target.tagName), true)")
    bob.open("/")
    bob.press("Sign", within="nav")
    bob.choose("Select all")
    bob.press("Sign selected")
    if passkey:
        bob.press("Use passkey")
        bob.page.wait_for_url("**/signing/done/**")
    else:
        bob.fill(password=PASSWORD)
        bob.press("Sign 9 entries", exact=True)
    assert counted(site, who.alice) == 9 * 60
    assert len(taps) == 4, taps
