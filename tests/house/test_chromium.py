"""People with a real browser notice what is wrong with a page, with and without scripts."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from tests.house.test_page_lint import FORM, HEADERS, page
from tests.support.browser import Someone
from tests.support.server import Site

SOUND = FORM + '<p><a href="/quarrel">Quarrel</a></p>'
SCRIPT = '<script src="/quarrel.js" defer></script></head>'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A small site instead of ours: one good page, two with faults only a browser sees."""
    app = Flask(__name__)
    app.add_url_rule("/", "form", lambda: (page(SOUND), HEADERS))
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    app.add_url_rule("/quarrel", "quarrel", lambda: (page().replace("</head>", SCRIPT), HEADERS))
    app.add_url_rule("/quarrel.js", "script", lambda: ("throw Error('no')", {"Content-Type": "text/javascript"}))
    app.add_url_rule("/grey", "grey", lambda: (page('<ul><p role="checkbox">x</p></ul>'), HEADERS))
    app.add_url_rule("/plain", "plain", lambda: page())
    app.add_url_rule("/log", "log", lambda: (page(f"<p>{request.form['day']}</p>"), HEADERS), methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", "", tmp_path)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_is_filled_in_and_sent(people: Callable[..., Someone], javascript: bool) -> None:
    alice = people(javascript=javascript, phone=True)
    alice.open("/")
    alice.fill(day="2026-02-03", kind="a", why="because")
    alice.choose("Group")
    alice.press("Save and log another")
    alice.sees("2026-02-03")
    alice.does_not_see("because")


def test_a_broken_script_is_noticed(people: Callable[..., Someone]) -> None:
    alice = people()
    alice.open("/")
    with pytest.raises(AssertionError, match="script: no"):
        alice.press("Quarrel")


def test_without_scripts_a_broken_one_does_no_harm(people: Callable[..., Someone]) -> None:
    alice = people(javascript=False)
    alice.open("/quarrel")
    alice.sees("Log")


def test_missing_headers_are_noticed(people: Callable[..., Someone]) -> None:
    with pytest.raises(AssertionError, match="content policy lacks"):
        people().open("/plain")


def test_an_unexpected_answer_is_noticed(people: Callable[..., Someone]) -> None:
    with pytest.raises(AssertionError, match="answered 404"):
        people().open("/nowhere")


def test_axe_finds_what_the_lint_cannot(people: Callable[..., Someone]) -> None:
    alice = people(dark=True)
    alice.open("/")
    alice.is_accessible()
    alice.open("/grey")
    with pytest.raises(AssertionError, match="aria"):
        alice.is_accessible()
