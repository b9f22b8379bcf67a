"""A room made for tests: one view for each thing the web floor promises about requests."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Blueprint, Flask, Response, abort, flash, make_response, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.store.engine import DatabaseBusy, WriteSession
from rs_tracker.store.tables import Person
from rs_tracker.web import access
from rs_tracker.web.access import MEMBER, PUBLIC, SIGNED_IN, SUPERVISEE, SUPERVISOR, allow
from rs_tracker.web.db import afterwards, apart, db, pause
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go
from rs_tracker.web.visitor import actor
from tests.support.builders import LONG_AGO
from tests.support.pages import Browser

bp = Blueprint("probe", __name__, url_prefix="/probe")
GOOD = (200, 201, 204)
WHOM = "Alice Archer alice@example.org"


def named(name: str) -> Person:
    """A person to be found again by name."""
    return Person(id=str(uuid4()), name=name, created_at=LONG_AGO)


def write(name: str) -> None:
    """Write a row in the request's own transaction."""
    db().add(named(name))
    db().flush()


@bp.route("/write/<int:status>", methods=["GET", "POST"])
@allow(PUBLIC)
def answer(status: int) -> Response:
    """Write, and answer with any status below 400 or abort with one from there on."""
    write(f"own {status}")
    if status >= 400 and status != 422:
        abort(status)
    return make_response("written", status)


@bp.post("/redirect")
@allow(PUBLIC)
def redirecting() -> AnyResponse:
    """Write, and lead elsewhere."""
    write("redirected")
    flash("written")
    return go("/help")


@bp.post("/refused")
@allow(PUBLIC)
def refused() -> Response:
    """Write, and then refuse."""
    write("refused")
    raise Refused("Not on a Saturday.")


@bp.post("/busy")
@allow(PUBLIC)
def busy() -> Response:
    """Write, and find the database busy."""
    write("busy")
    raise DatabaseBusy("busy")


@bp.post("/broken")
@allow(PUBLIC)
def broken() -> Response:
    """Write, and break."""
    write("broken")
    raise ZeroDivisionError(WHOM)


@bp.post("/apart/<int:status>")
@allow(PUBLIC)
def writing_apart(status: int) -> Response:
    """Write apart first, then in the request's own transaction."""
    apart(lambda other: other.add(named("apart")))
    write("own")
    return make_response("written", status)


@bp.post("/late-apart")
@allow(PUBLIC)
def writing_apart_too_late() -> Response:
    """Write, and only then apart: that would wait for itself."""
    write("own")
    apart(lambda other: other.add(named("apart")))
    return make_response("never")


@bp.post("/pause/<int:written>")
@allow(PUBLIC)
def pausing(written: int) -> Response:
    """Let go of the database, before or after writing."""
    if written:
        write("paused")
    pause()
    write("after the pause")
    return make_response("written")


@bp.route("/afterwards/<int:status>", methods=["GET", "POST"])
@allow(PUBLIC)
def writing_afterwards(status: int) -> Response:
    """Note something for after the request."""

    def note(session: WriteSession) -> None:
        session.add(named("afterwards"))

    afterwards(note)  # type: ignore[arg-type]
    return make_response("noted", status)


@bp.route("/for/<audience>", methods=["GET", "POST"])
@allow(SIGNED_IN)
def nowhere(audience: str) -> Response:
    """Somewhere for people who are signed in."""
    return make_response(f"{audience} {actor().name}")


@bp.route("/supervisee", methods=["GET", "POST"])
@allow(SUPERVISEE, is_bookmark=True)
def for_supervisees() -> Response:
    """What only people with a log may open; says which association the form is written to."""
    if request.method == "POST":
        write(f"for {actor().association}")
    return make_response(actor().association)


@bp.get("/supervisor")
@allow(SUPERVISOR)
def for_supervisors() -> Response:
    """What people who supervise anywhere may open."""
    return make_response("queue")


@bp.get("/member")
@allow(MEMBER)
def for_members() -> Response:
    """What members may open."""
    return make_response("member")


def built_in(app: Flask) -> Flask:
    """The app with this room beside its own; for before its first request."""
    app.register_blueprint(bp)
    app.extensions["rs_tracker.rules"] = access.rules(app)
    return app


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who sends forms with a good token to wherever they like."""

    client: FlaskClient
    token: str

    def post(self, path: str, data: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Send it; nothing is followed."""
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **options)


def sender(browser: Browser) -> Sender:
    """This browser's owner, with a token from the cookie of their visit."""
    token_page = browser.client.get("/accounts/reset")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', token_page.get_data(as_text=True))
    assert found is not None, token_page.status
    return Sender(browser.client, found[1])


def stranger(app: Flask) -> Sender:
    """Somebody who is not signed in, with a token."""
    return sender(Browser(app))
