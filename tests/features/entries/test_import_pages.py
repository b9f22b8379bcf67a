"""Bringing in a spreadsheet, from choosing the file to sessions in the log."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.features.entries import sheet_import
from rs_tracker.store.tables import Entry, EntryVersion, LogUpload, OutboxMessage, Person, Trail
from tests.support.builders import HOME, NOW, Cast, actor, address, cast
from tests.support.builders_entries import logged
from tests.support.builders_progress import signed_in
from tests.support.pages import Browser, Page

LOG = """Date,Hours,Supervisor,Individual/Group
2024-03-14,1.5,Dr. Bob Birch,Individual
14 Mar 2024,1:30,Ana Lopez,Group (6)
3/28/2024,1.33,Bob Birch,
soon,1,Bob Birch,
2024-04-11,90 min,Bob Birch,Group
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def sessions(db: Session) -> Sequence[Row[tuple[date, int, str, str, str]]]:
    """Day, minutes, format, state and supervisor of every entry, by day and length."""
    wanted = (
        select(Entry.held_on, Entry.minutes, Entry.format, Entry.state, Person.name)
        .join(Person, Person.id == Entry.provider_id)
        .where(Entry.association_id == HOME)
        .order_by(Entry.held_on, Entry.format)
    )
    found = db.execute(wanted).all()
    db.rollback()
    return found


