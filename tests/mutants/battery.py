"""The fast tests of a condition, run in this process and one after the other until one of them notices.

Only tests that ask for nothing but the database and its people are taken. They never commit, so that one database
serves them all: what a test wrote is taken back when it ends.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine

from rs_tracker.store.engine import WriteSession, writing

ENOUGH = frozenset({"db", "who", "olga"})


@dataclass(frozen=True, slots=True)
class Case:
    """One test with its parameters."""

    test: Callable[..., None]
    module: ModuleType
    values: dict[str, Any]

    def run(self, engine: Engine) -> None:
        """Run it; whatever it raises is its word."""
        wanted = set(inspect.signature(self.test).parameters) - self.values.keys()
        if not wanted:
            self.test(**self.values)
            return
        db = writing(engine)
        try:
            self.test(**self.values, **_given(self.module, wanted, db))
        finally:
            db.close()


def cases(*modules: ModuleType) -> list[Case]:
    """Every test of these modules that can be run here."""
    return [
        Case(test, module, values)
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_") and "commit()" not in inspect.getsource(test)
        for values in _parameters(test)
        if set(inspect.signature(test).parameters) - values.keys() <= ENOUGH
    ]


def notices(battery: Sequence[Case], engine: Engine) -> Case | None:
    """The first case that fails, or None if all of them pass. The one that noticed last is asked first next time."""
    for case in battery:
        try:
            case.run(engine)
        except (Exception, pytest.fail.Exception):  # a mutant may break in any way
            return case
    return None


def _given(module: ModuleType, wanted: set[str], db: WriteSession) -> dict[str, Any]:
    found: dict[str, Any] = {"db": db}
    for name in ("who", "olga"):
        if name in wanted or (name == "who" and "olga" in wanted):
            fixture = vars(module)[name]
            make = getattr(fixture, "__wrapped__", None) or fixture._fixture_function
            found[name] = make(**{one: found[one] for one in inspect.signature(make).parameters})
    return {name: found[name] for name in wanted}


def _parameters(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """The values of each run that `parametrize` makes of a test."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for rows in product(*(mark.args[1] for mark in marks)):
        values: dict[str, Any] = {}
        for mark, row in zip(marks, rows, strict=True):
            names = [one.strip() for one in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
            given = getattr(row, "values", row) if not isinstance(row, dict) else row
            values |= dict(zip(names, given if len(names) > 1 else (row,), strict=True))
        yield values
