"""`rs-tracker import log`: what a spreadsheet would add is shown first, saved after a yes, and only once."""

from pathlib import Path

import pytest
from sqlalchemy import select

from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import Entry
from tests.support import builders
from tests.support.builders import HOME
from tests.support.commands import run

KEPT = """Date,Hours,Supervisor
3/14/2024,1.5,Bob Birch
14 Mar 2024,1:15,Dr. Lena Fischer
2024-05-02,1.333,Bob Birch
,1,Bob Birch
"""


@pytest.fixture
def who(db: WriteSession) -> builders.Cast:
    """Everybody, committed."""
    found = builders.cast(db)
    db.commit()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A spreadsheet as somebody kept it."""
    path = tmp_path / "my hours.csv"
    path.write_text(KEPT)
    return path


def _import(url: str, file: Path, *words: str, person: str = "alice@example.org", typed: str = "") -> tuple[int, str]:
    result = run(url, "import", "log", str(file), "--person", person, "--association", HOME, *words, typed=typed)
    return result.exit_code, result.output


def _entries(db: WriteSession) -> list[tuple[int, str]]:
    db.rollback()
    wanted = select(Entry.minutes, Entry.state).where(Entry.association_id == HOME)
    return [(row.minutes, row.state) for row in db.execute(wanted.order_by(Entry.held_on, Entry.minutes))]


def test_every_row_is_shown_with_its_fault_before_anything_is_saved(
    db: WriteSession, database_url: str, who: builders.Cast, file: Path
) -> None:
    code, said = _import(database_url, file, typed="n\n")
    assert code == 1
    assert "FAULT: no date" in said
    assert "2024-05-02 80 min  rounded to the minute" in said
    assert "Dr. Lena Fischer: 1 row, new here" in said
    assert "3 sessions to add, 4.08 hours, none of them signed." in said
    assert _entries(db) == []


def test_a_second_run_adds_nothing(db: WriteSession, database_url: str, who: builders.Cast, file: Path) -> None:
    code, said = _import(database_url, file, "--yes")
    assert (code, said.splitlines()[-1]) == (0, "3 sessions were added; each waits for its supervisor's signature.")
    code, said = _import(database_url, file, "--yes")
    assert code == 0
    assert "3 rows imported before." in said
    assert _entries(db) == [(75, "waiting"), (90, "waiting"), (80, "waiting")]


def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    db: WriteSession, database_url: str, who: builders.Cast, file: Path
) -> None:
    file.write_text("Date,Hours,Supervisor\n3/4/2024,1,Bob Birch\n")
    code, said = _import(database_url, file, "--yes")
    assert code == 2
    assert "add --day-order month-first or day-first" in said
    code, said = _import(database_url, file, typed="day-first\nn\n")
    assert "2024-04-03 60 min" in said
    code, said = _import(database_url, file, "--day-order", "month-first", "--yes")
    assert code == 0
    assert "2024-03-04 60 min" in said


@pytest.mark.parametrize("person", ["bob@example.org", "nobody@example.org", "erin@example.org"])
def test_who_keeps_no_log_there_is_refused(
    db: WriteSession, database_url: str, who: builders.Cast, file: Path, person: str
) -> None:
    code, said = _import(database_url, file, "--yes", person=person)
    assert code == 2
    assert person in said
    assert _entries(db) == []


def test_a_file_that_is_no_spreadsheet_is_named(database_url: str, who: builders.Cast, file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 not really")
    code, said = _import(database_url, file, "--yes")
    assert code == 2
    assert "it is damaged" in said


def test_a_log_that_names_its_owner_as_supervisor_saves_nothing(
    db: WriteSession, database_url: str, who: builders.Cast, file: Path
) -> None:
    file.write_text("Date,Hours,Supervisor,Email\n2024-03-04,1,Alice Archer,alice@example.org\n")
    code, said = _import(database_url, file, "--yes")
    assert code == 2
    assert "names its own owner as supervisor" in said
    assert _entries(db) == []
