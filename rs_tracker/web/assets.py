"""Addresses of static files that change with their content, so that browsers may keep them for ever."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request

from rs_tracker.web.runtime import runtime

THIRD_PARTY = {"pico.css": "dist/pico.min.css", "htmx.js": "dist/htmx.min.js"}
A_YEAR = 31_536_000


@lru_cache(maxsize=256)
def _address(static: Path, name: str) -> str:
    """The file's path below `static` and its digest; looked at once a process, files do not change under it."""
    relative = THIRD_PARTY.get(name, name)
    path = static / relative
    if not path.is_file():
        raise FileNotFoundError(f"static/{relative} is missing: run `make install`, which fetches third-party files")
    return f"{relative}?v={sha256(path.read_bytes()).hexdigest()[:12]}"


def asset(name: str) -> str:
    """The address of a static file (`css/tokens.css`) or of a third-party one by its short name (`pico.css`)."""
    return f"{request.root_path}{current_app.static_url_path}/{_address(runtime().static, name)}"


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code == 200:
        cache = f"public, max-age={A_YEAR}, immutable" if "v" in request.args else "no-cache"
        response.headers["Cache-Control"] = cache
    return response


def install(app: Flask) -> None:
    """Make `asset()` known to templates and let hashed files be kept."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)
