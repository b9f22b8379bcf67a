"""How long a command takes to start, as whole processes, in seconds: the median of five."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.harness import Result

COMMAND = (sys.executable, "-c", "from rs_tracker.cli import main; main()")


def results() -> Iterator[Result]:
    """The small commands, and the app itself."""
    for name, arguments in (
        ("rs-tracker packs list", (*COMMAND, "packs", "list")),
        ("rs-tracker packs check", (*COMMAND, "packs", "check")),
        ("import of the whole app", (sys.executable, "-c", "import rs_tracker.app")),
    ):
        spent = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run(arguments, check=True, capture_output=True)
            spent.append(time.perf_counter() - started)
        limit = 5.0 if name.endswith("check") else 1.2
        yield Result(f"{name}: seconds", statistics.median(spent), limit, True, "whole process")
