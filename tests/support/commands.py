"""Typing a command: in this process for most, in one of its own for what serves, stops or changes its environment."""

import os
import subprocess
from pathlib import Path

from click.testing import CliRunner, Result

from rs_tracker.cli import main
from rs_tracker.layout import ROOT
from tests.support.server import COMMAND, environment


def run(database_url: str, *words: str, typed: str = "", **changes: str) -> Result:
    """What `rs-tracker WORDS` answers on a test installation; `typed` is what somebody types into it."""
    result = CliRunner().invoke(main, list(words), env=environment(database_url, **changes), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(folder: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
    """`rs-tracker WORDS` as a process of its own in `folder`, with these settings and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RS_")}
    return subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT)} | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
