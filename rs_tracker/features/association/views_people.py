"""The roster, one person, and adding somebody."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISOR
from rs_tracker.features.association import board as hours
from rs_tracker.features.association import held, roster, service
from rs_tracker.features.association.forms import ROLES, PersonForm
from rs_tracker.features.association.views_base import bp, office_page, page_links, page_number, search_words
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go
from rs_tracker.web.visitor import actor


@bp.get("/people")
@allow(COORDINATOR)
def people() -> Response:
    """Everybody who belongs here, by name."""
    search, role = search_words(), request.args.get("role", "")
    role = role if role in ROLES else ""
    found = roster.roster(db(), actor().association, search, role, page_number())
    asked = {"search": search, "role": role}
    return office_page(
        "association/people.html",
        "people",
        roster=found,
        search=search,
        role=role,
        roles=ROLES,
        **page_links("association.people", asked, found.page, has_more=found.page < found.pages),
    )


@bp.get("/people/<id:person_id>")
@allow(COORDINATOR)
def person(person_id: str) -> Response:
    """One person: what they are here and, if the office may see it, their hours."""
    here = actor().association
    member = roster.member(db(), here, person_id)
    if member is None:
        abort(404)
    places = [hours.Wanted(place=place, person_id=person_id) for place in hours.PLACES]
    return office_page(
        "association/person.html",
        "people",
        member=member,
        roles=ROLES,
        standings=[(wanted.place, row) for wanted in places for row in hours.every_row(db(), here, wanted)],
        supervisors=roster.hours_by_supervisor(db(), here, person_id),
        sessions=roster.sessions(db(), here, person_id, page_number()),
        held=held.of_person(db(), here, person_id),
    )


@bp.route("/add", methods=["GET", "POST"])
@allow(COORDINATOR)
def add() -> AnyResponse:
    """Add one person; they get an invitation."""
    me, form = actor(), PersonForm()
    form.offer(service.hats_to_give(me))
    if form.validate_on_submit():
        said = form.name.data or "", form.email.data or "", form.role.data
        try:
            person_id = service.add_person(db(), me, *said, clock.now())
        except service.AlreadyHere as known:
            flash(_("This person is here already in that role."), "note")
            return go(url_for("association.person", person_id=known.person_id))
        flash(_("Added. An invitation is on its way to %(email)s.", email=form.email.data), "done")
        return go(url_for("association.person", person_id=person_id))
    return office_page("association/add.html", "people", form=form, status=422 if form.errors else 200)


@bp.post("/people/<id:person_id>/invite")
@allow(COORDINATOR)
def invite_again(person_id: str) -> AnyResponse:
    """Send a new invitation to somebody who has not joined."""
    me = actor()
    member = roster.member(db(), me.association, person_id)
    if member is None:
        abort(404)
    role = member.roles[0] if member.roles else SUPERVISOR
    if service.invite_again(db(), me, person_id, role, clock.now()):
        flash(_("A new invitation is on its way; the code sent before does not work any more."), "done")
    else:
        flash(_("They have an account already, or no address is known to which a code could go."), "note")
    return go(url_for("association.person", person_id=person_id))
