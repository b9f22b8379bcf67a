"""The door where a phone delivers what it kept. Always JSON: a page instead of it means that nothing was taken."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.features.pwa import delivery, service
from rs_tracker.web import operations
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.db import db
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.visitor import actor_or_none

bp = Blueprint("pwa", __name__)


@bp.get("/entries/sync")
@allow(PUBLIC)
def ready() -> Response:
    """Who is signed in on this phone, and a token that is good for sending: asked just before each delivery."""
    me = actor_or_none()
    if me is None:
        return _said(401, "sign-in")
    member_of = [hats.association_id for hats in me.memberships if SUPERVISEE in hats.roles]
    return _said(200, "ready", person=me.person_id, associations=member_of, token=generate_csrf())


@bp.post("/entries/sync")
@allow(PUBLIC)
@limiter.limit("1200 per hour", key_func=by_person)
def sync() -> Response:
    """Carry out one operation, once, however often it arrives."""
    me = actor_or_none()
    if me is None:
        return _said(401, "sign-in")
    try:
        sent = delivery.read(request.get_json(silent=True))
    except delivery.BadDelivery as fault:
        return _said(400, "unreadable", message=str(fault))
    if sent.person_id != me.person_id:
        return _said(403, "other-person", message=_("This was kept on the phone by somebody else. They can send it."))
    hats = me.hats_in(sent.association_id)
    carry_out = operations.handler(sent.kind)
    if hats is None or SUPERVISEE not in hats.roles:
        return _said(403, "no-member", message=_("You keep no log in that association any more."))
    if carry_out is None:
        return _said(400, "unreadable", message=_("This cannot be carried out here: %(kind)s", kind=sent.kind))
    return _once(replace(me, association_id=sent.association_id), sent, carry_out)


def _once(me: Actor, sent: delivery.Delivery, carry_out: operations.Handler) -> Response:
    """The effect and the memory of it together; a refusal is not kept, so that it can be mended."""
    key = (me.association, me.person_id, sent.id)
    try:
        before = service.begin(db(), *key, sent.sha256, clock.now())
    except service.OtherBody:
        return _said(422, "other-body", message=_("This was sent before with other contents, which were kept."))
    if before is not None:
        return _said(before.status, **{"outcome": "received", **before.answer})
    answer = carry_out(
        me,
        operations.Operation(
            id=sent.id,
            kind=sent.kind,
            association_id=sent.association_id,
            target=sent.target,
            fields=sent.fields,
            base_version=sent.base_version,
            made_at=sent.made_at,
        ),
    )
    if answer.status < 400:
        service.remember(db(), *key, answer.status, answer.body())
    return _said(answer.status, **answer.body())  # type: ignore[arg-type]


def _said(status: int, outcome: str, **about: object) -> Response:
    response = jsonify(outcome=outcome, **about)
    response.status_code = status
    return response
