"""The only reader of HX headers: a whole page, or the one piece that changed."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from htmx_flask import Htmx
from htmx_flask import request as hx_request
from werkzeug.wrappers import Response as AnyResponse

htmx = Htmx()


def wants_piece() -> bool:
    """Whether the browser will swap one piece; a page restored from history wants all of it."""
    return bool(hx_request.htmx) and request.headers.get("HX-History-Restore-Request") != "true"


def render(page: str, piece: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render `page`, or only `piece` when htmx asks. 422 is how a form with faults comes back."""
    template = piece if piece is not None and wants_piece() else page
    response = make_response(render_template(template, **context), status)
    if piece is not None:
        response.vary.add("HX-Request")
    return response


def go(url: str) -> AnyResponse:
    """After a change: see the other page (303, so that a reload does not post again)."""
    return redirect(url, 303)


def install(app: Flask) -> None:
    """Let the library read the headers of each request."""
    htmx.init_app(app)
