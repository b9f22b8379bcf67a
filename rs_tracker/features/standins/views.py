"""My supervisor is gone; and for somebody who was there: what waits for them."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.standins import evidence, gone, naming, queries, service, views_evidence, views_office, words
from rs_tracker.features.standins.forms import ACCEPT, NameForm, TellForm, file_fault, sent
from rs_tracker.features.standins.queries import Waiting
from rs_tracker.features.standins.views_base import MOST_SENT, bp, waits
from rs_tracker.web.access import SIGNED_IN, SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.uploads import takes_up_to
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_evidence", "views_office"]


@bp.get("/")
@allow(SIGNED_IN, is_bookmark=True)
def asked() -> Response:
    """Sessions I was named for, because I was there."""
    return render("standins/asked.html", parts=queries.named_for(db(), actor(), clock.now()), gone=words.gone)


@bp.post("/statement")
@allow(SIGNED_IN)
def statement_of() -> AnyResponse:
    """Build the statement over the ticked lines and show it."""
    try:
        intent_id = service.intend(db(), actor(), request.form.getlist("line"), clock.now())
    except service.NothingToConfirm:
        flash(_("Tick at least one session first. Sessions that changed meanwhile have to be ticked again."), "error")
        return go(url_for("standins.asked"))
    except service.SigningWaits as wait:
        raise waits(wait) from None
    return go(url_for("standins.sign", intent_id=intent_id))


@bp.post("/<id:entry_id>/decline")
@allow(SIGNED_IN)
def decline(entry_id: str) -> AnyResponse:
    """I was not there."""
    if not naming.decline(db(), actor(), entry_id, clock.now()):
        abort(404)
    flash(_("Thank you. Whoever named you is told that you were not there."), "done")
    return go(url_for("standins.asked"))


@bp.get("/for/<id:entry_id>")
@allow(SUPERVISEE)
def my_way(entry_id: str) -> Response:
    """What I can do about a session whose supervisor is gone."""
    return _page(_own(entry_id))


@bp.post("/for/<id:entry_id>/gone")
@allow(SUPERVISEE)
@takes_up_to(MOST_SENT)
def tell(entry_id: str) -> AnyResponse:
    """Say what happened to my supervisor."""
    found, form = _own(entry_id), TellForm()
    photo = sent(form.photo.data)
    if not form.validate():
        return _page(found, tell=form, status=422)
    try:
        gone.tell(db(), actor(), entry_id, form.reason.data, form.since.data, [photo] if photo else [], clock.now())
    except gone.NotHere:
        abort(409)
    except gone.BadDay:
        form.since.errors = [_("Enter a day that is not ahead.")]
    except evidence.BadEvidence as fault:
        form.photo.errors = [file_fault(fault.problem)]
    except evidence.TooMany:
        form.photo.errors = [file_fault("too-many")]
    if form.errors:
        return _page(found, tell=form, status=422)
    flash(_("Noted. Now say who was there with you, if somebody was."), "done")
    return go(url_for("standins.my_way", entry_id=entry_id))


@bp.post("/for/<id:entry_id>/back")
@allow(SUPERVISEE)
def take_back(entry_id: str) -> AnyResponse:
    """My supervisor is not gone after all."""
    try:
        gone.take_back(db(), actor(), entry_id, clock.now())
    except gone.NotHere:
        abort(404)
    flash(_("Taken back. Your sessions wait for your supervisor as before."), "done")
    return go(url_for("standins.my_way", entry_id=entry_id))


@bp.post("/for/<id:entry_id>/name")
@allow(SUPERVISEE)
def name(entry_id: str) -> AnyResponse:
    """Name somebody who was there."""
    found, form, chosen = _own(entry_id), NameForm(), request.form.getlist("line")
    if not form.validate():
        return _page(found, name=form, ticked=set(chosen), status=422)
    said = form.name.data or "", form.email.data or "", form.relation.data
    try:
        count = naming.name(db(), actor(), entry_id, chosen, *said, clock.now())
    except naming.NotOpen:
        flash(_("Tick at least one session that somebody else can confirm now."), "error")
        return _page(found, name=form, ticked=set(chosen), status=422)
    except naming.NotAnother:
        form.email.errors = [_("Name somebody else: neither yourself nor the supervisor of these sessions.")]
        return _page(found, name=form, ticked=set(chosen), status=422)
    done = ngettext("%(num)d session: they get an email.", "%(num)d sessions: they get an email.", count)
    flash(done, "done")
    return go(url_for("standins.my_way", entry_id=entry_id))


def _own(entry_id: str) -> Waiting:
    found = queries.own(db(), actor(), entry_id, clock.now())
    if found is None:
        abort(404)
    return found


def _page(
    found: Waiting,
    *,
    tell: TellForm | None = None,
    name: NameForm | None = None,
    ticked: set[str] | None = None,
    status: int = 200,
) -> Response:
    me, provider_id = actor(), found.row.provider_id or ""
    return render(
        "standins/my_way.html",
        line=found,
        lines=[line for line in queries.like(db(), me, found.row, clock.now()) if line.ways.stand_in],
        own_word=queries.own_word(db(), me, provider_id),
        office_word=queries.office_word(db(), me.association, provider_id),
        files=evidence.listed(db(), me.association, found.row.id),
        tell=tell or TellForm(formdata=None),
        name=name or NameForm(formdata=None),
        ticked=ticked if ticked is not None else {found.row.id},
        opens_on=queries.opens_on(me, found.row),
        gone=words.gone,
        relation=words.relation,
        accept=ACCEPT,
        status=status,
    )
