"""Two kinds of session: many may read, one writes, and whoever waits too long is told so."""

from threading import Event, Thread

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rs_tracker.store import engine as store
from rs_tracker.store.engine import DatabaseBusy, open_engine, reading, writing
from rs_tracker.store.tables import Person
from tests.support import builders

ONE_FILE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than a blink."""
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)


def people(engine: Engine) -> int:
    with reading(engine) as db:
        return db.scalar(select(func.count()).select_from(Person)) or 0


def test_what_is_not_committed_was_never_written(engine: Engine) -> None:
    with writing(engine) as db:
        builders.person(db, "Nobody")
    assert people(engine) == 0


def test_readers_see_the_last_commit_while_somebody_writes(engine: Engine) -> None:
    with writing(engine) as db:
        builders.person(db, "First")
        db.commit()
        builders.person(db, "Second")
        assert people(engine) == 1
        db.commit()
    assert people(engine) == 2


@ONE_FILE
@pytest.mark.usefixtures("impatient")
def test_a_second_writer_of_the_process_is_told_that_the_database_is_busy(engine: Engine) -> None:
    with writing(engine) as first:
        builders.person(first, "First")
        second = writing(engine)
        with pytest.raises(DatabaseBusy):
            builders.person(second, "Second")
        first.commit()
        builders.person(second, "Second")  # the refusal did not spoil the session
        second.commit()
        second.close()
    assert people(engine) == 2


@ONE_FILE
def test_a_second_writer_waits_for_its_turn(engine: Engine) -> None:
    first = writing(engine)
    builders.person(first, "First")
    is_done = Event()

    def write() -> None:
        with writing(engine) as db:
            builders.person(db, "Second")
            db.commit()
        is_done.set()

    thread = Thread(target=write)
    thread.start()
    assert not is_done.wait(0.2)
    first.commit()
    first.close()
    thread.join(10)
    assert is_done.is_set()
    assert people(engine) == 2


@ONE_FILE
@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_every_ending_lets_the_next_writer_in(engine: Engine, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    first = writing(engine)
    builders.person(first, "First")
    getattr(first, ending)()
    with writing(engine) as second:
        builders.person(second, "Second")
        second.commit()
    first.close()
    assert people(engine) == (2 if ending == "commit" else 1)


@ONE_FILE
def test_a_failed_statement_lets_the_next_writer_in(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    with pytest.raises(OperationalError), writing(engine) as db:
        db.execute(text("INSERT INTO nothing_like_that VALUES (1)"))
    with writing(engine) as db:
        builders.person(db, "Next")
        db.commit()
    assert people(engine) == 1


@ONE_FILE
@pytest.mark.usefixtures("impatient")
def test_a_writer_of_another_process_is_kept_out_by_the_file(engine: Engine, database_url: str) -> None:
    other = open_engine(database_url)
    with writing(engine) as mine:
        builders.person(mine, "First")
        with pytest.raises(DatabaseBusy), writing(other) as theirs:
            builders.person(theirs, "Second")
        mine.commit()
    with writing(other) as theirs:
        builders.person(theirs, "Second")
        theirs.commit()
    other.dispose()
    assert people(engine) == 2


@ONE_FILE
def test_a_reader_asks_for_no_lock(engine: Engine) -> None:
    with writing(engine) as db:
        builders.person(db, "First")
        with reading(engine) as reader:
            assert reader.scalar(select(func.count()).select_from(Person)) == 0


@ONE_FILE
def test_every_connection_is_durable_and_keeps_foreign_keys(db: Session) -> None:
    said = {name: db.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
