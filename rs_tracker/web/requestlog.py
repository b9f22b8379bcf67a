"""One line a request: method, endpoint, status, time. Never an address, a name, a query string or a form."""

import logging
from time import perf_counter
from uuid import uuid4

from flask import Flask, Response, g, request

log = logging.getLogger("rs_tracker.request")


def _start() -> None:
    g.started = perf_counter()
    g.request_id = uuid4().hex[:12]


def _finish(response: Response) -> Response:
    spent = (perf_counter() - g.get("started", perf_counter())) * 1000
    log.info(
        "%s %s %s %.0f ms %s", request.method, request.endpoint or "-", response.status_code, spent, g.get("request_id")
    )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def install(app: Flask) -> None:
    """Attach to every request, before everything else."""
    app.before_request(_start)
    app.after_request(_finish)
