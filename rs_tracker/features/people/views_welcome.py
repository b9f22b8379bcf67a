"""The first questions, one a screen, each skippable: where, what for, who supervises you. Then the log form."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.domain.actor import SUPERVISOR as GIVES
from rs_tracker.features.people import queries, service
from rs_tracker.features.people.forms import GoalForm, WhereForm
from rs_tracker.features.people.views_base import bp
from rs_tracker.features.people.views_held import declare, endorsement_form
from rs_tracker.features.people.views_work import name_one, supervisor_form
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.forms import choice
from rs_tracker.web.htmx import go, render
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor

WHERE, GOAL, SUPERVISOR = "where", "goal", "supervisor"


@bp.route("/welcome", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
def welcome() -> AnyResponse:
    """The question asked for in the address, else the first one that has no answer yet."""
    me = actor()
    if me.association_id is None:
        return _where()
    if SUPERVISEE not in me.roles:
        return _held() if me.wears(GIVES) else go(url_for("home.index"))
    step = request.args.get("step", "")
    if step == GOAL or (step != SUPERVISOR and not queries.has_goal(db(), me.association, me.person_id)):
        return _goal()
    if step == SUPERVISOR or not queries.supervisors_of(db(), me.association, me.person_id):
        return _supervisor()
    return go(url_for("entries.new"))


def _where() -> AnyResponse:
    """Asked of who belongs nowhere yet; the accounts room does what is answered."""
    form = WhereForm(formdata=None)
    form.to.choices = [choice("", _("Choose one")), *(choice(*pair) for pair in queries.associations(db()))]
    return render("people/welcome_where.html", form=form, sign_up=runtime().sign_up)


def _goal() -> AnyResponse:
    me, now = actor(), clock.now()
    form = GoalForm()
    form.today = me.today(now)
    form.offer()
    if not form.validate_on_submit():
        return render("people/welcome_goal.html", status=422 if form.errors else 200, form=form)
    service.set_goal(db(), me, str(form.kind.data), str(form.category.data), form.endorsed_on.data, now)
    return go(url_for("people.welcome", step=SUPERVISOR))


def _supervisor() -> AnyResponse:
    me = actor()
    form = supervisor_form(me)
    if form.validate_on_submit() and name_one(me, form):
        return go(url_for("entries.new"))
    return render("people/welcome_supervisor.html", status=422 if form.errors else 200, form=form)


def _held() -> AnyResponse:
    """Who only supervises is asked what entitles them: without it no hour they sign can count."""
    me = actor()
    if queries.endorsements(db(), me.person_id):
        return go(url_for("signing.queue"))
    form = endorsement_form()
    if not form.validate_on_submit():
        return render("people/welcome_held.html", status=422 if form.errors else 200, form=form)
    declare(me, form)
    return go(url_for("signing.queue"))
