"""When something goes wrong a person is told so in words, by a page that asks nothing of what is broken."""

import logging
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rs_tracker.store.engine import open_engine
from tests.support import builders, postgresql
from tests.support.builders import app_on
from tests.support.lint import faults
from tests.web import probe


@pytest.fixture
def site(engine: Engine) -> Flask:
    """As people have it: a fault is a page, not an exception."""
    return probe.built_in(app_on(engine, RS_TESTING="0", RS_DEMO="1"))


def expect_page(answer: TestResponse, status: int, words: str) -> None:
    source = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert words in source
    assert answer.mimetype == "text/html"
    assert not faults(source, dict(answer.headers))


SAYS = {
    400: "That form could not be sent",
    403: "You cannot do this here",
    404: "This page is not here",
    409: "Something changed in the meantime",
    413: "That file is too big",
    429: "Too many tries in a short time",
    503: "Back in a moment",
}


@pytest.mark.parametrize("status", list(SAYS))
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_each_fault_has_its_page(site: Flask, db: Session, status: int, is_signed_in: bool) -> None:
    builders.cast(db)
    db.commit()
    who = probe.sender(builders.signed_in(site, "alice@example.org")) if is_signed_in else probe.stranger(site)
    expect_page(who.post(f"/probe/write/{status}"), status, SAYS[status])


def test_an_address_asked_in_the_wrong_way_says_so(site: Flask) -> None:
    expect_page(probe.stranger(site).post("/help"), 405, "This page cannot be opened like that")


def test_a_status_without_a_page_of_its_own_is_a_fault_of_ours(site: Flask) -> None:
    expect_page(probe.stranger(site).post("/probe/write/418"), 418, "Something broke on our side")


def test_a_refusal_says_its_own_sentence(site: Flask) -> None:
    expect_page(probe.stranger(site).post("/probe/refused"), 409, "Not on a Saturday.")


def test_a_busy_database_asks_to_come_again(site: Flask) -> None:
    answer = probe.stranger(site).post("/probe/busy")
    expect_page(answer, 503, "Back in a moment")
    assert answer.headers["Retry-After"] == "5"


def test_a_crash_is_a_page_and_a_line_in_the_log(site: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "rs_tracker.web"):
        answer = probe.stranger(site).post("/probe/broken")
    expect_page(answer, 500, "Something broke on our side")
    assert "ZeroDivisionError" not in answer.get_data(as_text=True)
    assert "probe.broken failed" in caplog.text


def gone(engine: Engine, tmp_path: Path) -> Engine:
    """The same kind of database, where there is none."""
    if engine.dialect.name == "sqlite":
        return open_engine(f"sqlite:///{tmp_path / 'no-folder' / 'nothing.sqlite'}")
    address = postgresql.server()
    assert address is not None
    return open_engine(address.set(database="rs_nothing_here").render_as_string(hide_password=False))


@pytest.fixture
def broken_site(engine: Engine, db: Session, tmp_path: Path) -> tuple[Flask, str]:
    """The site on a database that is gone, and the cookie that alice brings from better days."""
    builders.cast(db)
    db.commit()
    alice = builders.signed_in(app_on(engine, RS_TESTING="0", RS_DEMO="1"), "alice@example.org")
    cookie = alice.client.get_cookie("rs")
    assert cookie is not None
    return app_on(gone(engine, tmp_path), RS_TESTING="0", RS_DEMO="1"), cookie.value


@pytest.mark.parametrize("path", ["/", "/entries/", "/no/such/page", "/help"])
def test_a_database_that_is_gone_is_told_as_such(broken_site: tuple[Flask, str], path: str) -> None:
    site, cookie = broken_site
    client = site.test_client()
    client.set_cookie("rs", cookie)
    expect_page(client.get(path), 503, "Back in a moment")


def test_a_stranger_is_told_so_too_where_the_database_is_needed(broken_site: tuple[Flask, str]) -> None:
    site, _cookie = broken_site
    expect_page(site.test_client().get("/demo/mail"), 503, "Back in a moment")


def test_whoever_watches_the_machine_hears_of_a_database_that_is_gone(broken_site: tuple[Flask, str]) -> None:
    site, _cookie = broken_site
    answer = site.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.mimetype in ("text/plain", "text/html")


def test_whoever_watches_the_machine_hears_that_it_runs(site: Flask) -> None:
    answer = site.test_client().get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "ok\n")


def test_the_same_name_given_twice_at_one_moment_is_no_crash(site: Flask, db: Session) -> None:
    builders.cast(db)
    db.commit()
    alice = probe.sender(builders.signed_in(site, "alice@example.org"))
    builders.person(db, "Ruth Reed", "ruth@example.org", is_joined=False)  # the first press, not committed yet
    said = {"name": "Ruth Reed", "email": "ruth@example.org"}
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(alice.post, "/people/supervisors", said)
        wait([second], timeout=1)
        db.commit()
        answer = second.result()
    assert answer.status_code == (303 if db.get_bind().dialect.name == "sqlite" else 409)


def test_a_text_that_no_database_takes_is_refused_wherever_it_is_sent(site: Flask, db: Session) -> None:
    builders.cast(db)
    db.commit()
    alice = probe.sender(builders.signed_in(site, "alice@example.org"))
    assert alice.post("/people/supervisors", {"name": "Ruth\0Reed"}).status_code == 400
    assert alice.client.get("/help?next=%00").status_code == 400
