"""The office: what nobody signs, confirming it with evidence, and saying that a supervisor is gone."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.standins import evidence, gone, queries, service, words
from rs_tracker.features.standins.forms import ACCEPT, EvidenceForm, GoneForm, file_fault, sent
from rs_tracker.features.standins.queries import Waiting
from rs_tracker.features.standins.views_base import MOST_SENT, bp, waits
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.uploads import takes_up_to
from rs_tracker.web.visitor import actor

FURTHEST = 10_000


@bp.get("/office")
@allow(COORDINATOR, is_bookmark=True)
def office() -> Response:
    """Sessions that have waited long, or whose supervisor is gone."""
    number = min(max(1, request.args.get("page", 1, type=int)), FURTHEST)
    shown = queries.for_office(db(), actor(), clock.now(), number)
    return render("standins/office.html", shown=shown, gone=words.gone, stands=words.stands)


@bp.get("/office/<id:entry_id>")
@allow(COORDINATOR)
def look(entry_id: str) -> Response:
    """One of them with its evidence, and the others of the same two people."""
    return _page(_seen(entry_id), EvidenceForm(formdata=None))


@bp.post("/office/<id:entry_id>")
@allow(COORDINATOR)
@takes_up_to(MOST_SENT)
def confirm_with(entry_id: str) -> AnyResponse:
    """Keep the evidence and show the statement."""
    found, form, chosen = _seen(entry_id), EvidenceForm(), request.form.getlist("line")
    file = sent(form.file.data)
    if not form.validate() or file is None:
        return _page(found, form, set(chosen), 422)
    words_of = form.words.data or ""
    try:
        intent_id = service.intend_for_office(db(), actor(), entry_id, chosen, words_of, file, clock.now())
    except service.NothingToConfirm:
        flash(_("Tick at least one session that you can confirm now."), "error")
    except service.WordsMissing:
        form.words.errors = [_("Write what the confirmation rests on.")]
    except evidence.BadEvidence as fault:
        form.file.errors = [file_fault(fault.problem)]
    except evidence.TooMany:
        form.file.errors = [file_fault("too-many")]
    except service.SigningWaits as wait:
        raise waits(wait) from None
    else:
        return go(url_for("standins.sign", intent_id=intent_id))
    return _page(found, form, set(chosen), 422)


@bp.get("/supervisor/<id:person_id>")
@allow(COORDINATOR)
def supervisor(person_id: str) -> Response:
    """This supervisor is gone."""
    return _supervisor_page(person_id, GoneForm(formdata=None))


@bp.post("/supervisor/<id:person_id>")
@allow(COORDINATOR)
def tell_for_all(person_id: str) -> AnyResponse:
    """Say so; the ways open for everything that waits for them."""
    form = GoneForm()
    if not form.validate():
        return _supervisor_page(person_id, form, 422)
    try:
        told = gone.tell_for_all(db(), actor(), person_id, form.reason.data, form.since.data, clock.now())
    except gone.NotHere:
        abort(404)
    except gone.BadDay:
        form.since.errors = [_("Enter a day that is not ahead.")]
        return _supervisor_page(person_id, form, 422)
    flash(ngettext("Noted; %(num)d person was told.", "Noted; %(num)d people were told.", told), "done")
    return go(url_for("standins.supervisor", person_id=person_id))


@bp.post("/supervisor/<id:person_id>/back")
@allow(COORDINATOR)
def take_back_for_all(person_id: str) -> AnyResponse:
    """They are not gone after all."""
    try:
        gone.take_back_for_all(db(), actor(), person_id, clock.now())
    except gone.NotHere:
        abort(404)
    flash(_("Taken back. Sessions wait for this supervisor as before."), "done")
    return go(url_for("standins.supervisor", person_id=person_id))


def _seen(entry_id: str) -> Waiting:
    found = queries.seen_by_office(db(), actor(), entry_id, clock.now())
    if found is None:
        abort(404)
    return found


def _page(found: Waiting, form: EvidenceForm, ticked: set[str] | None = None, status: int = 200) -> Response:
    me = actor()
    lines = [line for line in queries.like(db(), me, found.row, clock.now()) if line.ways.office]
    return render(
        "standins/confirm.html",
        line=found,
        lines=lines,
        is_own=me.person_id in (found.row.person_id, found.row.provider_id),
        ticked=ticked if ticked is not None else {found.row.value},
        files=evidence.listed(db(), me.association, found.row.id),
        opens_on=queries.opens_for_office_on(me, found.row),
        form=form,
        gone=words.gone,
        stands=words.stands,
        accept=ACCEPT,
        status=status,
    )


def _supervisor_page(person_id: str, form: GoneForm, status: int = 200) -> Response:
    me = actor()
    name = queries.member_name(db(), me.association, person_id)
    if name is None or person_id == me.person_id:
        abort(404)
    return render(
        "standins/supervisor.html",
        person_id=person_id,
        name=name,
        word=queries.office_word(db(), me.association, person_id),
        form=form,
        gone=words.gone,
        status=status,
    )
