"""Goals and standings: what counts, what is missing, and why."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.progress import queries, service, words
from rs_tracker.features.progress.forms import DatesForm, EndorsedForm, GoalForm
from rs_tracker.web.access import allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor

bp = Blueprint("progress", __name__, url_prefix="/progress")


@bp.get("/")
@allow(SUPERVISEE, is_bookmark=True)
def overview() -> Response:
    """All my goals, each with where it stands."""
    return render("progress/overview.html", rows=queries.own(db(), actor(), clock.now()))


@bp.get("/goals/new")
@allow(SUPERVISEE)
def new_goal() -> Response:
    """Choose what to work on."""
    return render("progress/new_goal.html", form=GoalForm(actor().today(clock.now())))


@bp.post("/goals/new")
@allow(SUPERVISEE)
def add_goal() -> AnyResponse:
    """Begin to work on it."""
    now = clock.now()
    form = GoalForm(actor().today(now))
    if not form.validate():
        return render("progress/new_goal.html", status=422, form=form)
    goal_id = service.set_goal(db(), actor(), *form.wanted(), now)
    flash(_("This is where you stand now."), "done")
    return go(url_for("progress.goal", goal_id=goal_id))


@bp.get("/goals/<id:goal_id>")
@allow(SUPERVISEE)
def goal(goal_id: str) -> Response:
    """One goal with every session and why it counts."""
    return _page(goal_id, EndorsedForm(actor().today(clock.now())), 200)


@bp.post("/goals/<id:goal_id>/endorsed")
@allow(SUPERVISEE)
def endorsed(goal_id: str) -> AnyResponse:
    """It was granted: from now on, keep it."""
    now = clock.now()
    form = EndorsedForm(actor().today(now))
    if not form.validate():
        return _page(goal_id, form, 422)
    try:
        goal_id = service.turn_into_renewal(db(), actor(), goal_id, form.day(), now)
    except service.GoalClosed:
        abort(404)
    flash(_("Congratulations! From now on this shows what you need to keep it."), "done")
    return go(url_for("progress.goal", goal_id=goal_id))


@bp.route("/goals/<id:goal_id>/dates", methods=["GET", "POST"])
@allow(SUPERVISEE)
def dates(goal_id: str) -> AnyResponse:
    """When I applied, and since when I hold it."""
    now = clock.now()
    row = queries.goal(db(), actor(), goal_id) or abort(404)
    form = DatesForm(actor().today(now), obj=row)
    if request.method == "GET":
        return render("progress/dates.html", form=form, row=row)
    if not form.validate():
        return render("progress/dates.html", status=422, form=form, row=row)
    service.change_dates(db(), actor(), goal_id, form.applied_on.data, form.endorsed_on.data, now)
    flash(_("The dates are saved, and everything is counted anew."), "done")
    return go(url_for("progress.goal", goal_id=goal_id))


@bp.post("/goals/<id:goal_id>/close")
@allow(SUPERVISEE)
def close(goal_id: str) -> AnyResponse:
    """Work on it no longer."""
    try:
        service.close_goal(db(), actor(), goal_id, clock.now())
    except service.GoalClosed:
        abort(404)
    flash(_("This goal is closed. Your sessions and signatures stay as they are."), "done")
    return go(url_for("progress.overview"))


def _page(goal_id: str, form: EndorsedForm, status: int) -> Response:
    """A goal's page for the window asked for in the address."""
    me, now = actor(), clock.now()
    standings = [row for row in queries.own(db(), me, now) if row.goal_id == goal_id]
    wanted = "last" if request.args.get("period") == "last" else "current"
    row = next((row for row in standings if row.place == wanted), None) or abort(404)
    page = queries.lines(db(), me, row, now, _place())
    today = me.today(now)
    return render(
        "progress/goal.html",
        status=status,
        row=row,
        other=next((one for one in standings if one.place != wanted), None),
        lines=[words.told(line, today) for line in page.lines],
        older=page.older,
        rule=words.rule(row),
        checks=words.checks(row),
        beside=words.beside(queries.asked_beside(me.association, row), row.window.ends_on) if row.window else [],
        form=form,
        today=today,
    )


def _place() -> queries.Place | None:
    """Where the page of lines begins, from the address; what nobody could have got from us is ignored."""
    held_on, found, entry_id = request.args.get("before", "").partition("_")
    try:
        return queries.Place(date.fromisoformat(held_on), str(UUID(entry_id))) if found else None
    except ValueError:
        return None
