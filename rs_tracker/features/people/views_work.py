"""Whom one works with: the supervisors of a supervisee, the supervisees of a supervisor."""

from dataclasses import dataclass, replace

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.people import queries, service, waits
from rs_tracker.features.people.forms import AddressForm, SuperviseeForm, SupervisorForm
from rs_tracker.features.people.views_base import bp
from rs_tracker.web.access import MEMBER, allow
from rs_tracker.web.access import SUPERVISOR as GIVES
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.visitor import actor

few_invitations = limiter.limit("40 per hour", key_func=by_person, methods=["POST"])


@dataclass(frozen=True, slots=True)
class Place:
    """The people a supervisor works with in one association."""

    association_id: str
    name: str
    rows: list[queries.SuperviseeRow]


@bp.route("/supervisors", methods=["GET", "POST"])
@allow(MEMBER, is_bookmark=True)
@few_invitations
def supervisors() -> AnyResponse:
    """The supervisors one works with here, and a form to name another one."""
    me = actor()
    form = supervisor_form(me)
    if form.validate_on_submit() and name_one(me, form):
        flash(_("Your supervisor is named."), "done")
        return go(url_for("people.supervisors"))
    return _supervisors(me, form)


def _supervisors(me: Actor, form: SupervisorForm, asked: AddressForm | None = None, person_id: str = "") -> Response:
    rows = queries.supervisors_of(db(), me.association, me.person_id)
    waiting = {wait.person_id: wait for wait in waits.waits(db(), me, clock.now())}
    is_faulty = form.errors or (asked is not None and asked.errors)
    if asked is not None:
        asked.email.id = f"email-{person_id}"  # one such field a supervisor without an address
    return render(
        "people/supervisors.html",
        status=422 if is_faulty else 200,
        form=form,
        rows=rows,
        waiting=waiting,
        asked=asked,
        person_id=person_id,
    )


def supervisor_form(me: Actor) -> SupervisorForm:
    """The form to name a supervisor, with those the association confirmed."""
    mine = {row.person_id for row in queries.supervisors_of(db(), me.association, me.person_id)} | {me.person_id}
    form = SupervisorForm()
    confirmed = queries.confirmed_providers(db(), me.association)
    form.offer([(row.person_id, row.name) for row in confirmed if row.person_id not in mine])
    return form


def name_one(me: Actor, form: SupervisorForm) -> bool:
    """Name whom the form says; False, with the fault in the form, if that is oneself."""
    now = clock.now()
    try:
        if form.chosen():
            service.pair_with(db(), me, form.chosen(), now)
        else:
            service.name_supervisor(db(), me, form.name.data or "", form.email.data or None, now)
    except service.NamedOneself:
        form.email.errors = [_("This is your own address. Nobody supervises themselves.")]
        return False
    return True


@bp.post("/supervisors/<id:person_id>/invite")
@allow(MEMBER)
@few_invitations
def invite_supervisor(person_id: str) -> AnyResponse:
    """The invitation once more, or the address that was missing."""
    me = actor()
    form = AddressForm()
    needs_address = "email" in request.form
    if needs_address and not form.validate_on_submit():
        return _supervisors(me, supervisor_form(me), form, person_id)
    if not service.resend_invitation(db(), me, person_id, form.email.data if needs_address else None, clock.now()):
        if not needs_address:
            abort(404)
        form.email.errors = [_("Somebody else has this address. Name that person as your supervisor instead.")]
        return _supervisors(me, supervisor_form(me), form, person_id)
    flash(_("An invitation is on its way."), "done")
    return go(url_for("people.supervisors"))


@bp.post("/supervisors/<id:person_id>/end")
@allow(MEMBER)
def end_supervisor(person_id: str) -> AnyResponse:
    """One does not work with this supervisor any more."""
    me = actor()
    if not service.end_pair(db(), me, me.person_id, person_id, clock.now()):
        abort(404)
    flash(_("Taken from your supervisors. What was logged stays as it is."), "done")
    return go(url_for("people.supervisors"))


@bp.route("/supervisees", methods=["GET", "POST"])
@allow(GIVES, is_bookmark=True)
@few_invitations
def supervisees() -> AnyResponse:
    """The people one supervises, association by association, and a form to invite another one."""
    me = actor()
    form = SuperviseeForm()
    acting = _acting_in(me, request.form.get("place", ""))
    if form.validate_on_submit():
        if acting is None:
            abort(404)
        try:
            service.name_supervisee(db(), acting, form.name.data or "", form.email.data or "", clock.now())
        except service.NamedOneself:
            form.email.errors = [_("This is your own address. Nobody supervises themselves.")]
        else:
            flash(_("An invitation is on its way."), "done")
            return go(url_for("people.supervisees"))
    return render("people/supervisees.html", status=422 if form.errors else 200, form=form, places=_places(me), me=me)


def _places(me: Actor) -> list[Place]:
    """A page shows several associations, a query never."""
    return [
        Place(
            hats.association_id,
            hats.association_name,
            queries.supervisees_of(db(), hats.association_id, me.person_id),
        )
        for hats in me.memberships
        if SUPERVISOR in hats.roles
    ]


def _acting_in(me: Actor, place: str) -> Actor | None:
    """The actor in another association of theirs where they supervise."""
    hats = me.hats_in(place)
    return replace(me, association_id=place) if hats is not None and SUPERVISOR in hats.roles else None


@bp.post("/supervisees/<id:person_id>/<any(confirm, end, invite):what>")
@allow(GIVES)
@few_invitations
def answer(person_id: str, what: str) -> AnyResponse:
    """I supervise this person; I do not supervise this person; send the invitation again."""
    acting, now = _acting_in(actor(), request.form.get("place", "")), clock.now()
    if acting is None:
        abort(404)
    if what == "confirm":
        is_done, said = service.confirm_pair(db(), acting, person_id, now), _("Confirmed: you supervise this person.")
    elif what == "end":
        is_done = service.end_pair(db(), acting, person_id, acting.person_id, now)
        said = _("Noted: you do not supervise this person. Sessions that name you can be sent back.")
    else:
        is_done = service.resend_invitation(db(), acting, person_id, None, now)
        said = _("An invitation is on its way.")
    if not is_done:
        abort(404)
    flash(said, "done")
    return go(url_for("people.supervisees"))
