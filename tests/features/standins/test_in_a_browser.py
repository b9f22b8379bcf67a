"""The pages about a gone supervisor in a real browser, on a phone and in the dark (test_pages.py has no scripts)."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.standins import gone
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import PASSWORD, Cast
from tests.support.files import PDF

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])
People = Callable[..., Someone]


@pytest.fixture
def stuck(db: Session) -> tuple[Cast, list[str]]:
    """Alice's two sessions wait for Bob, who is said to have retired by the owner of the log alone."""
    who = builders.cast(db)
    now, alice = clock.now(), builders.actor(db, who.alice)
    days = (alice.today(now) - timedelta(days=number) for number in (2, 9))
    made = [entries.log(db, alice, Draft(day, 75, who.bob), now) for day in days]
    db.commit()
    return who, made


def sign_in(someone: Someone, name: str) -> None:
    someone.open("/accounts/sign-in")
    someone.fill(email=f"{name}@example.org", password=PASSWORD)
    someone.press("Sign in", exact=True)


def looked_at(someone: Someone, name: str) -> None:
    """The page passes axe; with SHOTS set, a picture of it is kept there."""
    someone.is_accessible()
    folder = os.environ.get("SHOTS")
    if folder:
        someone.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("is_phone", "is_dark"), [(True, False), (False, True)])
def test_the_whole_way_is_accessible(
    people: People, stuck: tuple[Cast, list[str]], is_phone: bool, is_dark: bool
) -> None:
    _, made = stuck
    look = f"{'phone' if is_phone else 'desk'}-{'dark' if is_dark else 'light'}"
    alice, charlie = (people(phone=is_phone, dark=is_dark) for _ in range(2))
    sign_in(alice, "alice")
    alice.open(f"/entries/{made[0]}")
    alice.press("My supervisor is gone")
    looked_at(alice, f"gone-{look}")
    alice.choose("They have retired")
    alice.press("Tell", exact=True)
    alice.sees("You told us: Bob Birch has retired.")
    looked_at(alice, f"who-{look}")
    alice.press("Ask them to confirm")
    alice.sees("Enter their email address.")
    alice.is_accessible()
    alice.fill(name="Charlie", email="charlie@example.org")
    alice.choose("Member of the same group")
    alice.press("Ask them to confirm")
    alice.sees("Charlie was asked on")

    sign_in(charlie, "charlie")
    charlie.open("/stand-ins/")
    looked_at(charlie, f"asked-{look}")
    charlie.page.locator("input[name=line]").first.check()
    charlie.press("I was there", exact=True)
    looked_at(charlie, f"sign-{look}")
    charlie.fill(password=PASSWORD)
    charlie.press("Confirm 1 session")
    charlie.sees("1 session confirmed")
    charlie.is_accessible()
    alice.open(f"/entries/{made[0]}")
    alice.sees("Confirmed by a stand-in, Charlie")
    looked_at(alice, f"entry-{look}")
    alice.open("/entries/")
    looked_at(alice, f"log-{look}")


@pytest.mark.parametrize("is_phone", [True, False])
def test_the_offices_pages_are_accessible_and_take_a_file(
    people: People, db: Session, stuck: tuple[Cast, list[str]], is_phone: bool
) -> None:
    who, made = stuck
    look = "phone" if is_phone else "desk"
    gone.tell(db, builders.actor(db, who.alice), made[0], "left", None, [("paper.pdf", PDF)], clock.now())
    db.commit()
    dana = people(phone=is_phone)
    sign_in(dana, "dana")
    dana.open("/stand-ins/office")
    looked_at(dana, f"office-{look}")
    dana.press("Alice")
    looked_at(dana, f"confirm-{look}")
    dana.fill(words="Paper log with initials")
    chosen = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"words"}
    dana.page.set_input_files("input[name=file]", files=[chosen])  # type: ignore[list-item]
    dana.press("Look at the confirmation")
    dana.sees("This is neither a photo (JPEG, PNG) nor a PDF")
    looked_at(dana, f"refused-{look}")
    chosen = {"name": "log.pdf", "mimeType": "application/pdf", "buffer": PDF}
    dana.page.set_input_files("input[name=file]", files=[chosen])  # type: ignore[list-item]
    dana.press("Look at the confirmation")
    dana.fill(password=PASSWORD)
    dana.press("Confirm 1 session")
    dana.sees("1 session confirmed")
    dana.open(f"/stand-ins/supervisor/{who.bob}")
    looked_at(dana, f"supervisor-{look}")
