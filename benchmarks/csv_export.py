"""A CSV of a million entries beside a raw cursor that writes the same columns through the same guard."""

import csv
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from sqlalchemy import event

from benchmarks import fill
from benchmarks.harness import Result, in_turn
from rs_tracker.features.exports import lines, service
from rs_tracker.features.exports.cells import guarded, hours
from rs_tracker.store.engine import open_engine, reading

ENTRIES = 1_000_000
MEBIBYTE = 1024
PLAIN = service.Words({name: name for name in lines.COLUMNS}, {})


class Codes(dict[str, str]):
    """Codes as they are: words cost the same on both sides."""

    def __missing__(self, code: str) -> str:
        return code


def results() -> Iterator[Result]:
    """Rows a second against the raw cursor, and the memory of a process that does nothing else."""
    with tempfile.TemporaryDirectory() as name:
        world = fill.world(Path(name), ENTRIES)
        target = Path(name) / "out.csv"
        statement, parameters = _statement(world)
        spent, floor = in_turn(
            lambda: export(world.url, target),
            lambda: _raw(world.url, statement, parameters, target),
            rounds=3,
            times=1,
        )
        detail = f"{ENTRIES / spent:,.0f} rows/s against {ENTRIES / floor:,.0f}"
        yield Result("CSV of a million entries: x a raw cursor's rows/s", floor / spent, 0.5, False, detail)
        command = (sys.executable, "-m", "benchmarks.csv_export", world.url, str(target))
        peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / MEBIBYTE
        yield Result("CSV of a million entries: peak MiB of the process", peak, 120, True, "whole process")


def export(url: str, target: Path) -> None:
    """What the page and the command do."""
    engine = open_engine(url)
    db = reading(engine)
    words = service.Words(PLAIN.heads, Codes())
    with target.open("wb") as out:
        service.export_entries(db, fill.HOME, out, words)
    db.close()
    engine.dispose()


def _statement(world: fill.World) -> tuple[str, tuple[object, ...]]:
    """The statement of the export as the database gets it."""
    found: list[tuple[str, tuple[object, ...]]] = []

    def note(connection: object, cursor: object, text: str, parameters: tuple[object, ...], *rest: object) -> None:
        found.append((text, parameters))

    event.listen(world.engine, "before_cursor_execute", note)
    with reading(world.engine) as db:
        next(iter(service.entries_file(db, fill.HOME, service.ALWAYS, service.Words(PLAIN.heads, Codes()))))
    event.remove(world.engine, "before_cursor_execute", note)
    return next(one for one in found if "entry_version" in one[0])


def _raw(url: str, statement: str, parameters: tuple[object, ...], target: Path) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with target.open("wb") as out:
        text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(lines.COLUMNS)
        for on, owner, provider, minutes, *rest in connection.execute(statement, parameters):
            writer.writerow((on, guarded(owner), guarded(provider), hours(minutes), minutes, *rest))
        text.flush()
    connection.close()


def _peak() -> int:
    """KiB this program has held at most; getrusage would tell what its parent held when it forked."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) if found else 0


if __name__ == "__main__":
    export(sys.argv[1], Path(sys.argv[2]))
    print(_peak())
