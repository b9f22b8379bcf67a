"""Error pages: what is wrong, how to go on, and nothing about what exists."""

import logging
from traceback import format_tb

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from rs_tracker.store.engine import DatabaseBusy
from rs_tracker.web.visitor import actor_or_none, ask_no_more

log = logging.getLogger("rs_tracker.web")
BARE = frozenset({500, 503})
TWICE = "23505"  # PostgreSQL: a unique key is taken; SQLite's writers queue and find what the first one wrote
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


class Refused(Exception):
    """A change that may not be made now; `message` is a sentence for the person, `status` its HTTP code."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def page(status: int, message: str | None = None) -> Response:
    """The page for a status; a refusal carries its own sentence."""
    name = status if status in PAGES else 500
    if name in BARE:  # perhaps the database itself is gone
        ask_no_more()
        return make_response(render_template(f"errors/{name}.html"), status)
    context = {"message": message, "is_signed_in": actor_or_none() is not None, "path": request.full_path.rstrip("?")}
    return make_response(render_template(f"errors/{name}.html", **context), status)


def _http(error: HTTPException) -> Response | HTTPException:
    cause = getattr(error, "original_exception", None)  # set when an error page or the commit itself broke
    if cause is not None:
        return _crash(cause)
    return page(error.code or 500) if (error.code or 500) >= 400 else error


def _csrf(error: CSRFError) -> Response:
    return page(400)


def _refused(error: Refused) -> Response:
    return page(error.status, error.message)


def _busy(error: Exception) -> Response:
    response = page(503)
    response.headers["Retry-After"] = "5"
    return response


def _crash(error: Exception) -> Response:
    """Log where it happened and what kind of fault it is; messages and values may speak of people."""
    place = "".join(format_tb(error.__traceback__))
    log.error("%s %s failed: %s\n%s", request.method, request.endpoint, type(error).__qualname__, place)
    if isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) == TWICE:
        return page(409, _("The same was sent twice at the same moment, and saved once. Go back and look."))
    return _busy(error) if isinstance(error, OperationalError) else page(500)


def install(app: Flask) -> None:
    """Attach the pages. Tests want the exception itself, so a crash is only dressed outside testing."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DatabaseBusy, _busy)
    if not app.testing:
        app.register_error_handler(Exception, _crash)
