"""Tries are counted where all processes look, and each counts once."""

import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.layout import ROOT
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import RateCount
from tests.support import builders
from tests.support.builders import app_on
from tests.support.server import environment
from tests.web import probe
from tests.web.probe import Sender

EMAIL = "nora@example.org"

# Somebody else's process: it asks for a code as often as it is told and prints what it was answered.
ASKS = """
import os, sys
from rs_tracker.app import create_app
from rs_tracker.layout import Config
from tests.web import probe
app = create_app(Config.from_env(os.environ))
who = probe.stranger(app)
print(*[who.post("/accounts/reset", {"email": sys.argv[1]}).status_code for _ in range(int(sys.argv[2]))])
"""


def ask(who: Sender, email: str = EMAIL) -> int:
    return who.post("/accounts/reset", {"email": email}).status_code


def in_a_process_of_its_own(database_url: str, times: int) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", ASKS, EMAIL, str(times)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment(database_url)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(status) for status in done.stdout.split()]


def test_tries_in_several_processes_are_counted_together(app: Flask, database_url: str) -> None:
    assert in_a_process_of_its_own(database_url, 3) == [303] * 3
    here = probe.stranger(app)
    assert [ask(here) for _ in range(3)] == [303, 303, 429]
    assert in_a_process_of_its_own(database_url, 1) == [429]


def test_who_tried_too_often_is_told_so_and_may_come_back(app: Flask) -> None:
    here = probe.stranger(app)
    for _ in range(5):
        assert ask(here) == 303
    answer = here.post("/accounts/reset", {"email": EMAIL})
    assert answer.status_code == 429
    assert "Too many tries in a short time" in answer.get_data(as_text=True)
    with clock.stopped(clock.now() + timedelta(minutes=16)):
        assert ask(here) == 303


def test_tries_for_one_address_leave_the_others_alone(app: Flask) -> None:
    here = probe.stranger(app)
    assert [ask(here) for _ in range(6)][-1] == 429
    assert ask(here, "somebody.else@example.org") == 303


def test_an_address_is_one_however_it_is_written(app: Flask) -> None:
    here = probe.stranger(app)
    spellings = ("nora@example.org", "NORA@example.org", " nora@example.org", "Nora@Example.Org", "nora@example.org ")
    assert [ask(here, spelling) for spelling in spellings] == [303] * 5
    assert ask(here) == 429


def test_a_try_counts_although_it_was_refused(app: Flask, db: Session, engine: Engine) -> None:
    builders.cast(db)
    db.commit()
    here = probe.stranger(app)
    data = {"email": "alice@example.org", "password": "wrong"}
    answers = [here.post("/accounts/sign-in", data).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    right = {"email": "alice@example.org", "password": builders.PASSWORD}
    assert here.post("/accounts/sign-in", right).status_code == 429  # also not with the right one


def test_what_is_counted_names_nobody(app: Flask, engine: Engine) -> None:
    ask(probe.stranger(app))
    with reading(engine) as db:
        keys = db.scalars(select(RateCount.key)).all()
    assert keys
    assert not [key for key in keys if "nora" in key or "example" in key]


@pytest.mark.parametrize("tries", [8])
def test_tries_at_the_same_moment_each_count(engine: Engine, tries: int) -> None:
    site = app_on(engine)
    senders = [probe.stranger(site) for _ in range(tries)]
    start, answers = Barrier(tries), list[int]()

    def run(who: Sender) -> None:
        start.wait()
        answers.append(ask(who))

    threads = [Thread(target=run, args=(who,)) for who in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [303] * 5 + [429] * (tries - 5)
