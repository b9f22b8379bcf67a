"""A supervisor's sheet: who came, one of them shorter perhaps, and on to the signature."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.groups import (
    codes,
    moment,
    naming,
    queries,
    service,
    views_join,
    views_not_right,
    words,
)
from rs_tracker.features.groups.forms import Roster, SheetForm, read_roster, sheet_id_of
from rs_tracker.features.groups.queries import Row, Sheet
from rs_tracker.features.groups.views_base import bp
from rs_tracker.web.access import MEMBER, allow
from rs_tracker.web.access import SUPERVISOR as GIVES
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import moment as told_moment
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_join", "views_not_right"]

few_invitations = limiter.limit(
    "40 per hour", key_func=by_person, methods=["POST"], exempt_when=lambda: request.form.get("do") != "add"
)


@bp.get("/group/new")
@allow(GIVES, is_bookmark=True)
def new() -> Response:
    """The roster, with those of the last group ticked."""
    form, last = _form(), queries.last_sheet(db(), actor())
    today = actor().today(clock.now())
    form.fill(today, last.minutes if last else None, last.medium if last else "in_person")
    rows = queries.roster(db(), actor(), None, today, last.minutes if last else 0)
    return _page(form, None, rows, last_id=last.id if last else "")


@bp.post("/group/new")
@allow(GIVES)
@few_invitations
def create() -> AnyResponse:
    """Write the sheet and go on to its signature."""
    return _take_in(None)


@bp.get("/group/<id:sheet_id>")
@allow(MEMBER)
def show(sheet_id: str) -> Response:
    """A sheet: the roster while it is open, what became of it afterwards; for its starter, the code and who came."""
    found = _sheet(sheet_id)
    if not (found.is_mine and found.is_open):
        return _told(found)
    form = _form()
    form.fill(found.held_on, found.minutes, found.medium)
    form.co_name.data = found.co_name
    return _page(form, found, queries.roster(db(), actor(), found, found.held_on, found.minutes))


@bp.post("/group/<id:sheet_id>")
@allow(GIVES)
@few_invitations
def change(sheet_id: str) -> AnyResponse:
    """Write the sheet anew and go on to its signature."""
    found = _sheet(sheet_id)
    if not found.is_mine:
        abort(404)
    return _take_in(found)


@bp.post("/group/<id:sheet_id>/code")
@allow(MEMBER)
def code(sheet_id: str) -> AnyResponse:
    """Let others join for a day."""
    _sheet(sheet_id)
    try:
        service.open_code(db(), actor(), sheet_id, clock.now())
    except service.NotOpen:
        raise _not_open() from None
    return go(url_for("groups.show", sheet_id=sheet_id, _anchor="code"))


@bp.post("/group/<id:sheet_id>/drop")
@allow(MEMBER)
def drop(sheet_id: str) -> AnyResponse:
    """Take the sheet back."""
    _sheet(sheet_id)
    try:
        service.drop(db(), actor(), sheet_id, clock.now())
    except service.NotOpen:
        raise _not_open() from None
    flash(_("The group sheet is gone. Nobody's log had heard of it."), "done")
    return go(url_for("home.index"))


def _sheet(sheet_id: str) -> Sheet:
    found = queries.sheet(db(), actor(), sheet_id)
    if found is None:
        abort(404)
    return found


def _form() -> SheetForm:
    form = SheetForm()
    form.latest = service.latest_day(actor(), clock.now())
    return form


def _take_in(found: Sheet | None) -> AnyResponse:
    """Read the page, write the sheet, and do what its button says."""
    me, form = actor(), _form()
    is_valid = form.validate()
    rows = queries.roster(db(), me, found, form.held_on.data or me.today(clock.now()), form.length)
    roster = read_roster(request.form, rows, may_share_names=bool(form.two_people.data))
    does_add = request.form.get("do") == "add"
    if not is_valid or roster.faults or (does_add and not form.is_somebody_new()):
        return _page(form, found, roster.rows, roster.faults, status=422)
    try:
        sheet_id = _save(form, found, roster)
        if does_add:
            naming.add_somebody(
                db(), _acting(), sheet_id, form.new_name.data or "", form.new_email.data or "", clock.now()
            )
    except service.BadFact as fault:
        form.refuse(fault.key)
    except naming.NamedOneself:
        form.new_email.errors = [_("This is your own address. Nobody supervises themselves.")]
    except service.NotOpen:
        raise _not_open() from None
    else:
        return _next(sheet_id, request.form.get("do", ""))
    return _page(form, found, roster.rows, roster.faults, status=422)


def _save(form: SheetForm, found: Sheet | None, roster: Roster) -> str:
    wanted = found.id if found else sheet_id_of(form.form_id.data)
    return service.save(db(), actor(), wanted, form.meeting(form.co_name.data), roster.present, clock.now())


def _acting() -> Actor:
    """The actor in the association that the new person is put into: one where they supervise."""
    me, chosen = actor(), request.form.get("new_place", "")
    places = [hats.association_id for hats in me.memberships if SUPERVISOR in hats.roles]
    if chosen and chosen not in places:
        abort(404)
    usual = me.association_id if me.association_id in places else places[0]
    return replace(me, association_id=chosen or usual)


def _next(sheet_id: str, what: str) -> AnyResponse:
    """After the sheet is written: the signature, or the sheet again."""
    if what in ("add", "keep"):
        flash(_("The group sheet is kept. Nobody's log has heard of it until you sign."), "done")
        return go(url_for("groups.show", sheet_id=sheet_id))
    try:
        intent_id = moment.prepare(db(), actor(), sheet_id, clock.now())
    except moment.Undecided:
        flash(_("Some people logged this meeting with another length. Say what becomes of that, then sign."), "error")
    except moment.NothingToSign:
        flash(_("Nothing on this sheet waits for your signature. Tick who came."), "error")
    except moment.SigningWaits as wait:
        flash(words.signing_waits(told_moment(wait.until)), "error")
    except moment.ConsentWithdrawn:  # the sheet is kept, which an error page would take back
        flash(_("The group sheet is kept. Agree to sign electronically first, then sign it."), "error")
        return go(url_for("signing.consent_page"))
    else:
        return go(url_for("signing.sign", intent_id=intent_id))
    return go(url_for("groups.show", sheet_id=sheet_id))


def _page(
    form: SheetForm,
    found: Sheet | None,
    rows: Sequence[Row],
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
    last_id: str = "",
) -> Response:
    me, (code, picture) = actor(), _code_of(found)
    return render(
        "groups/sheet.html",
        status=status,
        form=form,
        found=found,
        rows=rows,
        faults=faults,
        form_id=found.id if found else sheet_id_of(form.form_id.data),
        places=[hats for hats in me.memberships if SUPERVISOR in hats.roles],
        me=me,
        last_id=last_id,
        states=words.known_states(),
        code=code,
        picture=picture,
    )


def _code_of(found: Sheet | None) -> tuple[str | None, str | None]:
    """The code that others can join by now, and its picture."""
    good = queries.good_code(found, clock.now()) if found else None
    return good, codes.drawn(runtime().base_url, good) if good else None


def _told(found: Sheet) -> Response:
    """The sheet for its starter, or for everybody once it is no longer open."""
    lines = queries.states(db(), actor(), found)
    page = "groups/started.html" if found.is_open else "groups/closed.html"
    code, picture = _code_of(found)
    return render(page, found=found, lines=lines, base_url=runtime().base_url, code=code, picture=picture)


def _not_open() -> Refused:
    return Refused(_("This group sheet was signed or taken back meanwhile. Nothing was changed."))
