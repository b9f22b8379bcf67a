"""People with a real Chromium. Each has cookies of their own, and every page they open is linted.

alice, bob = people(), people(javascript=False, phone=True)
alice.open("/")            # a path of the site under test
alice.press("Save")        # a button or link by its name
alice.page                 # Playwright's page, for the rest; call alice.look() after it moved somewhere else
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Response, ViewportSize, expect, sync_playwright

from tests.support import chromium
from tests.support.lint import faults
from tests.support.server import Site

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
PATIENCE = 10_000  # milliseconds; two busy cores

expect.set_options(timeout=PATIENCE)


@dataclass(slots=True)
class Someone:
    """One person at their own browser."""

    page: Page
    url: str
    answers: dict[str, Response] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to an address of the site."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}, not {status}"
        self.look()

    def press(self, name: str, *, exact: bool = False, within: str = "body") -> None:
        """Press the button or link with this name, wait for what follows, and look at it."""
        wanted: Any = name if exact else re.compile(re.escape(name), re.IGNORECASE)
        place = self.page.locator(within)
        one = place.get_by_role("button", name=wanted).or_(place.get_by_role("link", name=wanted)).first
        one.click()
        self.page.wait_for_load_state("networkidle")
        self.look()

    def fill(self, **values: str) -> None:
        """Type into fields by their names in the form; `csrf_token`s and hidden ones are not for people."""
        for name, value in values.items():
            field_ = self.page.locator(f'[name="{name}"]:not([type="hidden"])').first
            if field_.evaluate("one => one.tagName") == "SELECT":
                field_.select_option(value)
            else:
                field_.fill(value)

    def choose(self, label: str) -> None:
        """Tick a checkbox or a radio button by its words."""
        self.page.get_by_label(label, exact=False).first.check(force=True)

    def sees(self, words: str) -> None:
        """Fail unless these words are, or soon will be, on the page."""
        expect(self.page.locator("body")).to_contain_text(words)

    def does_not_see(self, words: str) -> None:
        """Fail if these words are on the page."""
        expect(self.page.locator("body")).not_to_contain_text(words)

    def look(self) -> None:
        """Lint the page as it stands now, with whatever scripts made of it."""
        source = self._settled()
        answer = self.answers.get(self.page.url.split("#")[0])
        found = faults(source, answer.all_headers() if answer else None)
        found += self.complaints
        self.complaints.clear()
        assert not found, f"{self.page.url}: " + "; ".join(found)

    def _settled(self) -> str:
        """The page's source, once it does not move any more: a script may send a form after the network was quiet."""
        for _time in range(5):
            try:
                return self.page.content()
            except Error as fault:
                if "navigating" not in str(fault):
                    raise
                self.page.wait_for_load_state("networkidle")
        return self.page.content()

    def is_accessible(self) -> None:
        """Run axe over the page; it must find nothing."""
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}: {results.generate_report()}"


def _watch(someone: Someone) -> None:
    """Keep what the browser complains about and the headers of every page it got."""

    def got(answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.frame == someone.page.main_frame:
            someone.answers[answer.url.split("#")[0]] = answer

    # A refused page is part of some journeys; the browser's line about its status is no complaint about us.
    someone.page.on(
        "console",
        lambda line: (
            someone.complaints.append(f"console: {line.text}")
            if line.type in ("error", "warning") and "the server responded with a status of" not in line.text
            else None
        ),
    )
    someone.page.on("pageerror", lambda fault: someone.complaints.append(f"script: {fault}"))
    someone.page.on("response", got)


@pytest.fixture(scope="session")
def chromium_process() -> Iterator[Browser]:
    """One Chromium per worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def people(chromium_process: Browser, site: Site) -> Iterator[Callable[..., Someone]]:
    """Make somebody with a browser: `people(javascript=True, phone=False, dark=False, language="en-US")`."""
    contexts = []

    def make(*, javascript: bool = True, phone: bool = False, dark: bool = False, language: str = "en-US") -> Someone:
        context = chromium_process.new_context(
            java_script_enabled=javascript,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale=language,
            timezone_id="America/Chicago",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        someone = Someone(context.new_page(), site.url)
        _watch(someone)
        return someone

    yield make
    for context in contexts:
        context.close()
