"""The real supervisor on a phone, counted in taps; a mail scanner that presses whatever it finds; those who wait."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.adapters.letters import Letters
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.engine import open_engine, reading, writing
from rs_tracker.store.tables import metadata
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import OTHER, PASSWORD, Cast
from tests.support.builders_guests import SAM, another, everybody, messages, provider_of, sam_named, states
from tests.support.server import SECRET, Site

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]
PAGES = 30
# What a scanner may leave behind: that it looked, and how often it tried.
TRACES = {"guest_visit", "rate_count"}


@pytest.fixture
def rows(site: Site) -> Iterator[Session]:
    engine = open_engine(site.database_url, ledger_secret=SECRET.encode())
    db = writing(engine)
    yield db
    db.close()
    engine.dispose()


@pytest.fixture
def who(rows: Session) -> Cast:
    """Four sessions of two people in two associations wait for Sam."""
    cast = everybody(rows)
    sam = provider_of(rows, sam_named(rows, cast.alice, clock.now()))
    for minutes in (75, 90):
        another(rows, cast.alice, sam, clock.now(), minutes)
    sam_named(rows, cast.erin, clock.now(), 60, OTHER)
    rows.commit()
    return cast


def letter(rows: Session, site: Site) -> str:
    """The newest message as its reader has it."""
    engine = rows.get_bind()
    params = builders.mail_to(engine, SAM, "asked")[-1]  # type: ignore[arg-type]
    letters = Letters(TEMPLATES, {"base_url": site.url, "host_name": "Host"})
    written = letters.write("asked", {name: value for name, value in params.items() if name != "template"}, "en")
    return f"{written.subject}\n{written.body}"


class Counted:
    """Somebody whose taps are counted; typing is not."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.taps = 0

    def tap(self, name: str) -> None:
        self.taps += 1
        self.someone.press(name, within="main")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_link_to_the_signature_in_five_taps(
    people: Callable[..., Someone], rows: Session, site: Site, who: Cast, javascript: bool
) -> None:
    text = letter(rows, site)
    link = re.search(rf"{re.escape(site.url)}(/signing/for/\S+)", text)
    code = re.search(r"^ +(\d{6})$", text, re.MULTILINE)
    assert link is not None
    assert code is not None
    sam = people(phone=True, javascript=javascript)
    taps = Counted(sam)
    sam.open(link[1])
    sam.does_not_see("Alice")
    taps.tap("Show what waits")
    sam.sees("Alice Archer")
    sam.sees("Erin Estes")
    if javascript:
        sam.is_accessible()
    sam.fill(code=code[1])
    taps.tap("Continue")
    if javascript:
        sam.is_accessible()
        sam.choose("Select all")
        taps.taps += 1
        ticked = sam.page.locator('input[name="line"]:checked').count()
    else:
        boxes = sam.page.locator('input[name="line"]:not([data-odd])').all()
        for box in boxes:
            box.check()
        ticked = len(boxes)
    taps.tap("Sign selected")
    if javascript:
        sam.is_accessible()
    heading = sam.page.get_by_role("heading", level=1).inner_text()
    assert heading == f"Sign {ticked} {'entry' if ticked == 1 else 'entries'}"
    taps.tap(heading)
    sam.sees(f"{ticked} {'entry' if ticked == 1 else 'entries'} signed")
    if javascript:
        assert taps.taps == 5
        sam.is_accessible()


def test_a_scanner_that_presses_everything_changes_nothing_and_the_supervisor_signs_afterwards(
    people: Callable[..., Someone], rows: Session, site: Site, who: Cast
) -> None:
    text = letter(rows, site)
    before = contents(rows)
    scanner = people()
    seen = scan(scanner.page, re.findall(rf"{re.escape(site.url)}\S*", text), site.url)
    assert any("/signing/for/" in url for url in seen)
    assert any(url.startswith("POST") and "/fresh" in url for url in seen), "it found the form on the second page too"
    after = contents(rows)
    assert {name for name in before if before[name] != after[name]} <= TRACES
    assert len(messages(rows.get_bind())) == 1  # type: ignore[arg-type]
    asked = messages(rows.get_bind())[0]  # type: ignore[arg-type]
    sam = people(phone=True)
    sam.open(asked.path)
    sam.press("Show what waits")
    sam.fill(code=asked.code)
    sam.press("Continue", within="main")
    for box in sam.page.locator('input[name="line"]').all():
        box.check()
    sam.press("Sign selected")
    sam.press("Sign 4 entries")
    sam.sees("4 entries signed")
    assert states(rows.get_bind()) == ["signed"] * 3  # type: ignore[arg-type]


def scan(page: Page, links: list[str], origin: str) -> set[str]:
    """Follow every link and send every form of every page as it stands, and of what comes then; what was asked for."""
    seen: set[str] = set()
    page.on("request", lambda one: seen.add(f"{one.method} {one.url}") if one.is_navigation_request() else None)
    left, done = list(links), set[str]()
    while left and len(done) < PAGES:
        url = left.pop(0).split("#")[0]
        if urlsplit(url).netloc != urlsplit(origin).netloc or not _visit(page, url):
            continue
        looks = f"{url} {page.locator('main').inner_text()}"
        if looks in done:
            continue
        done.add(looks)
        left += page.eval_on_selector_all("main a[href]", "all => all.map(one => one.href)")
        for number in range(page.locator("form").count()):
            if _visit(page, url) and number < page.locator("form").count():
                with page.expect_navigation(wait_until="load"):
                    page.locator("form").nth(number).evaluate("one => HTMLFormElement.prototype.submit.call(one)")
                left.append(page.url)
    return seen


def _visit(page: Page, url: str) -> bool:
    try:
        page.goto(url, wait_until="load")
    except Error:  # a download
        return False
    return page.locator("main").count() == 1


def contents(rows: Session) -> dict[str, str]:
    """What each table holds."""
    with reading(rows.get_bind()) as db:  # type: ignore[arg-type]
        return {
            name: repr(sorted(map(repr, db.execute(select(table), execution_options=ACROSS))))
            for name, table in metadata.tables.items()
        }


ACROSS = {"spans_associations": True}


def test_while_they_wait_supervisees_see_for_whom_and_can_hand_the_link_on(
    people: Callable[..., Someone], rows: Session, who: Cast
) -> None:
    for look in ({"phone": True}, {"phone": True, "javascript": False}, {"dark": True}):
        alice = people(**look)
        alice.open("/accounts/sign-in")
        alice.fill(email="alice@example.org", password=PASSWORD)
        alice.press("Sign in", exact=True, within="main")
        for path in ("/", "/people/supervisors"):
            alice.open(path)
            alice.sees("Waiting for Sam Sosa, 0 days")
            alice.does_not_see("Ask again")
            if look.get("javascript", True):
                alice.is_accessible()
        alice.press("Show on this phone")
        assert alice.page.locator("main svg").count() == 1
        if look.get("javascript", True):
            alice.is_accessible()
        alice.open("/entries/")
        alice.page.locator("a.entry-main").first.click()
        alice.page.wait_for_load_state("networkidle")
        alice.sees("Waiting for Sam Sosa")
        alice.press("Copy a message")
        said = alice.page.get_by_label("Message").input_value()
        assert "/signing/for/" in said
        assert messages(rows.get_bind())[0].code not in said  # type: ignore[arg-type]
        if look.get("javascript", True):
            alice.press("Copy", exact=True, within="main")
            alice.sees("Copied")
            alice.is_accessible()
