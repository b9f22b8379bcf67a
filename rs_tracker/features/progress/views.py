"""Goals and standings: what counts, what is missing, and why."""

from flask import Blueprint, Response, abort

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.web.access import allow
from rs_tracker.web.htmx import render

bp = Blueprint("progress", __name__, url_prefix="/progress")


@bp.get("/")
@allow(SUPERVISEE, is_bookmark=True)
def overview() -> Response:
    """All my goals, each with where it stands."""
    return render("progress/overview.html")


@bp.get("/goals/new")
@allow(SUPERVISEE)
def new_goal() -> Response:
    """Choose what to work on."""
    return render("progress/overview.html")


@bp.get("/goals/<uuid:goal_id>")
@allow(SUPERVISEE)
def goal(goal_id: object) -> Response:
    """One goal with every entry and why it counts."""
    abort(404)
