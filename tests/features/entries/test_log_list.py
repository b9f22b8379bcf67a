"""The list of the log, and many dates at once, in the hands of Alice."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.entries import service
from rs_tracker.store.tables import Entry
from tests.support.builders import HOME, NOW, actor, cast
from tests.support.builders_entries import YESTERDAY, draft, logged, sent_back
from tests.support.builders_progress import signed_in


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def count(db: Session) -> int:
    """How many entries there are; the session lets go again, because the site writes to the same file."""
    found = db.scalar(select(func.count()).select_from(Entry).where(Entry.association_id == HOME)) or 0
    db.rollback()
    return found


def test_twelve_sessions_from_a_notebook_are_saved_at_once(db: Session, app: Flask) -> None:
    who = cast(db)
    logged(db, who, held_on=date(2026, 8, 1))
    alice = signed_in(db, app, who.alice)
    form = alice.open("/entries/several")
    days = "1/5, 1/19, 2/2, 2/16, 3/2, 3/16, 4/6, 4/20\nMay 4; May 18; Jun 1; 15 Jun 2026"
    page = alice.press("Save all", {"days": days, "hours": "1", "minutes": "15"})
    assert "12 sessions saved." in page.source
    assert page.heading == "My log"
    assert count(db) == 13
    alice.page = form
    alice.press("Save all", {"days": days, "hours": "1", "minutes": "15"})
    assert count(db) == 13


def test_a_list_of_dates_with_a_fault_saves_none(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/several")
    page = alice.press("Save all", {"days": "9/4, 9/4, soon", "hours": "1", "minutes": "0"}, status=422)
    assert "This is not a date: soon" in page.text
    page = alice.press("Save all", {"days": "9/4, 9/4"}, status=422)
    assert "This date is there twice: Sep 4, 2026" in page.text
    assert count(db) == 0


def test_the_dates_are_said_back_while_they_are_typed(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    asked = {"days": "9/4, 9/18, soon", "hours": "1", "minutes": "30"}
    said = alice.client.get("/entries/several/dates", query_string=asked).get_data(as_text=True)
    assert "2 sessions, 3 h:" in said
    assert "Not a date: soon" in said


def test_the_log_goes_back_page_by_page_and_forth_again(db: Session, app: Flask) -> None:
    who = cast(db)
    drafts = [draft(who, held_on=YESTERDAY - timedelta(days=day // 2), minutes=day + 1) for day in range(70)]
    service.log_several(db, actor(db, who.alice), drafts, NOW, "6f1c3f2e-0000-4000-8000-000000000001")
    alice = signed_in(db, app, who.alice)
    pages = [alice.open("/entries/"), alice.follow("Older"), alice.follow("Older")]
    shown = [[one.get("id") for one in page.document.all("li") if "entry" in one.get("class")] for page in pages]
    assert [len(ids) for ids in shown] == [30, 30, 10]
    assert len({id_ for ids in shown for id_ in ids}) == 70
    back = alice.follow("Newer")
    assert [one.get("id") for one in back.document.all("li") if "entry" in one.get("class")] == shown[1]


def test_the_list_can_be_narrowed(db: Session, app: Flask) -> None:
    who = cast(db)
    logged(db, who)
    returned = logged(db, who, held_on=date(2026, 10, 1))
    sent_back(db, returned, who.bob)
    alice = signed_in(db, app, who.alice)
    alice.open("/entries/")
    text = alice.press("Show", {"state": "returned"}).text
    assert "October 1, 2026" in text
    assert "November 20, 2026" not in text
    assert "November 20, 2026" in alice.open("/entries/?period=2026-11-01_2026-11-30").text
    assert "Nothing here" in alice.open("/entries/?state=signed").text
    assert "November 20, 2026" in alice.open("/entries/?state=odd&supervisor=x&period=y&at=older_1_2").text


def test_an_empty_log_says_what_to_do(db: Session, app: Flask) -> None:
    who = cast(db)
    alice = signed_in(db, app, who.alice)
    assert "Nothing logged yet" in alice.open("/entries/").text
