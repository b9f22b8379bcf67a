"""Checks of size and names: how long a file, function, view or template may be, and what nothing may be called."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.house.tree import Module, files

FILE, FUNCTION, VIEW = 300, 40, 25
TEMPLATE, SCRIPT, CONFTEST = 120, 120, 150
DRAWERS = frozenset(("utils", "util", "helpers", "helper", "common", "misc"))
VERBS = frozenset(("route", "get", "post", "put", "delete", "patch"))


def long_python(modules: Sequence[Module]) -> Iterator[str]:
    """Files, functions and views that do not fit on a screen or two."""
    for module in modules:
        lines = module.source.count("\n")
        if lines > FILE:
            yield f"{module.path} has {lines} lines, more than {FILE}"
        for function in module.functions():
            length = (function.end_lineno or 0) - function.lineno + 1
            most = VIEW if is_view(function) else FUNCTION
            if length > most:
                yield f"{module.path}:{function.lineno} {function.name} has {length} lines, more than {most}"


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a route leads to it: decorated as `@rooms.get("/…")`, wherever it stands."""
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in VERBS and mark.args
        for mark in function.decorator_list
    )


def long_others(root: Path) -> set[str]:
    """Templates, scripts of our own and conftests that are long enough to be looked at."""
    places = (("templates", ".html", TEMPLATE), ("static/js", ".js", SCRIPT), ("tests", "conftest.py", CONFTEST))
    return {
        path.relative_to(root).as_posix()
        for folder, ending, most in places
        for path in files(root / folder, ending)
        if path.read_text("utf-8").count("\n") > most
    }


def drawers(root: Path) -> Iterator[str]:
    """Files and folders into which anything would fit."""
    for path in files(root, ".py", ".html", ".js", ".css"):
        inner = path.relative_to(root)
        if DRAWERS & {inner.stem.strip("_"), *inner.parts[:-1]}:
            yield f"{inner.as_posix()}: say what it holds"


def inner_imports(modules: Sequence[Module]) -> Iterator[str]:
    """Imports inside functions."""
    for module in modules:
        yield from (f"{module.path}:{one.line}: {one.target}" for one in module.imports if one.is_inside_function)


def assertionless(modules: Sequence[Module]) -> Iterator[str]:
    """Tests that cannot fail: no assertion, no expected exception, and no call that looks on their behalf."""
    for module in modules:
        for function in module.functions():
            if function.name.startswith("test_") and not any(_looks(node) for node in ast.walk(function)):
                yield f"{module.path}:{function.lineno} {function.name} cannot fail"


def _looks(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    called = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
    lookers = ("raises", "expect", "open", "press", "follow", "post", "look", "sees", "does_not_see", "is_accessible")
    return called in lookers or called.startswith(("assert", "check", "expect"))


def unfinished(modules: Sequence[Module]) -> Iterator[str]:
    """What was left for later: a test switched off, a function that only says it is missing, a promise in a comment."""
    words = tuple("".join(parts) for parts in (("TO", "DO"), ("FIX", "ME"), ("X", "XX")))
    for module in modules:
        for number, line in enumerate(module.source.splitlines(), 1):
            if any(f"# {word}" in line or f"#{word}" in line for word in words):
                yield f"{module.path}:{number}: finish it or leave it out"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Raise) and node.exc and "NotImplemented" in ast.unparse(node.exc):
                yield f"{module.path}:{node.lineno}: not implemented"
        for function in module.functions():
            marks = " ".join(ast.unparse(mark) for mark in function.decorator_list)
            if "mark.skip" in marks or "mark.xfail" in marks:
                yield f"{module.path}:{function.lineno}: a test that is switched off"


def terse(modules: Sequence[Module]) -> Iterator[str]:
    """Tests whose name is no sentence: fewer than three words do not say what should hold."""
    for module in modules:
        for function in module.functions():
            words = function.name.removeprefix("test_").split("_")
            if function.name.startswith("test_") and len(words) < 3:
                yield f"{module.path}:{function.lineno} {function.name} is no sentence"


def silent_pieces(root: Path) -> Iterator[str]:
    """Templates that others include, whose first line does not name what they need."""
    for path in files(root / "templates", ".html"):
        is_piece = path.name.startswith("_") or path.parent.name == "components"
        if is_piece and not path.read_text("utf-8").startswith("{#"):
            yield f"{path.relative_to(root).as_posix()}: the first line names its inputs in a comment"
