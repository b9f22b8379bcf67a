"""One session: the form to log it, the notes beside it, the form to correct it."""

from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.entries import brought, choices, queries, service, views_notes
from rs_tracker.features.entries.forms import SessionForm, fill
from rs_tracker.features.entries.queries import Own
from rs_tracker.features.entries.views_door import bp
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.forms import parse_day
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@dataclass(frozen=True, slots=True)
class Told:
    """What is said beside the form."""

    notes: brought.Notes
    goals: list[views_notes.GoalNote]


def _form(**options: object) -> SessionForm:
    form = SessionForm(**options)
    form.latest = service.latest_day(actor(), clock.now())
    return form


def _asked(form: SessionForm, own: Own | None = None) -> SessionForm:
    """The form with this person's supervisors; a save that is in order needs none of it."""
    form.ask(choices.offer(db(), actor()), (own.draft.provider_id or "", own.provider_name) if own else None)
    return form


def _page(form: SessionForm, own: Own | None = None, status: int = 200, clash: Own | None = None) -> Response:
    """The form as a page, with the notes as far as they can be known."""
    title = _("Correct this session") if own else _("Log a session")
    return render(
        "entries/session.html", status=status, form=form, own=own, title=title, clash=clash, told=_notes(form, own)
    )


def _notes(form: SessionForm, own: Own | None = None) -> Told | None:
    """What is odd about the session as it stands in the form, and what is in the way of its hours."""
    if not form.is_whole():
        return None
    me, now, draft = actor(), clock.now(), form.entry()
    try:
        notes = brought.of_draft(db(), me, draft, now, own.id if own else "", is_named=form.named() is not None)
    except service.BadFact:
        return None
    return Told(notes, views_notes.in_the_way(notes, draft, form.supervisor_name, me.today(now)))


@bp.get("/new")
@allow(SUPERVISEE, is_bookmark=True)
def new() -> Response:
    """The form; `like=last` and `on=2026-11-20` fill it for the repeat of a session."""
    form = _asked(_form())
    fill(form, queries.last(db(), actor()), parse_day(request.args.get("on", "")))
    return _page(form)


@bp.post("/new")
@allow(SUPERVISEE)
def save_new() -> AnyResponse:
    """Log it."""
    form = _form()
    if not form.validate():
        return _page(_asked(form), status=422)
    try:
        entry_id = service.log(db(), actor(), form.entry(), clock.now(), form.id, form.named())
    except service.BadFact as fault:
        form.refuse(fault.key)
        return _page(_asked(form), status=422)
    return go(url_for("entries.show", entry_id=entry_id, saved=1))


@bp.get("/check")
@allow(SUPERVISEE)
def check() -> Response:
    """The notes alone, while the form is being filled in."""
    entry_id = choices.known_id(request.args.get("entry", ""))
    own = queries.own(db(), actor(), entry_id) if entry_id else None
    form = _asked(_form(formdata=request.args), own)
    return render("entries/_notes.html", "entries/_notes.html", told=_notes(form, own))


@bp.get("/<id:entry_id>/edit")
@allow(SUPERVISEE)
def edit(entry_id: str) -> AnyResponse:
    """The form with what the session says; a removed one has to be put back first."""
    own = _own(entry_id)
    if own.state == "removed":
        return go(url_for("entries.show", entry_id=entry_id))
    form = _asked(_form(), own)
    fill(form, own.draft, own.draft.held_on)
    form.base_version.data = str(own.version)
    return _page(form, own)


@bp.post("/<id:entry_id>/edit")
@allow(SUPERVISEE)
def save_edit(entry_id: str) -> AnyResponse:
    """Write the correction as a new version."""
    own = _own(entry_id)
    form = _form()
    if not form.validate():
        return _page(_asked(form, own), own, status=422)
    try:
        service.correct(db(), actor(), entry_id, form.entry(), form.base, clock.now(), form.named())
    except service.ChangedMeanwhile:
        form.base_version.data = str(own.version)
        return _page(_asked(form, own), own, status=409, clash=own)
    except service.NotAllowed:
        abort(409)
    except service.BadFact as fault:
        form.refuse(fault.key)
        return _page(_asked(form, own), own, status=422)
    return go(url_for("entries.show", entry_id=entry_id, saved=1))


def _own(entry_id: str) -> Own:
    own = queries.own(db(), actor(), entry_id)
    if own is None:
        abort(404)
    return own
