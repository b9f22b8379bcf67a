"""The office in a real browser, without JavaScript on a phone: what waits is confirmed, and it counts in the file."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from rs_tracker.store.engine import open_engine, writing
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import HOME, PASSWORD
from tests.support.builders_progress import goal, session
from tests.support.server import Site

pytestmark = pytest.mark.journey


@pytest.fixture
def bea(site: Site) -> str:
    """A supervisor whom nobody has confirmed, with an hour and a half of Alice's signed by her; her id."""
    engine = open_engine(site.database_url)
    db = writing(engine)
    who = builders.cast(db)
    person_id = builders.person(db, "Bea Beech", "bea@example.org")
    builders.member(db, HOME, person_id, "supervisor")
    builders.qualification(db, HOME, person_id)
    ten_days_ago = datetime.now(UTC) - timedelta(days=10)
    session(db, who.alice, person_id, ten_days_ago.date(), 90)
    goal(db, who.alice, "earn", now=ten_days_ago)
    db.commit()
    db.close()
    engine.dispose()
    return person_id


def hours_of_alice(dana: Someone) -> str:
    dana.open("/association/")
    with dana.page.expect_download() as download:
        dana.page.get_by_role("link", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return {row["Name"]: row["Counted"] for row in csv.DictReader(StringIO(text))}["Alice Archer"]


def test_dana_confirms_a_supervisor_and_the_hours_count(people: Callable[..., Someone], site: Site, bea: str) -> None:
    dana = people(javascript=False, phone=True)
    dana.open("/accounts/sign-in")
    dana.fill(email="dana@example.org", password=PASSWORD)
    dana.press("Sign in", exact=True, within="main")
    assert hours_of_alice(dana) == "0.00"
    dana.press("Supervisors", within=".places")
    dana.choose("Bea Beech, IMHM-C")
    dana.press("Confirm selected")
    dana.sees("Nothing waits")
    assert hours_of_alice(dana) == "1.50"


def test_the_offices_pages_are_accessible(people: Callable[..., Someone], site: Site, bea: str) -> None:
    dana = people(phone=True, dark=True)
    dana.open("/accounts/sign-in")
    dana.fill(email="dana@example.org", password=PASSWORD)
    dana.press("Sign in", exact=True, within="main")
    for place in ("", "?search=nobody", "people", f"people/{bea}", "add", "providers", "questions", "settings"):
        dana.open(f"/association/{place}")
        dana.is_accessible()
        assert dana.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
