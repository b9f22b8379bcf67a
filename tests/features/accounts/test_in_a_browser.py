"""Joining, naming each other and one's own pages in a real browser: with and without scripts, for everybody."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from rs_tracker.store.engine import WriteSession
from tests.support import builders
from tests.support.browser import Someone

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]
MINE = (
    "/people/me",
    "/people/supervisors",
    "/people/endorsements/new",
    "/accounts/addresses",
    "/accounts/devices",
    "/accounts/association",
    "/accounts/consent",
    "/accounts/password",
    "/people/welcome?step=goal",
    "/people/welcome?step=supervisor",
)


def sign_in(someone: Someone, email: str) -> None:
    someone.open("/accounts/sign-in")
    someone.fill(email=email, password=builders.PASSWORD)
    someone.press("Sign in", exact=True, within="main")


def type_code(engine: Engine, someone: Someone, email: str) -> None:
    someone.fill(code=str(builders.mail_to(engine, email)[-1]["code"]))
    someone.press("Continue")


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_new_joins_names_a_supervisor_and_is_confirmed(
    engine: Engine, db: WriteSession, people: Callable[..., Someone], javascript: bool
) -> None:
    builders.association(db, claimed_at=None)
    db.commit()
    nora, bob = people(javascript=javascript, phone=True), people(javascript=javascript)
    nora.open("/accounts/join")
    nora.fill(email="nora@example.org")
    nora.press("Send me a code")
    type_code(engine, nora, "nora@example.org")
    nora.fill(name="Nora Nguyen", password="umbrella teapot")
    nora.press("Open my account")
    nora.fill(to=builders.HOME)
    nora.press("Continue")
    nora.choose("Earning it")
    nora.fill(category="IFS")
    nora.press("Continue")
    nora.fill(name="Bob Birch", email="bob@example.org")
    nora.press("Continue")
    nora.sees("Log a session")
    bob.open("/accounts/code")
    bob.fill(email="bob@example.org")
    type_code(engine, bob, "bob@example.org")
    bob.fill(password="another teapot")
    bob.press("Open my account")
    bob.open("/people/supervisees")
    bob.press("I supervise this person")
    nora.open("/people/supervisors")
    nora.sees("supervise you.")


@pytest.mark.parametrize("dark", [True, False])
def test_everybody_can_use_the_pages_of_an_account(
    db: WriteSession, people: Callable[..., Someone], dark: bool
) -> None:
    who = builders.cast(db)
    lupe = builders.person(db, "Dr. Maria-Guadalupe Hernandez-Villanueva of the Lakes", is_joined=False)
    builders.member(db, who.home, lupe, "supervisor")
    builders.pair(db, who.home, who.alice, lupe, "named")
    builders.hat(db, who.home, who.alice, "supervisor")
    db.commit()
    alice = people(phone=True, dark=dark)
    for path in ("/accounts/sign-in", "/accounts/join", "/accounts/reset", "/accounts/code"):
        alice.open(path)
        alice.is_accessible()
    alice.press("Continue")
    alice.is_accessible()
    sign_in(alice, "alice@example.org")
    for path in (*MINE, "/people/supervisees"):
        alice.open(path)
        alice.is_accessible()
        width = alice.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} wide"
    for email, path in (("bob@example.org", "/people/welcome"), ("dana@example.org", "/accounts/recoveries")):
        someone = people(phone=True, dark=dark)
        sign_in(someone, email)
        someone.open(path)
        someone.is_accessible()
