"""Headers, cross-site refusal and the cookie's flags: the same for every answer."""

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from rs_tracker.web.db import SAFE
from rs_tracker.web.runtime import runtime

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

csrf = CSRFProtect()


def _refuse_cross_site() -> None:
    """Browsers say where a request comes from; older ones take the token path alone."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != "null" and origin.rstrip("/") != request.host_url.rstrip("/"):
        abort(403)


def _refuse_nul() -> None:
    """No keyboard types it, and PostgreSQL stores no text that has it."""
    sent = (*request.values.values(), *(file.filename or "" for file in request.files.values()))
    if any("\0" in text for text in sent):
        abort(400)


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if runtime().is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response


def install(app: Flask) -> None:
    """Attach to every request and answer."""
    csrf.init_app(app)
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_nul)
    app.after_request(_dress)