def bring(alice: Browser, content: bytes | str, name: str = "log.csv", *, status: int = 200) -> Page:
    """Choose a file and look at it."""
    page = alice.open("/entries/import")
    data = content.encode() if isinstance(content, str) else content
    form, _ = page.form("Look at it")
    fields = {one.get("name"): one.get("value") for one in page.document.in_form(form) if one.get("type") == "hidden"}
    answer = alice.client.post(
        "/entries/import", data={**fields, "file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )
    if status != 200:
        assert answer.status_code == status
        return Page("/entries/import", status, answer.get_data(as_text=True), {}, page.document)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return alice.open(answer.headers["Location"])


def alice_of(db: Session, app: Flask) -> tuple[Cast, Browser]:
    who = cast(db)
    return who, signed_in(db, app, who.alice)


def test_every_row_is_shown_before_anything_is_saved(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    page = bring(alice, LOG)
    assert "3 sessions would be added" in page.text
    assert "4 h 20 min together, all unsigned." in page.text
    assert "2 rows cannot be read and are left out." in page.text
    assert "This is not a date." in page.text
    assert "A group: how many people? Say it above." in page.text
    assert "1 h 20 min (from 1.33)" in page.text
    assert sessions(db) == []


def test_confirming_adds_the_sessions_unsigned_and_a_second_run_nothing(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    bring(alice, LOG)
    page = alice.press("Save 3 sessions")
    assert page.heading == "My log"
    assert "3 sessions added, unsigned." in page.source
    expected = [
        (date(2024, 3, 14), 90, "group", "waiting", "Ana Lopez"),
        (date(2024, 3, 14), 90, "individual", "waiting", "Bob Birch"),
        (date(2024, 3, 28), 80, "individual", "waiting", "Bob Birch"),
    ]
    assert [tuple(row) for row in sessions(db)] == expected
    again = bring(alice, LOG)
    assert "0 sessions would be added" in again.text
    assert "3 rows are in your log already." in again.text
    assert [tuple(row) for row in sessions(db)] == expected


def test_the_form_sent_twice_adds_once(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    preview = bring(alice, LOG)
    alice.press("Save 3 sessions")
    alice.page = preview
    alice.press("Save 3 sessions", status=404)
    assert len(sessions(db)) == 3


def test_the_order_of_day_and_month_is_asked(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    page = bring(alice, "Date,Hours,Supervisor\n3/4/2024,1,Bob Birch\n")
    assert "can be March 4 or April 3" in page.text
    page = alice.press("Look again", {"order": "day"})
    assert "April 3, 2024" in page.text
    page = alice.press("Look again", {"order": "month"})
    assert "March 4, 2024" in page.text
    alice.press("Save 1 session")
    assert [row.held_on for row in sessions(db)] == [date(2024, 3, 4)]


def test_columns_without_known_headings_can_be_chosen(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    page = bring(alice, "wann,wie lange,wer\n2024-03-14,1.5,Bob Birch\n")
    assert "Choose below which columns hold them." in page.text
    values = {"heading_row": "1", "column-date": "0", "column-length": "1", "column-supervisor": "2"}
    page = alice.press("Look again", values)
    assert "1 session would be added" in page.text
    alice.press("Save 1 session")
    assert [tuple(row)[:2] for row in sessions(db)] == [(date(2024, 3, 14), 90)]


def test_a_change_made_while_saving_is_looked_at_first(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    bring(alice, LOG)
    page = alice.press("Save 3 sessions", {"group_size": "5"})
    assert "You changed something." in page.text
    assert "4 sessions would be added" in page.text
    assert sessions(db) == []
    alice.press("Save 4 sessions")
    assert len(sessions(db)) == 4


def test_a_new_supervisor_with_an_address_is_invited_once(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    rows = "".join(f"2024-03-{day},1,Ana Lopez,ana@example.org\n" for day in range(10, 20))
    bring(alice, f"Date,Hours,Supervisor,Email\n{rows}")
    alice.press("Save 10 sessions")
    assert {row.name for row in sessions(db)} == {"Ana Lopez"}
    assert list(db.scalars(select(OutboxMessage.recipient))) == ["ana@example.org"]


def test_a_wrong_address_comes_back_in_words(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    bring(alice, "Date,Hours,Supervisor\n2024-03-14,1,Ana Lopez\n")
    page = alice.press("Save 1 session", {"email-0": "nonsense"}, status=422)
    assert "Enter an email address" in page.text
    assert sessions(db) == []


def test_nobody_imports_themselves_as_supervisor(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    bring(alice, "Date,Hours,Supervisor,Email\n2024-03-14,1,Alice A.,alice@example.org\n")
    page = alice.press("Save 1 session", status=422)
    assert "Your log names you as your own supervisor." in page.text
    assert sessions(db) == []


def test_rows_without_a_name_belong_to_the_one_who_is_chosen(db: Session, app: Flask) -> None:
    who, alice = alice_of(db, app)
    page = bring(alice, "Date,Hours\n2024-03-14,1\n2024-03-15,1\n")
    assert "2 sessions would be added" in page.text
    alice.press("Save 2 sessions", {"person-0": who.bob})
    assert {row.name for row in sessions(db)} == {"Bob Birch"}


def test_a_workbook_opens_on_the_sheet_that_is_a_log_and_on_any_other(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    book = Workbook()
    book.worksheets[0].title = "About"
    book.worksheets[0].append(["My hours"])
    for name, day in (("2023", "2023-05-05"), ("2024", "2024-05-05")):
        sheet = book.create_sheet(name)
        sheet.append(["Date", "Hours", "Supervisor"])
        sheet.append([date.fromisoformat(day), 1.5, "Bob Birch"])
    file = io.BytesIO()
    book.save(file)
    page = bring(alice, file.getvalue(), "log.xlsx")
    assert "May 5, 2023" in page.text
    page = alice.press("Look again", {"sheet": "2"})
    assert "May 5, 2024" in page.text


def test_a_session_that_was_logged_by_hand_is_pointed_out(db: Session, app: Flask) -> None:
    who = cast(db)
    logged(db, who, held_on=date(2024, 3, 14))
    alice = signed_in(db, app, who.alice)
    page = bring(alice, "Date,Hours,Supervisor\n2024-03-14,1,Bob Birch\n")
    assert "You logged this already? There is another one like it." in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is nothing in this file."),
        (b"\xd0\xcf\x11\xe0", "old Excel file"),
        (b"\x89PNG\x00", "This is not a spreadsheet."),
        (b"PK\x03\x04", "This file cannot be read."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(db: Session, app: Flask, content: bytes, words: str) -> None:
    _, alice = alice_of(db, app)
    assert words in bring(alice, content, status=422).source


def test_somebody_elses_upload_is_not_there(db: Session, app: Flask) -> None:
    who, alice = alice_of(db, app)
    page = bring(alice, LOG)
    charlie = signed_in(db, app, who.charlie)
    charlie.open(page.path, status=404)
    charlie.open("/entries/import")
    charlie.post(page.path, {"do": "save"}, status=404)
    assert sessions(db) == []


def test_an_upload_is_forgotten_after_a_day_and_with_the_next_one(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    page = bring(alice, LOG)
    bring(alice, LOG)
    alice.open(page.path, status=404)
    kept = alice.page
    count = db.scalar(select(func.count()).select_from(LogUpload).where(LogUpload.association_id == HOME))
    db.rollback()
    assert (kept is not None, count) == (True, 1)
    latest = bring(alice, LOG)
    with clock.stopped(NOW + timedelta(days=1, minutes=1)):
        alice.open(latest.path, status=404)


def test_names_from_a_file_are_shown_as_text(db: Session, app: Flask) -> None:
    _, alice = alice_of(db, app)
    page = bring(alice, "Date,Hours,Supervisor\n2024-03-14,1,<script>alert(1)</script>\n", "<b>log</b>.csv")
    assert "&lt;script&gt;alert(1)" in page.source
    assert "&lt;b&gt;log&lt;/b&gt;.csv" in page.source


def test_an_import_writes_versions_one_line_of_trail_and_no_signature(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    found = sheet_import.preview(db, alice, "log.csv", LOG.encode(), None, NOW)
    outcome = sheet_import.save(db, alice, found.plan, NOW)
    assert (outcome.added, outcome.known, outcome.faulty) == (3, 0, 2)
    told = db.execute(select(Trail.action, Trail.about).where(Trail.association_id == HOME)).all()
    assert ("entry.imported", {"count": 3}) in [tuple(row) for row in told]
    versions = db.scalars(select(EntryVersion.version).where(EntryVersion.association_id == HOME))
    assert list(versions) == [1, 1, 1]


def test_two_imports_at_once_add_each_row_once(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    found = sheet_import.preview(db, alice, "log.csv", LOG.encode(), None, NOW)
    sheet_import.save(db, alice, found.plan, NOW)
    late = sheet_import.save(db, alice, found.plan, NOW)
    assert late.added == 0
    count = db.scalar(select(func.count()).select_from(Entry).where(Entry.association_id == HOME))
    assert count == 3


def test_an_address_of_bob_is_bob_whatever_his_name_is_there(db: Session) -> None:
    who = cast(db)
    address(db, who.bob, "robert@example.org")
    alice = actor(db, who.alice)
    text = "Date,Hours,Supervisor,Email\n2024-03-14,1,Robert B.,robert@example.org\n"
    found = sheet_import.preview(db, alice, "log.csv", text.encode(), None, NOW)
    sheet_import.save(db, alice, found.plan, NOW)
    assert [row.name for row in sessions(db)] == ["Bob Birch"]


@pytest.mark.parametrize("name", ["A" * 250, "Ana\0\N{ESC}Lopez"])
def test_a_name_that_no_form_would_take_is_cut_to_what_can_be_kept(db: Session, app: Flask, name: str) -> None:
    _who, alice = alice_of(db, app)
    bring(alice, f"Date,Hours,Supervisor\n2024-03-14,1.5,{name}\n".encode("utf-16"))
    alice.press("Save 1 session")
    kept = sessions(db)[0].name
    assert kept in ("A" * 200, "Ana Lopez")


def test_what_is_no_address_invites_nobody(db: Session, app: Flask) -> None:
    _who, alice = alice_of(db, app)
    rows = ["Ana,x:bob@example.org", "Eva,<b>@example.org", "Eli,(1)bob@example.org", f"Ida,{'i' * 260}@example.org"]
    days = [f"2024-03-{number},1.5,{row}" for number, row in enumerate(rows, start=11)]
    bring(alice, "\n".join(["Date,Hours,Supervisor,Supervisor's email", *days]))
    alice.press("Save 4 sessions")
    assert db.scalars(select(OutboxMessage.recipient)).all() == []
    db.rollback()
