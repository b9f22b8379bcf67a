"""Asking every route as everybody: one answer at a time, with all tables looked at before and after."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256

from flask import Flask
from sqlalchemy import Engine, delete, make_url, select
from werkzeug.test import TestResponse

from rs_tracker.store.engine import writing
from rs_tracker.store.tables import RateCount, metadata
from tests.support import postgresql
from tests.support.builders import app_on
from tests.web.world import CALLERS, World

MARKED = re.compile(r"kanari[a-z]+")
NOT_CONTENT = ("rate_count",)
# What differs between two visits to the same page: the token, the request's number, and the address asked for.
VARYING = re.compile(
    r'(name="csrf_token"[^>]*|\?next=[^"]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with everything a browser is given."""

    status: int
    location: str
    body: str
    headers: str
    flashes: str

    @property
    def marked(self) -> set[str]:
        """The marked words anywhere in it."""
        return set(MARKED.findall("\n".join((self.body, self.headers, self.flashes, self.location)).lower()))

    @property
    def bare(self) -> str:
        """The page without what differs between any two visits."""
        return VARYING.sub("", self.body)


@dataclass(slots=True)
class Stage:
    """The site, its database, and everybody's cookies."""

    app: Flask
    engine: Engine
    world: World
    restore: Callable[[], None]
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)

    def enter(self) -> None:
        """Give each caller the cookie of their visit, and a token."""
        for caller in CALLERS:
            client = self.app.test_client()
            if caller != "nobody":
                with client.session_transaction() as cookie:
                    cookie["_user_id"], cookie["_fresh"] = self.world.tokens[caller], True
            page = client.get("/accounts/reset").get_data(as_text=True)
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            kept = client.get_cookie("rs")
            assert token is not None
            assert kept is not None
            self.cookies[caller] = (kept.value, token[1])

    def ask(self, caller: str, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """One request with this caller's cookie and, if it sends a form, a good token."""
        client = self.app.test_client()
        cookie, token = self.cookies[caller]
        client.set_cookie("rs", cookie)
        data = {"csrf_token": token, **(form or {})} if method == "POST" else None
        query = form if method == "GET" else None
        answer: TestResponse = client.open(path, method=method, data=data, query_string=query, buffered=True)
        with client.session_transaction() as session:
            flashes = repr(session.get("_flashes"))
        assert self.engine.pool.checkedout() == 0, f"{method} {path} left a connection open"  # type: ignore[attr-defined]
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        location = answer.headers.get("Location", "")
        return Answer(answer.status_code, location, answer.get_data().decode("utf-8", "replace"), headers, flashes)

    def digest(self) -> dict[str, str]:
        """A fingerprint of every table, but for the counters of tries."""
        with self.engine.execution_options(spans_associations=True).connect() as connection:
            return {
                table.name: sha256(repr(sorted(map(repr, connection.execute(select(table))))).encode()).hexdigest()
                for table in metadata.sorted_tables
                if table.name not in NOT_CONTENT
            }

    def forget_tries(self) -> None:
        """Else the limits would answer for the access rules."""
        with writing(self.engine) as db:
            db.execute(delete(RateCount))
            db.commit()


def restorer(engine: Engine, url: str) -> Callable[[], None]:
    """A way back to the database as it is now."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        live, kept = sqlite3.connect(str(make_url(url).database)), sqlite3.connect(":memory:")
        live.backup(kept)
        live.close()

        def copy_back() -> None:
            with closing(sqlite3.connect(str(make_url(url).database))) as opened:
                kept.backup(opened)

        return copy_back
    name = str(make_url(url).database)
    postgresql.create(f"{name}_kept", name)

    def make_anew() -> None:
        engine.dispose()
        postgresql.drop(name)
        postgresql.create(name, f"{name}_kept")

    return make_anew


def stage(engine: Engine, url: str, world: World) -> Stage:
    """The site as it is in tests, with everybody signed in."""
    app = app_on(engine)
    made = Stage(app, engine, world, restorer(engine, url))
    made.enter()
    made.forget_tries()
    return made
