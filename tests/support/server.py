"""The real program on a free port, as its own process, for journeys."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import Config
from rs_tracker.layout import ROOT
from tests.support.installation import LEDGER_KEY

SECRET = "a secret that only tests know, long enough"
PATIENCE = 30  # seconds until a server that does not answer has failed
STARTED = "from tests.support.templates import keep_compiled; keep_compiled(); from rs_tracker.cli import main; main()"
COMMAND = (sys.executable, "-c", STARTED)


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    url: str
    database_url: str
    log: Path


def environment(database_url: str, **changes: str) -> dict[str, str]:
    """The settings of a test installation: cheap passwords, mail kept in the outbox, anyone may join."""
    settings = {
        "DATABASE_URL": database_url,
        "RS_SECRET_KEY": SECRET,
        "RS_LEDGER_KEY": LEDGER_KEY,
        "RS_TESTING": "1",
        "RS_PASSWORD_COST": "cheap",
        "SIGN_UP": "open",
    }
    return settings | changes


def config(database_url: str, **changes: str) -> Config:
    """The same settings, read."""
    return Config.from_env(environment(database_url, **changes))


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str, folder: Path, **changes: str) -> Iterator[Site]:
    """`rs-tracker serve` on a migrated database, until the block ends; its output is kept in `folder`."""
    port = free_port()
    log = folder / "serve.log"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RS_")}
    env = inherited | environment(database_url, PORT=str(port), **changes)
    with log.open("wb") as output:
        process = subprocess.Popen([*COMMAND, "serve"], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, port, log)
            yield Site(f"http://localhost:{port}", database_url, log)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with {process.returncode}: {log.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A server of this test's own, on both kinds of database."""
    with serving(database_url, tmp_path) as running:
        yield running
