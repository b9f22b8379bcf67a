"""Who may give supervision here: what waits to be confirmed, what was, and recording it oneself."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.association import confirming, held, roster
from rs_tracker.features.association.forms import SupervisorForm, TermsForm
from rs_tracker.features.association.views_base import bp, office_page, page_links, page_number, search_words
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go
from rs_tracker.web.visitor import actor


@bp.get("/providers")
@allow(COORDINATOR)
def providers() -> Response:
    """Declared and waiting, named without a word, and confirmed."""
    here, search = actor().association, search_words()
    known = held.confirmed(db(), here, search, page_number())
    return office_page(
        "association/providers.html",
        "providers",
        declared=held.to_confirm(db(), here),
        unknown=held.told_nothing(db(), here),
        confirmed=known,
        search=search,
        own_id=actor().person_id,
        **page_links("association.providers", {"search": search}, known.page, has_more=known.has_more),
    )


@bp.post("/providers/confirm")
@allow(COORDINATOR)
def confirm_selected() -> AnyResponse:
    """Confirm the ticked ones as they were declared."""
    count = confirming.confirm_all(db(), actor(), request.form.getlist("held"), clock.now())
    if count:
        flash(ngettext("%(num)d credential confirmed.", "%(num)d credentials confirmed.", count), "done")
    else:
        flash(_("Tick at least one credential first."), "error")
    return go(url_for("association.providers"))


@bp.route("/providers/<id:qualification_id>", methods=["GET", "POST"])
@allow(COORDINATOR)
def provider(qualification_id: str) -> AnyResponse:
    """Look at one closely: confirm it, or correct what was confirmed."""
    one = held.one(db(), actor().association, qualification_id)
    if one is None:
        abort(404)
    form = TermsForm(data=_terms_of(one))
    form.offer()
    if form.validate_on_submit():
        try:
            confirming.confirm(db(), actor(), qualification_id, form.terms(), clock.now())
        except confirming.EvidenceMissing:
            form.ask_for_evidence()
        else:
            flash(_("Confirmed. What counts was measured again."), "done")
            return go(url_for("association.providers"))
    status = 422 if form.errors else 200
    return office_page("association/provider.html", "providers", form=form, held=one, status=status)


@bp.post("/providers/<id:qualification_id>/refuse")
@allow(COORDINATOR)
def refuse(qualification_id: str) -> AnyResponse:
    """Say that it is not so."""
    try:
        confirming.refuse(db(), actor(), qualification_id, clock.now())
    except confirming.NotHere:
        abort(404)
    flash(_("Not confirmed. Sessions with this person do not count because of it; signatures stay."), "done")
    return go(url_for("association.providers"))


@bp.route("/providers/add", methods=["GET", "POST"])
@allow(COORDINATOR)
def add_provider() -> AnyResponse:
    """Record a supervisor by name and e-mail with what they hold."""
    form = SupervisorForm()
    form.offer()
    if form.validate_on_submit():
        said = form.name.data or "", form.email.data or "", form.terms()
        try:
            confirming.record_new(db(), actor(), *said, clock.now())
        except confirming.EvidenceMissing:
            form.ask_for_evidence()
        else:
            flash(_("Recorded and confirmed."), "done")
            return go(url_for("association.providers"))
    status = 422 if form.errors else 200
    return office_page("association/add_provider.html", "providers", form=form, member=None, status=status)


@bp.route("/people/<id:person_id>/credential", methods=["GET", "POST"])
@allow(COORDINATOR)
def record_for(person_id: str) -> AnyResponse:
    """Record what a member holds."""
    member = roster.member(db(), actor().association, person_id)
    if member is None:
        abort(404)
    form = TermsForm()
    form.offer()
    if form.validate_on_submit():
        try:
            confirming.record(db(), actor(), person_id, form.terms(), clock.now())
        except confirming.EvidenceMissing:
            form.ask_for_evidence()
        else:
            flash(_("Recorded and confirmed."), "done")
            return go(url_for("association.person", person_id=person_id))
    status = 422 if form.errors else 200
    return office_page("association/add_provider.html", "providers", form=form, member=member, status=status)


def _terms_of(one: held.Held) -> dict[str, object]:
    return {
        "category": one.category,
        "status": one.status,
        "degree": one.degree or "",
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "evidence": one.evidence or "",
    }
