"""The owner's side of proof pages: the address of each, a new one, and all proofs as a file."""

from flask import Response, abort, flash, make_response, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.proofs import archive, queries, service
from rs_tracker.features.proofs.views_base import address, bp, site
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import apart, db, streamed
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.visitor import actor


@bp.get("/entries/<id:entry_id>/proof")
@allow(SUPERVISEE)
def own(entry_id: str) -> Response:
    """The address of my session's proof page, to show or to give away."""
    found = queries.own(db(), actor(), entry_id)
    if found is None:
        abort(404)
    at = address(found.token) if found.token else None
    square = queries.square(at) if at else None
    return render("proofs/own.html", entry_id=entry_id, address=at, token=found.token, square=square)


@bp.post("/entries/<id:entry_id>/proof")
@allow(SUPERVISEE)
def renew(entry_id: str) -> AnyResponse:
    """Close the address and have another one."""
    try:
        service.renew(db(), actor(), entry_id, clock.now())
    except service.NoProof:
        abort(404)
    flash(_("The old address is closed; this is the new one."), "done")
    return go(url_for("proofs.own", entry_id=entry_id))


@bp.get("/entries/<id:entry_id>/proof.json")
@allow(SUPERVISEE)
def own_file(entry_id: str) -> Response:
    """My copy of one proof, which I can bring along elsewhere."""
    data = archive.one_proof(db(), actor(), entry_id, address, clock.now())
    if data is None:
        abort(404)
    answer = make_response(data)
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="my-proof-{entry_id}.json"'
    return answer


@bp.get("/entries/proofs.zip")
@allow(SUPERVISEE)
@limiter.limit("12 per hour", key_func=by_person)
def every_proof() -> Response:
    """All my proofs here as one file, to keep and to bring along."""
    me, now = actor(), clock.now()
    apart(lambda late: archive.note(late, me, now))
    where = site()
    pieces = streamed(lambda session: archive.every_proof(session, me, lambda token: where + token, now))
    answer = Response(pieces, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="proofs-{me.association}-{me.today(now)}.zip"'
    return answer
