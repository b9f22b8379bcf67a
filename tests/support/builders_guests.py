"""A supervisor without an account, sessions that wait for them, and what they were mailed."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import Cookie

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft, Named
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Entry
from tests.support import builders
from tests.support.builders import HOME, Cast, actor
from tests.support.builders_entries import YESTERDAY
from tests.support.pages import Browser

SAM = "sam@example.org"


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in a message to somebody without an account."""

    token: str
    code: str
    by: str
    others: int

    @property
    def path(self) -> str:
        """Where its link leads."""
        return f"/signing/for/{self.token}"


def wrong(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def sam_named(
    db: Session, person_id: str, now: datetime, minutes: int = 60, place: str = HOME, email: str | None = SAM
) -> str:
    """A session that waits for Sam, who has no account; its id."""
    draft = Draft(YESTERDAY, minutes)
    return entries.log(db, actor(db, person_id, place), draft, now, named=Named("Sam Sosa", email))


def another(db: Session, person_id: str, provider_id: str, now: datetime, minutes: int, place: str = HOME) -> str:
    """One more session that waits for them."""
    return entries.log(db, actor(db, person_id, place), Draft(YESTERDAY, minutes, provider_id), now)


def provider_of(db: Session, entry_id: str, place: str = HOME) -> str:
    """Whom an entry names."""
    wanted = select(Entry.provider_id).where(Entry.association_id == place, Entry.id == entry_id)
    return str(db.scalars(wanted).one())


def messages(engine: Engine, email: str = SAM) -> list[Asked]:
    """What this address was asked, oldest first."""
    rows = builders.mail_to(engine, email, "asked")
    return [Asked(str(one["token"]), str(one["code"]), str(one["by"]), int(str(one["others"]))) for one in rows]


def states(engine: Engine, place: str = HOME) -> list[str]:
    """The states of all entries of an association, in order."""
    with reading(engine) as db:
        return sorted(db.scalars(select(Entry.state).where(Entry.association_id == place)))


def opened(app: Flask, asked: Asked, code: str | None = None) -> Browser:
    """Somebody who opened the link, looked, and typed the code."""
    sam = Browser(app)
    sam.open(asked.path)
    sam.press("Show what waits")
    sam.press("Continue", {"code": code or asked.code})
    return sam


def lines(browser: Browser) -> list[str]:
    """What can be ticked on the page before them."""
    assert browser.page is not None
    return [one.get("value") for one in browser.page.document.all("input") if one.get("name") == "line"]


def everybody(db: Session) -> Cast:
    """The cast, with a second supervisee in the other association (Erin keeps a log there too)."""
    who = builders.cast(db)
    builders.hat(db, builders.OTHER, who.erin, "supervisee")
    return who


def bound(app: Flask, asked: Asked) -> Browser:
    """A browser that looked, and does not know the code."""
    browser = Browser(app)
    browser.open(asked.path)
    browser.press("Show what waits")
    return browser


def signs(browser: Browser) -> None:
    """Tick the one line and sign it."""
    browser.press("Sign selected", {"line": lines(browser)})
    browser.press("Sign 1 entry")


def cookies(browser: Browser) -> list[Cookie]:
    """What this browser holds."""
    return list((browser.client._cookies or {}).values())
