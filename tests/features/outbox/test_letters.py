"""Every letter we can send can be written, and says only what it should."""

import pytest
from jinja2 import UndefinedError
from sqlalchemy import Engine

from rs_tracker.adapters.letters import Letters
from rs_tracker.features.outbox import service
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.engine import WriteSession
from tests.support import builders
from tests.support.pages import Browser

LETTERS = Letters(TEMPLATES, {"base_url": "https://hours.example.org", "host_name": "The Example Host"})
EXPIRES = "2026-11-28T15:00:00+00:00"
SAID = {"by": "Alice Archer", "association": "First 5 Alabama", "code": "654321", "expires_at": EXPIRES}
ASKED = {"by": "Alice Archer", "code": "654321", "token": "a-token", "expires_at": EXPIRES}


@pytest.mark.parametrize(
    ("template", "params", "subject", "words"),
    [
        ("code", {"purpose": "join", "code": "654321"}, "654321 is your code", "Your code to join rs_tracker"),
        ("code", {"purpose": "reset", "code": "654321"}, "654321 is your code", "choose a new password"),
        ("code", {"purpose": "address", "code": "654321"}, "654321 is your code", "add this address"),
        ("code", {"purpose": "sign-in", "code": "654321"}, "654321 is your code", "Your code to sign in"),
        ("invitation", {**SAID, "role": "supervisor"}, "Alice Archer names you as supervisor", "November 28, 2026"),
        ("invitation", {**SAID, "role": "supervisee"}, "Alice Archer invites you to rs_tracker", "654321"),
        ("invitation", {**SAID, "role": "coordinator"}, "You coordinate First 5 Alabama", "/accounts/code"),
        ("guest_receipt", {"count": 2, "minutes": 90}, "You confirmed 2 sessions", "1 h 30 min in all"),
        ("asked", {**ASKED, "others": 0}, "Alice Archer asks you to confirm sessions", "/signing/for/a-token\n"),
        ("asked", {**ASKED, "others": 1}, "Alice Archer and 1 other ask you to confirm sessions", "654321"),
        ("asked", {**ASKED, "others": 2}, "Alice Archer and 2 others ask you to confirm sessions", "November 28, 2026"),
        ("added", {**SAID, "role": "supervisor"}, "Alice Archer names you as supervisor", "/signing/"),
        ("added", {**SAID, "role": "supervisee"}, "Alice Archer supervises you", "log your sessions"),
        ("added", {**SAID, "role": "coordinator"}, "You coordinate First 5 Alabama", "hours.example.org/"),
        (
            "checkpoint",
            {**SAID, "size": 1, "note": "rs-tracker/note"},
            "Please keep this: the records of First 5 Alabama",
            "for the 1 record that",
        ),
        (
            "checkpoint",
            {**SAID, "size": 7, "note": "rs-tracker/note"},
            "Please keep this: the records of First 5 Alabama",
            "for all 7 records",
        ),
        ("passkey_added", {"what": "Phone"}, "A passkey was added to your account", "/accounts/passkeys"),
        ("passkey_removed", {"what": "Phone"}, "A passkey was removed from your account", "“Phone” was removed"),
        (
            "recovery_codes_made",
            {"what": ""},
            "New recovery codes were made for your account",
            "older sheet work no longer",
        ),
        ("account_exists", {}, "You have an account already", "/accounts/sign-in"),
        ("recovered", {"name": "Bob", "waits": True}, "Your password was changed", "after 24 hours"),
        ("recovered_office", {"name": "Bob"}, "Bob chose a new password", "/accounts/recoveries"),
        ("address_added", {"what": "b@example.org"}, "An address was added to your account", "/accounts/devices"),
        ("address_removed", {"what": "b@example.org"}, "An address was removed from your account", "still does"),
        ("account_joined", {"what": "Bob"}, "Your account is part of another one now", "after 24 hours"),
        ("account_stopped", SAID, "Your account is closed until you are invited back", "First 5 Alabama"),
    ],
)
def test_a_letter_says_what_it_is_about(template: str, params: dict[str, object], subject: str, words: str) -> None:
    letter = LETTERS.write(template, params, "en")
    assert letter.subject == subject
    assert words in letter.body
    assert "{" not in letter.body
    assert letter.body.rstrip().endswith("https://hours.example.org")
    assert max(map(len, letter.body.splitlines())) < 200


def test_a_letter_without_what_it_needs_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        LETTERS.write("code", {"purpose": "join"}, "en")


def test_the_demo_shows_its_mail_and_a_real_site_has_no_such_page(engine: Engine, db: WriteSession) -> None:
    for number, email in enumerate(("nora@example.org", "bob@example.org")):
        service.queue(db, "account_exists", email, str(number), now=builders.NOW)
    db.commit()
    demo = Browser(builders.app_on(engine))
    assert demo.open("/demo/mail").text.count("You have an account already") == 2
    page = demo.press("Show", {"to": "Nora@example.org"})
    assert "To nora@example.org" in page.text
    assert "bob@example.org" not in page.text
    real = Browser(
        builders.app_on(
            engine,
            RS_TESTING="0",
            RS_PASSWORD_COST="strong",
            RS_MAIL_URL="smtp://localhost",
            RS_MAIL_FROM="a@example.org",
            RS_HOST_NAME="The Example Host",
            RS_HOST_CONTACT="a@example.org",
        )
    )
    assert real.client.get("/demo/mail").status_code == 404
