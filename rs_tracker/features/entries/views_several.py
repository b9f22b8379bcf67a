"""Many dates of alike sessions at once, as from a paper notebook."""

from flask import Response, flash, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.entries import choices, queries, service
from rs_tracker.features.entries.forms import SeveralForm, fill_meeting
from rs_tracker.features.entries.views_door import bp
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


def _form(**options: object) -> SeveralForm:
    form = SeveralForm(**options)
    form.latest = service.latest_day(actor(), clock.now())
    return form


def _asked(form: SeveralForm) -> SeveralForm:
    """The form with this person's supervisors; a save that is in order needs none of it."""
    form.ask(choices.offer(db(), actor()))
    return form


def _page(form: SeveralForm, status: int = 200) -> Response:
    return render("entries/several.html", status=status, form=form, understood=form.understood())


@bp.get("/several")
@allow(SUPERVISEE, is_bookmark=True)
def several() -> Response:
    """One supervisor, length and format, many dates."""
    form = _asked(_form())
    fill_meeting(form, queries.last(db(), actor()))
    return _page(form)


@bp.get("/several/dates")
@allow(SUPERVISEE)
def several_dates() -> Response:
    """How the dates typed so far are understood."""
    form = _form(formdata=request.args)
    return render("entries/_dates.html", "entries/_dates.html", understood=form.understood(), length=form.length)


@bp.post("/several")
@allow(SUPERVISEE)
def save_several() -> AnyResponse:
    """Log them all."""
    form = _form()
    if not form.validate():
        return _page(_asked(form), status=422)
    try:
        added = service.log_several(db(), actor(), form.entries(), clock.now(), form.id, form.named())
    except service.BadFact as fault:
        form.refuse(fault.key)
        return _page(_asked(form), status=422)
    flash(ngettext("%(num)d session saved.", "%(num)d sessions saved.", added), "done")
    return go(url_for("entries.listing"))
