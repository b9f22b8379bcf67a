"""Saving one entry: in process against a bare durable insert, and over HTTP against a bare route on the same server."""

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import fill
from benchmarks.harness import Result, in_turn, milliseconds
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries import service
from rs_tracker.features.entries.draft import Draft
from rs_tracker.store.engine import writing
from rs_tracker.web.visitor import memberships_of

PEOPLE, KEPT = 48, 24
SERVE = (
    "import sys; from granian import Granian; from granian.constants import Interfaces; "
    "Granian(sys.argv[1], factory=True, interface=Interfaces.WSGI, port=int(sys.argv[2]), workers=1, "
    "blocking_threads=4, log_enabled=False).serve()"
)


def results() -> Iterator[Result]:
    """Both ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = fill.world(folder, KEPT)
        yield _in_process(world, folder)
        yield _over_http(world, folder)


def _in_process(world: fill.World, folder: Path) -> Result:
    actors = _people(world, PEOPLE)
    raw = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("CREATE TABLE line (id TEXT PRIMARY KEY, held_on TEXT, minutes INTEGER, provider TEXT, at TEXT)")
    number = iter(range(10**9))

    def save() -> None:
        index = next(number)
        db = writing(world.engine)
        draft = Draft(fill.NOW.date() - timedelta(days=index % 300), 60, world.bob)
        service.log(db, actors[index % PEOPLE], draft, fill.NOW)
        db.commit()
        db.close()

    def insert_raw() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?)", (str(uuid4()), "2026-01-05", 60, world.bob, "2026-01-05")
        )
        raw.execute("COMMIT")

    spent, floor = in_turn(save, insert_raw, rounds=9, times=100, clock=time.perf_counter)
    detail = f"{milliseconds(spent)} against {milliseconds(floor)} wall, about {KEPT} entries a person"
    return Result("save an entry: x of raw FULL commits a second", floor / spent, 0.12, False, detail)


def _people(world: fill.World, number: int) -> list[Actor]:
    """Signed-in supervisees, so many that none gets an unlikely log, whatever the number of rounds."""
    db = writing(world.engine)
    found = []
    for index in range(number):
        person_id = fill.member(db, f"Person {index}", "supervisee")
        fill.work_together(db, person_id, world.bob)
        fill.visit(db, person_id, f"token of {person_id}")
        found.append(
            Actor(
                person_id=person_id,
                name=f"Person {index}",
                zone="UTC",
                language="en",
                session_id=str(uuid4()),
                memberships=memberships_of(db, person_id),
                association_id=fill.HOME,
            )
        )
    db.commit()
    db.close()
    return found


def _over_http(world: fill.World, folder: Path) -> Result:
    tokens = [f"token of {actor.person_id}" for actor in _people(world, PEOPLE)]
    with (
        _serving("rs_tracker.wsgi:create", fill.settings(world.url)) as ours,
        _serving("benchmarks.bare:create", {"BARE_FILE": str(folder / "bare.sqlite")}) as bare,
    ):
        forms = [_form(ours, fill.cookie(world.app, token), world.bob) for token in tokens]
        turn = iter(range(10**9))
        save = _poster(ours, "/entries/new", lambda: forms[next(turn) % PEOPLE]())
        plain = {"held_on": "2026-01-05", "minutes": "60", "provider_id": world.bob}
        floor_of = _poster(bare, "/line", lambda: (plain, {}))
        spent, floor = in_turn(save, floor_of, rounds=9, times=80, clock=time.perf_counter)
    detail = f"{milliseconds(spent)} against {milliseconds(floor)} wall, one client, at most {KEPT} entries a person"
    return Result("save over HTTP: x of a bare route's saves a second", floor / spent, 0.35, False, detail)


@contextmanager
def _serving(target: str, settings: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", SERVE, target, str(port)], env=os.environ | settings)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _form(port: int, cookie: str, provider_id: str) -> Callable[[], tuple[dict[str, str], dict[str, str]]]:
    """What the log form sends: its hidden fields as they came, an id of its own each time, one more day back."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/entries/new", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    for value in answer.headers.get_all("Set-Cookie") or ():
        cookie = value.partition(";")[0]
    hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    hidden |= dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', page))
    days = iter(range(10**6))

    def fields() -> tuple[dict[str, str], dict[str, str]]:
        held_on = fill.NOW.date() - timedelta(days=next(days) * 37 % 700)
        said = {"held_on": held_on.isoformat(), "hours": "1", "minutes": "0", "medium": "video", "format": "individual"}
        said |= {"supervisor": provider_id, "kind": "reflective", "form_id": str(uuid4())}
        return hidden | said, {"Cookie": cookie}

    return fields


def _poster(port: int, path: str, fields: Callable[[], tuple[dict[str, str], dict[str, str]]]) -> Callable[[], None]:
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def post() -> None:
        said, headers = fields()
        headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(said), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"POST {path} answered {answer.status}")

    return post
