"""Home and progress on a phone: where one stands at a glance, a goal without scripts, nothing for axe to find."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator
from sqlalchemy.orm import Session

from rs_tracker.store.engine import open_engine, writing
from tests.support import builders
from tests.support.browser import PHONE, Someone
from tests.support.builders import PASSWORD, Cast
from tests.support.builders_progress import goal, session
from tests.support.server import Site

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]
NOW = datetime.now(UTC)
TAB_BAR = 60


@pytest.fixture
def rows(site: Site) -> Iterator[Session]:
    engine = open_engine(site.database_url)
    db = writing(engine)
    yield db
    db.close()
    engine.dispose()


@pytest.fixture
def who(rows: Session) -> Cast:
    cast = builders.cast(rows)
    today = NOW.date()
    for week in range(1, 9):
        kind = "administrative" if week == 4 else "reflective"
        session(rows, cast.alice, cast.bob, today - timedelta(weeks=week), 75, is_signed=week > 2, kind=kind)
    rows.commit()
    return cast


def sign_in(someone: Someone, email: str = "alice@example.org") -> None:
    someone.open("/accounts/sign-in")
    someone.fill(email=email, password=PASSWORD)
    someone.press("Sign in", exact=True, within="main")


def is_in_sight(one: Locator) -> bool:
    box = one.bounding_box()
    return box is not None and box["y"] + box["height"] <= PHONE["height"] - TAB_BAR


def test_where_alice_stands_and_the_next_tap_need_no_scrolling(
    people: Callable[..., Someone], rows: Session, who: Cast
) -> None:
    goal(rows, who.alice, "earn", "IMHS", now=NOW)
    rows.commit()
    alice = people(phone=True)
    sign_in(alice)
    alice.open("/")
    for words in ("of 50.00 hours counted", "Missing", "Waiting for signature", "more sessions of 1 h 15 min"):
        assert is_in_sight(alice.page.get_by_text(words).first), words
    alice.press("Today", exact=True)
    alice.sees("Log a session")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_goal_from_the_first_choice_to_its_reasons(
    people: Callable[..., Someone], who: Cast, javascript: bool
) -> None:
    alice = people(phone=True, javascript=javascript)
    sign_in(alice)
    alice.open("/")
    alice.press("Choose a goal")
    alice.choose("Earning it")
    alice.fill(category="IFS")
    alice.press("Save goal")
    alice.sees("6.25 of 24.00 hours counted")
    alice.sees("Administrative supervision does not count; only reflective supervision does.")
    alice.fill(endorsed_on=(NOW.date() - timedelta(days=3)).isoformat())
    alice.press("I am endorsed now")
    alice.sees("From now on this shows what you need to keep it.")
    alice.sees("Renew IFS")


@pytest.mark.parametrize("dark", [True, False])
def test_axe_finds_nothing(people: Callable[..., Someone], rows: Session, who: Cast, dark: bool) -> None:
    goal_id = goal(rows, who.alice, "earn", "IMHS", now=NOW)
    goal(rows, who.alice, now=NOW)
    rows.commit()
    alice = people(phone=dark, dark=dark)
    sign_in(alice)
    for path in ("/", "/help", "/progress/", f"/progress/goals/{goal_id}", "/progress/goals/new"):
        alice.open(path)
        alice.is_accessible()
    alice.press("Save goal")
    alice.sees("Please check this")
    alice.is_accessible()
    for email in ("bob@example.org", "dana@example.org", "charlie@example.org"):
        other = people(phone=dark, dark=dark)
        sign_in(other, email)
        other.open("/")
        other.is_accessible()
