"""The migrations make exactly the tables the program believes in, on both databases, and can be taken back."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from rs_tracker.layout import MIGRATIONS
from rs_tracker.store.engine import open_engine
from rs_tracker.store.schema import current, head, migrate
from rs_tracker.store.tables import metadata
from tests.migrations.shape import leftovers, tables

FILES = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_database_url)
    yield opened
    opened.dispose()


def test_migrations_make_the_tables_the_program_believes_in(engine: Engine, empty: Engine) -> None:
    metadata.create_all(empty)
    assert tables(engine) == tables(empty)


def test_every_migration_can_be_taken_back_and_made_again(empty: Engine) -> None:
    shapes = []
    for name in FILES:
        shapes.append((tables(empty), leftovers(empty)))
        migrate(empty, MIGRATIONS, name.split("_")[0])
    newest = (tables(empty), leftovers(empty))
    for name, shape in zip(reversed(FILES), reversed(shapes), strict=True):
        migrate(empty, MIGRATIONS, "-1")
        assert (tables(empty), leftovers(empty)) == shape, f"{name} leaves something behind when it is taken back"
    migrate(empty, MIGRATIONS)
    assert (tables(empty), leftovers(empty)) == newest


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = tables(engine)
    migrate(engine, MIGRATIONS)
    assert tables(engine) == before


def test_a_database_knows_its_revision(engine: Engine, empty: Engine) -> None:
    with engine.connect() as migrated, empty.connect() as bare:
        assert current(migrated) == head(MIGRATIONS)
        assert current(bare) is None


def test_migrations_are_numbered_in_one_line() -> None:
    numbers = [re.fullmatch(r"(\d{4})_[a-z_]+\.py", name) for name in FILES]
    assert all(numbers), FILES
    assert [int(one[1]) for one in numbers if one] == list(range(1, len(FILES) + 1))


def test_a_difference_would_be_noticed(engine: Engine, empty: Engine) -> None:
    """The comparison above would be worthless if it saw nothing."""
    metadata.create_all(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person ADD COLUMN shoe_size INTEGER")
        connection.exec_driver_sql("CREATE INDEX ix_person_shoe_size ON person (shoe_size)")
    ours, theirs = tables(engine)["person"], tables(empty)["person"]
    assert "shoe_size" in theirs["columns"]
    assert "shoe_size" not in ours["columns"]
    assert len(theirs["indexes"]) == len(ours["indexes"]) + 1
