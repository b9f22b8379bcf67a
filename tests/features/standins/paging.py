"""What the people of these tests do at their browsers, in a few words each."""

from datetime import timedelta
from io import BytesIO

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from rs_tracker.adapters import clock
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.standins import gone, naming
from tests.support import builders
from tests.support.builders import HOME, PASSWORD, Cast, signed_in
from tests.support.builders_signing import earning
from tests.support.pages import Browser, Page, Values, filled


def cast(db: Session) -> Cast:
    """Everybody, and Alice earning a credential; committed, so that browsers see it."""
    found = builders.cast(db)
    earning(db, HOME, found.alice)
    db.commit()
    return found


def logged(db: Session, who: Cast, days_ago: int = 3, minutes: int = 60) -> str:
    now = clock.now()
    alice = builders.actor(db, who.alice)
    entry_id = entries.log(db, alice, Draft(alice.today(now) - timedelta(days=days_ago), minutes, who.bob), now)
    db.commit()
    return entry_id


def told(db: Session, who: Cast, *entry_ids: str, reason: str = "retired", is_named: bool = True) -> None:
    now, alice = clock.now(), builders.actor(db, who.alice)
    gone.tell(db, alice, entry_ids[0], reason, None, [], now)
    if is_named:
        naming.name(db, alice, entry_ids[0], entry_ids, "Charlie", "charlie@example.org", "group-member", now)
    db.commit()


def send(browser: Browser, button: str, values: Values, files: dict[str, tuple[str, bytes]], status: int = 200) -> Page:
    """Press a button of a form that takes files, as a browser sends it."""
    assert browser.page is not None
    form, pressed = browser.page.form(button)
    data: dict[str, object] = dict(filled(browser.page.document, form, pressed, values))
    data |= {field: FileStorage(BytesIO(content), name) for field, (name, content) in files.items()}
    boundary, body = encode_multipart(
        MultiDict(data)
    )  # here, because the client would leave its own temporary file open
    kind = f"multipart/form-data; boundary={boundary}"
    answer = browser.client.post(form.get("action"), data=body, content_type=kind, follow_redirects=True)
    return browser._read(answer, status)


def confirm_as_charlie(app: Flask) -> None:
    charlie = signed_in(app, "charlie@example.org")
    page = charlie.open("/stand-ins/")
    lines = [box.get("value") for box in page.document.all("input") if box.get("name") == "line"]
    charlie.press("I was there", {"line": lines})
    charlie.press("Confirm", {"password": PASSWORD})
