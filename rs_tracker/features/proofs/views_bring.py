"""Bringing a log along from another association, and the office's word about keys from elsewhere."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.proofs import bringing, carrying, parcels, words
from rs_tracker.features.proofs.forms import MOST_SENT, BringForm
from rs_tracker.features.proofs.views_base import bp
from rs_tracker.web.access import COORDINATOR, SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.uploads import takes_up_to
from rs_tracker.web.visitor import actor


@bp.get("/entries/bring")
@allow(SUPERVISEE, is_bookmark=True)
def bring() -> Response:
    """Choose the proofs."""
    return render("proofs/bring.html", form=BringForm(), is_office_run=_is_office_run())


@bp.post("/entries/bring")
@allow(SUPERVISEE)
@takes_up_to(MOST_SENT)
@limiter.limit("30 per hour", key_func=by_person)
def bring_files() -> Response:
    """Look at each, take in what is true and mine, and say what became of every file."""
    form = BringForm()
    files = form.sent()
    if not files:
        return render("proofs/bring.html", status=422, form=form, is_office_run=_is_office_run())
    try:
        told = bringing.bring(db(), actor(), files, clock.now())
    except parcels.TooMuch:
        form.files.errors = [_("That is too much at once. Bring at most 500 proofs at a time.")]
        return render("proofs/bring.html", status=422, form=form, is_office_run=_is_office_run())
    came = [one for one in told if one.came_in]
    stayed = [one for one in told if not one.came_in]
    return render("proofs/brought.html", came=came, stayed=stayed, why=words.arrivals(), steps=words.steps())


def _is_office_run() -> bool:
    hats = actor().hats
    return hats is not None and hats.is_office_run


@bp.get("/association/brought")
@allow(COORDINATOR)
def origins() -> Response:
    """Keys of associations elsewhere, on which sessions of members stand."""
    return render("proofs/origins.html", rows=carrying.origins(db(), actor()))


@bp.post("/association/brought/<public>/confirm")
@allow(COORDINATOR)
def confirm_origin(public: str) -> AnyResponse:
    """This is that association's key."""
    try:
        stands = carrying.confirm(db(), actor(), public, clock.now())
    except carrying.Answered:
        abort(404)
    told = ngettext(
        "Confirmed; %(num)d session stands as signed.", "Confirmed; %(num)d sessions stand as signed.", stands
    )
    flash(told, "done")
    return go(url_for("proofs.origins"))


@bp.post("/association/brought/<public>/refuse")
@allow(COORDINATOR)
def refuse_origin(public: str) -> AnyResponse:
    """We do not know this key."""
    try:
        carrying.refuse(db(), actor(), public, clock.now())
    except carrying.Answered:
        abort(404)
    flash(_("Not confirmed. The sessions that came with it wait for a signature here."), "done")
    return go(url_for("proofs.origins"))
