"""The coordinator's office: hours by person, people, supervisors to confirm, questions."""

from typing import Any

from flask import Response, request, url_for

from rs_tracker.features.association import board as hours
from rs_tracker.features.association import views_people, views_providers, views_settings
from rs_tracker.features.association.views_base import bp, office_page, page_links, page_number
from rs_tracker.web import credentials
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_people", "views_providers", "views_settings"]


@bp.get("/")
@allow(COORDINATOR)
def board() -> Response:
    """Hours by person; the file has what the page has."""
    said = {name: request.args.get(name, "") for name in ("search", "category", "show", "place", "order")}
    wanted = hours.wanted(**said)
    shown = hours.board(db(), actor().association, wanted, page_number())
    asked: dict[str, Any] = {name: value for name, value in said.items() if value}
    return office_page(
        "association/board.html",
        "board",
        board=shown,
        wanted=wanted,
        categories=credentials.choices(),
        csv_url=url_for("exports.hours", **asked, format="csv"),
        entries_url=url_for("exports.entries", format="csv"),
        **page_links("association.board", said, shown.page, has_more=shown.page < shown.pages),
    )
