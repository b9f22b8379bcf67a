"""What a run needs to know before it starts: which databases and browsers there are, and how long it may take."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.support import chromium, postgresql, templates

# In the order in which they import one another: a module must be known as a plugin before somebody imports it.
pytest_plugins = [
    "tests.support.databases",
    "tests.support.server",
    "tests.support.pages",
    "tests.support.browser",
]

settings.register_profile("small", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile("proof", max_examples=2000, deadline=None)
settings.load_profile("small")

NOT_RUN = pytest.StashKey[set[str]]()


def pytest_configure(config: pytest.Config) -> None:
    templates.keep_compiled()
    config.stash[NOT_RUN] = set[str]()
    is_controller = getattr(config.option, "dist", "no") != "no" and not hasattr(config, "workerinput")
    if is_controller:  # workers find the server's address in the environment
        postgresql.server()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database runs on both, unless the test itself names the kind it is about."""
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_kind" in metafunc.fixturenames and "database_kind" not in named:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], scope="function")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run (told in the last line) and the long tests nobody asked for."""
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        reason = _cannot_run(item)
        if reason:
            config.stash[NOT_RUN].add(reason)
        is_unasked = _is_long(item) and not config.option.markexpr
        (left if reason or is_unasked else kept).append(item)
    items[:] = kept
    if left:
        config.hook.pytest_deselected(items=left)


def _is_long(item: pytest.Item) -> bool:
    """Of the proofs; and a browser's journey on PostgreSQL, which asks nothing there that quicker tests do not."""
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database_kind")  # type: ignore[attr-defined]
    is_journey = item.get_closest_marker("journey") is not None and kind == "postgresql"
    return item.get_closest_marker("proof") is not None or is_journey


def _cannot_run(item: pytest.Item) -> str:
    names = getattr(item, "fixturenames", ())
    if "chromium_process" in names and not chromium.path():
        return "browser journeys (no Chromium found)"
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database_kind")  # type: ignore[attr-defined]
    if (kind == "postgresql" or "postgresql_server" in names) and postgresql.server() is None:
        return f"tests on PostgreSQL ({postgresql.why_not()})"
    return ""


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """A worker hands what it left out to the run that started it."""
    if hasattr(session.config, "workeroutput"):
        reasons = session.config.stash[NOT_RUN]
        session.config.workeroutput["not_run"] = sorted(reasons)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """xdist: a worker has ended."""
    told = getattr(node, "workeroutput", {}).get("not_run", ())
    node.config.stash[NOT_RUN].update(told)  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last word of a run is what it could not look at."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    reasons = config.stash.get(NOT_RUN, set[str]())
    for reason in sorted(reasons):
        config.get_terminal_writer().line(f"NOT RUN: {reason}")
