"""The log tells how the site fares, and nothing about whom it serves."""

import logging
import re

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Address
from tests.support import builders
from tests.support.builders import NOW, Cast, app_on
from tests.web import probe

LINE = re.compile(r"(GET|POST|-) [\w.-]+ \d{3} \d+ ms [0-9a-f]{12}")
SECRETS = ("Alice", "alice", "example.org", "mulberry", "127.0.0.1", "whom=", "Mozilla")


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    db.commit()
    return cast


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "rs_tracker.request"]


def expect_nobody_named(caplog: pytest.LogCaptureFixture) -> None:
    """In no logger's words, whatever its name."""
    told = "\n".join([*(record.getMessage() for record in caplog.records), caplog.text])
    assert not [word for word in SECRETS if word in told]


def test_each_request_is_one_line_without_anybody_in_it(
    app: Flask, who: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        alice = builders.signed_in(app, "alice@example.org")
        alice.open("/entries/?whom=alice@example.org")
        alice.open("/entries/alice@example.org", status=404)
    assert len(lines(caplog)) == 5  # the form, sending it, where it led, the two pages
    assert all(LINE.fullmatch(line) for line in lines(caplog))
    expect_nobody_named(caplog)


def test_a_failed_try_names_nobody_either(app: Flask, who: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        data = {"email": "alice@example.org", "password": "not mulberry"}
        assert probe.stranger(app).post("/accounts/sign-in", data).status_code == 422
    expect_nobody_named(caplog)


def test_a_crash_names_the_place_and_nobody(engine: Engine, who: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """The probe breaks with a message that holds a name and an address."""
    site = probe.built_in(app_on(engine, RS_TESTING="0", RS_DEMO="1"))
    with caplog.at_level(logging.DEBUG):
        assert probe.stranger(site).post("/probe/broken").status_code == 500
    expect_nobody_named(caplog)
    assert "POST probe.broken failed: ZeroDivisionError" in caplog.text
    assert "probe.py" in caplog.text


def test_the_databases_complaint_holds_no_values(db: Session, who: Cast) -> None:
    """Whoever prints it, for instance a command, prints no row with it."""
    db.add(Address(email="alice@example.org", person_id=who.bob, created_at=NOW))
    with pytest.raises(IntegrityError) as fault:
        db.flush()
    assert who.bob not in str(fault.value)
    assert "[parameters" not in str(fault.value)


def test_an_answer_carries_the_number_of_its_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = app.test_client().get("/help")
    assert lines(caplog)[0].endswith(answer.headers["X-Request-Id"])
