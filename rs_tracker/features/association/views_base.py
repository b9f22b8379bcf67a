"""The blueprint of the office, and what all its pages share."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from rs_tracker.features.association import queries
from rs_tracker.web.db import db
from rs_tracker.web.htmx import render
from rs_tracker.web.visitor import actor

FURTHEST = 1_000_000
bp = Blueprint("association", __name__, url_prefix="/association")


def office_page(template: str, place: str, status: int = 200, **context: Any) -> Response:
    """A page of the office with its row of places and what waits in them."""
    return render(template, status=status, place=place, waiting=queries.waiting(db(), actor().association), **context)


def page_number() -> int:
    """The page asked for, from 1; none lies so far that a database could not count to it."""
    return min(max(1, request.args.get("page", 1, type=int)), FURTHEST)


def search_words() -> str:
    """What was typed into the search field."""
    return " ".join(request.args.get("search", "").split())[:100]


def page_links(endpoint: str, asked: dict[str, str], page: int, *, has_more: bool) -> dict[str, Any]:
    """Where the pages before and after this one are; empty where there is none. `asked` is the rest of the address."""
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return {
        "previous_url": url_for(endpoint, **kept, page=page - 1) if page > 1 else "",
        "next_url": url_for(endpoint, **kept, page=page + 1) if has_more else "",
    }
