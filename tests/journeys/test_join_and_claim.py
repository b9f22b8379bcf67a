"""Nobody has to wait for an association: join, log, have it signed; the office comes later and confirms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.steps import accept_invitation, add_passkey, code_sent_to, command, sign_all
from tests.support import virtual_passkeys
from tests.support.browser import Someone
from tests.support.server import Site

pytestmark = pytest.mark.journey
HERE, NAME = "mi-aimh", "Michigan"
NORA, SAM, CLEO = "nora@example.org", "sam@example.org", "cleo@example.org"
HELD_ON = datetime.now(UTC).date() - timedelta(days=2)
UNCONFIRMED = "Not confirmed by your association"


@pytest.fixture
def office_free(site: Site) -> Site:
    """Every rule pack is an association, and no office has come."""
    assert "association" in command(site, "migrate")
    return site


def join(nora: Someone, site: Site) -> None:
    """With an address and the six digits that were sent to it."""
    nora.open("/")
    nora.press("Join", within="main")
    nora.fill(email=NORA)
    nora.press("Send me a code")
    nora.fill(code=code_sent_to(site, NORA))
    nora.press("Continue", within="main")
    nora.fill(name="Nora Nguyen", password="mulberry lantern quarry")
    nora.press("Open my account")


def answer_first_questions(nora: Someone) -> None:
    """Where, what for, with whom: one question a screen."""
    nora.fill(to=HERE)
    nora.press("Continue", within="main")
    nora.sees("does not use rs_tracker yet")
    nora.choose("Earning it")
    nora.fill(category="IFS")
    nora.press("Continue", within="main")
    nora.fill(name="Sam Sosa", email=SAM)
    nora.press("Continue", within="main")


def log_an_hour_and_a_half(nora: Someone) -> None:
    nora.sees("Log a session")
    nora.fill(held_on=HELD_ON.isoformat(), hours="1", minutes="30")
    nora.press("Save session")
    nora.sees("Sam Sosa")


def say_what_one_holds(sam: Someone) -> None:
    sam.sees("Which endorsement do you hold?")
    sam.fill(category="IMHM-C", starts_on="2020-01-01")
    sam.press("Continue", within="main")


def hours(nora: Someone) -> dict[str, str]:
    """The totals on the page of progress, by their labels."""
    nora.open("/progress/")
    terms = nora.page.locator("main dl").first
    labels = [text.strip() for text in terms.locator("dt").all_inner_texts()]
    return dict(zip(labels, (text.strip() for text in terms.locator("dd").all_inner_texts()), strict=True))


@pytest.mark.parametrize(
    ("javascript", "passkey"), [(True, True), (True, False), (False, False)], ids=["passkey", "password", "no script"]
)
def test_hours_count_before_the_office_comes_and_after_it_confirmed(
    people: Callable[..., Someone], office_free: Site, javascript: bool, passkey: bool, tmp_path: Path
) -> None:
    site = office_free
    nora, sam, cleo = (people(javascript=javascript, phone=phone) for phone in (True, False, False))
    join(nora, site)
    answer_first_questions(nora)
    log_an_hour_and_a_half(nora)

    accept_invitation(sam, site, SAM, "Sam Sosa")
    say_what_one_holds(sam)
    if passkey:
        virtual_passkeys.give(sam)
        add_passkey(sam, "Phone")
    assert sign_all(sam, javascript=javascript, passkey=passkey) == 1
    assert hours(nora)["Counted"].startswith("1.50")
    nora.sees(UNCONFIRMED)

    said = command(site, "association", "claim", HERE, "--coordinator", CLEO, "--name", "Cleo Cruz")
    assert HERE in said or NAME in said
    accept_invitation(cleo, site, CLEO, "Cleo Cruz")
    cleo.open("/association/?show=all")
    cleo.does_not_see("Nora Nguyen")
    nora.open("/")
    nora.press("Answer the question")
    nora.choose("Yes, they may see them")
    nora.press("Save my answer")
    assert hours(nora)["Counted"].startswith("0.00")

    cleo.open("/association/providers")
    cleo.choose("Sam Sosa")
    cleo.press("Confirm selected")
    cleo.sees("confirmed")
    assert hours(nora)["Counted"].startswith("1.50")
    nora.does_not_see(UNCONFIRMED)
    cleo.open("/association/?show=all")
    cleo.sees("Nora Nguyen")
    cleo.sees("1.50")


def test_every_first_question_can_be_skipped(people: Callable[..., Someone], office_free: Site) -> None:
    nora = people(phone=True)
    join(nora, office_free)
    nora.fill(to=HERE)
    nora.press("Continue", within="main")
    for _question in ("what for", "with whom"):
        nora.press("Skip", within="main")
    nora.sees("Log a session")
