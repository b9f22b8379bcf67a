"""A fresh, migrated database for each test, on both kinds: a copy of one that was migrated once.

Tests commit as the program does; nothing is rolled back behind their back, and several connections may look at once.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rs_tracker.layout import MIGRATIONS
from rs_tracker.store.engine import WriteSession, open_engine, writing
from rs_tracker.store.schema import migrate
from tests.support import postgresql
from tests.support.installation import LEDGER_KEY

_numbers = itertools.count()


@cache
def _sqlite_template(folder: Path) -> Path:
    """A migrated file, made once per process; its write-ahead log is folded in when the engine lets go."""
    path = folder / "template.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@cache
def _postgresql_template() -> str:
    """The name of a migrated database, made once per process."""
    name = f"rs_template_{os.getpid()}"
    _migrate(postgresql.create(name).render_as_string(hide_password=False))
    return name


def open_ready(url: str) -> Engine:
    """The store's own engine, with the secret that signing needs."""
    return open_engine(url, ledger_secret=LEDGER_KEY.encode())


def _migrate(url: str) -> None:
    engine = open_ready(url)
    migrate(engine, MIGRATIONS)
    engine.dispose()


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table. Runs once for each kind of database."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    name = f"rs_{os.getpid()}_{next(_numbers)}"
    yield postgresql.create(name).render_as_string(hide_password=False)
    postgresql.drop(name)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a migrated database that nobody else uses. Runs once for each kind of database."""
    if database_kind == "sqlite":
        path = tmp_path / "test.sqlite"
        shutil.copyfile(_sqlite_template(tmp_path_factory.getbasetemp()), path)
        yield f"sqlite:///{path}"
        return
    name = f"rs_{os.getpid()}_{next(_numbers)}"
    yield postgresql.create(name, _postgresql_template()).render_as_string(hide_password=False)
    postgresql.drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The store's own engine on a fresh database."""
    opened = open_ready(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[WriteSession]:
    """A writing session. It holds SQLite's write lock from its first statement: commit before anybody else writes."""
    session = writing(engine)
    yield session
    session.close()
