"""What was said and what was signed can be changed by nobody, whoever holds the connection."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support import builders
from tests.support.builders import Cast
from tests.support.builders_entries import logged, signed

KEPT = ("attestation", "entry_version")
CHANGE = {"attestation": "auth = 'pwd'", "entry_version": "minutes = 1"}


@pytest.fixture
def who(db: Session) -> Cast:
    """Somebody with a signed session."""
    who = builders.cast(db)
    signed(db, logged(db, who), who.bob)
    db.commit()
    return who


def as_whoever(engine: Engine, work: Callable[[Connection], object]) -> None:
    """Do it with a plain connection that no rule of ours looks at."""
    with engine.execution_options(spans_associations=True).begin() as connection:
        work(connection)


def rows(engine: Engine, table: str) -> list[tuple[object, ...]]:
    with engine.execution_options(spans_associations=True).connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


@pytest.mark.parametrize("table", KEPT)
def test_a_kept_row_cannot_be_changed(engine: Engine, who: Cast, table: str) -> None:
    before = rows(engine, table)
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        as_whoever(engine, lambda connection: connection.execute(text(f"UPDATE {table} SET {CHANGE[table]}")))
    assert rows(engine, table) == before


@pytest.mark.parametrize("table", KEPT)
def test_a_kept_row_cannot_be_deleted(engine: Engine, who: Cast, table: str) -> None:
    before = rows(engine, table)
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        as_whoever(engine, lambda connection: connection.execute(text(f"DELETE FROM {table}")))
    assert rows(engine, table) == before


@pytest.mark.parametrize("table", KEPT)
def test_a_kept_row_cannot_be_written_over(engine: Engine, who: Cast, table: str) -> None:
    """Not by any of the roundabout ways a database offers either."""
    before = rows(engine, table)
    columns = ", ".join(column["name"] for column in inspect(engine).get_columns(table))
    over = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table}",
        "postgresql": f"TRUNCATE {table} CASCADE",
    }
    with pytest.raises(DBAPIError):
        as_whoever(engine, lambda connection: connection.execute(text(over[engine.dialect.name])))
    assert rows(engine, table) == before


@pytest.mark.parametrize("table", KEPT)
def test_a_kept_row_survives_an_upsert(engine: Engine, who: Cast, table: str) -> None:
    before = rows(engine, table)
    keys = "association_id, entry_id, version"
    statement = (
        f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 ON CONFLICT ({keys}) DO UPDATE SET {CHANGE[table]}"
    )
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        as_whoever(engine, lambda connection: connection.execute(text(statement)))
    assert rows(engine, table) == before


def test_an_entry_with_a_version_cannot_be_deleted(engine: Engine, who: Cast) -> None:
    with pytest.raises(DBAPIError):
        as_whoever(engine, lambda connection: connection.execute(text("DELETE FROM entry")))
    assert len(rows(engine, "entry")) == 1
