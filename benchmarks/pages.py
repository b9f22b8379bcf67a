"""Home and the log list beside their floor: the same statements on raw sqlite3 and the same template, nothing else."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, g, template_rendered
from jinja2 import Template
from sqlalchemy import event

from benchmarks import fill
from benchmarks.harness import Result, in_turn, milliseconds

SMALL, LARGE = 1_000, 100_000
PAGES = (("home", "/"), ("log list", "/entries/"))


def results() -> Iterator[Result]:
    """CPU against the floor, number of queries, and the cost at 100,000 entries against 1,000."""
    with tempfile.TemporaryDirectory() as name:
        small, large = fill.world(Path(name), SMALL), fill.world(Path(name), LARGE)
        for title, path in PAGES:
            page, statements, floor = _page_and_floor(small, path)
            spent, least = in_turn(page, floor, rounds=9, times=20)
            detail = f"{milliseconds(spent)} against {milliseconds(least)} CPU"
            yield Result(f"{title}: x raw sqlite3 and the same template", spent / least, 3, True, detail)
            yield Result(f"{title}: queries", len(statements), 8, True, f"at {SMALL} entries")
            big, _, _ = _page_and_floor(large, path)
            at_large, at_small = in_turn(big, page, rounds=9, times=20)
            detail = f"{milliseconds(at_large)} against {milliseconds(at_small)} CPU"
            yield Result(f"{title}: x at {LARGE} entries against {SMALL}", at_large / at_small, 1.2, True, detail)


def _page_and_floor(
    world: fill.World, path: str
) -> tuple[Callable[[], object], list[tuple[str, Any]], Callable[[], object]]:
    environ = _environ(world.app, path)
    statements: list[tuple[str, Any]] = []
    rendered: list[tuple[Template, dict[str, Any]]] = []
    frame: dict[str, Any] = {}

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    def keep(sender: Flask, template: Template, context: dict[str, Any], **extra: Any) -> None:
        rendered.append((template, context))
        frame.update(nav=g.nav, _login_user=g._login_user)

    def page() -> int:
        return _call(world.app, environ)

    page()
    event.listen(world.engine, "before_cursor_execute", note)
    with template_rendered.connected_to(keep, world.app):
        page()
    event.remove(world.engine, "before_cursor_execute", note)
    raw = sqlite3.connect(world.url.removeprefix("sqlite:///"))
    template, context = rendered[0]

    def floor() -> int:
        for statement, parameters in statements:
            raw.execute(statement, parameters).fetchall()
        with world.app.request_context(dict(environ, **{"wsgi.input": BytesIO()})):
            for name, value in frame.items():  # who is asking and the frame are known already: no statement of theirs
                setattr(g, name, value)
            return len(template.render(context))

    return page, statements, floor


def _environ(app: Flask, path: str) -> dict[str, Any]:
    with app.test_request_context(path, headers={"Cookie": fill.cookie(app)}) as context:
        return dict(context.request.environ)


def _call(app: Flask, environ: dict[str, Any]) -> int:
    answered: list[str] = []
    body = app.wsgi_app(
        dict(environ, **{"wsgi.input": BytesIO()}), lambda status, headers, info=None: answered.append(status)
    )  # type: ignore[arg-type,misc]
    size = len(b"".join(body))
    if hasattr(body, "close"):
        body.close()
    if not answered[0].startswith("200"):
        raise RuntimeError(f"{environ['PATH_INFO']} answered {answered[0]}")
    return size
