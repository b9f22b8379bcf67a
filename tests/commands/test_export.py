"""`rs-tracker export`: the same bytes as on the pages, and a line in the trail for each file."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from rs_tracker.features.ledger import checkpoints, whole
from rs_tracker.features.progress import service as progress
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import Trail
from tests.support import builders
from tests.support.builders import HOME, NOW, actor
from tests.support.builders_entries import logged, signed
from tests.support.builders_ledger import added, rows
from tests.support.commands import run
from tests.support.pages import Browser


@pytest.fixture
def who(db: WriteSession) -> builders.Cast:
    """Alice has one signed and one waiting session, and a goal."""
    found = builders.cast(db)
    signed(db, logged(db, found, minutes=75), found.bob)
    logged(db, found, minutes=60)
    progress.set_goal(db, actor(db, found.alice), "earn", "IFS", None, None, None, NOW)
    db.commit()
    return found


def _trail(db: WriteSession) -> list[tuple[str, str | None, str | None]]:
    db.rollback()
    wanted = select(Trail.action, Trail.actor_id, Trail.person_id).where(
        Trail.association_id == HOME, Trail.action.like("export.%")
    )
    return [(row.action, row.actor_id, row.person_id) for row in db.execute(wanted)]


def test_hours_are_written_to_a_file_and_noted(
    db: WriteSession, database_url: str, who: builders.Cast, tmp_path: Path
) -> None:
    file = tmp_path / "hours.csv"
    result = run(database_url, "export", "hours", "--association", HOME, "--output", str(file))
    assert result.exit_code == 0, result.output
    rows = {row["Name"]: row for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())}
    assert (rows["Alice Archer"]["Logged"], rows["Alice Archer"]["Counted"]) == ("2.25", "1.25")
    assert _trail(db) == [("export.hours", None, None)]


def test_a_log_is_what_its_owner_downloads_byte_for_byte(
    db: WriteSession, database_url: str, who: builders.Cast, browser: Browser
) -> None:
    result = run(database_url, "export", "log", "--association", HOME, "--person", "Alice@example.org")
    assert result.exit_code == 0, result.output
    browser.open("/accounts/sign-in")
    browser.press("Sign in", {"email": "alice@example.org", "password": builders.PASSWORD})
    with browser.client.get("/exports/my-log?format=csv") as page:
        assert result.stdout_bytes == page.data
    assert "Alice Archer" in result.stdout
    assert _trail(db)[0] == ("export.log", None, who.alice)


def test_a_period_is_cut_out_of_a_log(database_url: str, who: builders.Cast) -> None:
    words = ("export", "log", "--association", HOME, "--person", "alice@example.org")
    assert run(database_url, *words, "--from", "2026-11-20").stdout.count("\n") == 3
    assert run(database_url, *words, "--to", "2026-11-19").stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("hours", "--association", "nowhere"), "There is no association nowhere"),
        (("log", "--association", HOME, "--person", "erin@example.org"), "Nobody in al-f5a has the address erin"),
    ],
)
def test_what_is_not_there_is_named_and_leaves_no_line(
    db: WriteSession, database_url: str, who: builders.Cast, words: tuple[str, ...], sentence: str
) -> None:
    result = run(database_url, "export", *words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert _trail(db) == []


def test_a_ledger_is_written_as_it_is_stored_and_gets_a_checkpoint(
    db: WriteSession, database_url: str, who: builders.Cast
) -> None:
    for name in ("rotate", "root"):
        run(database_url, "keys", name, HOME)
    result = run(database_url, "export", "ledger", HOME)
    assert result.exit_code == 0, result.output
    head, *lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert (head["kind"], head["association"], head["v"]) == ("rs-tracker-ledger", HOME, 1)
    assert [key["role"] for key in head["keys"]] == ["signing", "signing", "root"]
    stored = rows(db)
    assert [(row.canonical, row.entry_hash, row.kid, row.sig) for row in stored] == [
        (line["canonical"], line["hash"], line["kid"], line["sig"]) for line in lines
    ]
    note = checkpoints.latest(db, HOME)
    assert note is not None
    assert (note.size, note.last_hash) == (3, lines[-1]["hash"])
    assert "Alice" not in result.stdout
    assert _trail(db) == [("export.ledger", None, None)]


def test_a_ledger_longer_than_a_portion_is_written_whole(
    db: WriteSession, database_url: str, who: builders.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "AT_ONCE", 2)
    added(db, 4)
    assert len(run(database_url, "export", "ledger", HOME).stdout.splitlines()) == 6


def test_a_ledger_is_not_written_without_the_secret_for_its_checkpoint(
    db: WriteSession, database_url: str, who: builders.Cast
) -> None:
    result = run(database_url, "export", "ledger", HOME, RS_LEDGER_KEY="another secret, long enough to be one")
    assert result.exit_code == 2
    assert "RS_LEDGER_KEY is not the one under which the signing keys were sealed" in result.output
