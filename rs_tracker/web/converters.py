"""`<id:entry_id>` in a route: an id in its written form; anything else is a 404 before any view is asked."""

from flask import Flask
from werkzeug.routing import BaseConverter

from rs_tracker.domain.ids import PATTERN


class IdConverter(BaseConverter):
    """Matches a lower-case UUID and hands it on as text."""

    regex = PATTERN


def install(app: Flask) -> None:
    """Make it known before the rooms register their routes."""
    app.url_map.converters["id"] = IdConverter
