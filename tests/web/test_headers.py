"""Every kind of answer carries the headers that keep a browser on our side."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support import builders
from tests.support.builders import app_on
from tests.web import probe
from tests.web.probe import Sender

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}

ANSWERS: dict[str, tuple[int, Callable[[Sender], TestResponse]]] = {
    "a page": (200, lambda who: who.client.get("/")),
    "a plain text": (200, lambda who: who.client.get("/healthz")),
    "a picture": (200, lambda who: who.client.get("/static/icons/favicon.svg", buffered=True)),
    "a redirect": (303, lambda who: who.client.get("/entries/")),
    "a moved address": (308, lambda who: who.client.get("/favicon.ico")),
    "a head": (200, lambda who: who.client.head("/")),
    "the methods of an address": (200, lambda who: who.client.options("/help")),
    "a form without a token": (400, lambda who: who.client.post("/accounts/reset", data={"email": "a@example.org"})),
    "a cross-site form": (403, lambda who: who.post("/accounts/reset", headers={"Sec-Fetch-Site": "cross-site"})),
    "a missing page": (404, lambda who: who.client.get("/no/such/page")),
    "a missing file": (404, lambda who: who.client.get("/static/no-such-file.css")),
    "a wrong method": (405, lambda who: who.post("/help")),
    "a refusal": (409, lambda who: who.post("/probe/refused")),
    "a form that is too big": (413, lambda who: who.post("/accounts/reset", {"email": "a" * 2**24})),
    "a form with faults": (422, lambda who: who.post("/accounts/reset", {"email": "nobody"})),
    "a busy database": (503, lambda who: who.post("/probe/busy")),
    "a fault of ours": (500, lambda who: who.post("/probe/broken")),
}


@pytest.fixture
def site(engine: Engine) -> Flask:
    """As people have it: a fault is a page, not an exception."""
    return probe.built_in(app_on(engine, RS_TESTING="0", RS_DEMO="1"))


@pytest.mark.parametrize("kind", list(ANSWERS))
def test_every_kind_of_answer_is_dressed(site: Flask, kind: str) -> None:
    status, ask = ANSWERS[kind]
    answer = ask(probe.stranger(site))
    assert answer.status_code == status
    for name, value in STRICT.items():
        assert answer.headers[name] == value
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy.items() >= POLICY.items()
    assert not any("unsafe" in value or "http" in value or "*" in value for value in policy.values())
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers  # this site is http://localhost


@pytest.mark.parametrize("kind", [kind for kind in ANSWERS if kind not in ("a picture", "a missing file")])
def test_no_answer_but_a_file_is_kept_anywhere(site: Flask, kind: str) -> None:
    answer = ANSWERS[kind][1](probe.stranger(site))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.vary


def test_a_missing_file_is_not_kept_as_if_it_were_there(site: Flask) -> None:
    answer = site.test_client().get("/static/no-such-file.css?v=123")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_what_only_a_signed_in_person_gets_is_kept_nowhere(site: Flask, db: Session) -> None:
    builders.cast(db)
    db.commit()
    alice = builders.signed_in(site, "alice@example.org")
    for path in ("/", "/entries/", "/progress/", "/people/me", "/trail/", "/exports/my-log"):
        assert alice.open(path).headers["Cache-Control"] == "no-store"


def test_a_file_with_its_digest_is_kept_for_ever_and_without_one_is_asked_for_again(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/static/icons/favicon.svg?v=abc", buffered=True).headers["Cache-Control"] == (
        "public, max-age=31536000, immutable"
    )
    assert client.get("/static/icons/favicon.svg", buffered=True).headers["Cache-Control"] == "no-cache"


def test_behind_tls_browsers_are_told_to_stay_there(engine: Engine) -> None:
    site = app_on(engine, RS_BASE_URL="https://hours.example.org")
    for path in ("/", "/no/such/page", "/static/icons/favicon.svg"):
        said = site.test_client().get(path, base_url="https://hours.example.org", buffered=True).headers
        assert said["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
