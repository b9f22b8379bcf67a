"""Proof pages for everybody, what an association publishes, and the owner's own addresses."""

from flask import Response, abort, make_response, request

from rs_tracker.adapters import clock
from rs_tracker.features.proofs import bundles, lookup, page, published, views_bring, views_own, words
from rs_tracker.features.proofs.views_base import address, bp
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.db import db, streamed
from rs_tracker.web.htmx import render
from rs_tracker.web.limits import limiter

__all__ = ["bp", "views_bring", "views_own"]


@bp.get("/verify/<token>")
@allow(PUBLIC)
@limiter.limit("60 per minute")
def show(token: str) -> Response:
    """Is this signature real, and does it still stand?"""
    found = page.shown(db(), token)
    if found is None:
        abort(404)
    return _quiet(
        render(
            "proofs/show.html",
            found=found,
            state=words.states()[found.state],
            explained=words.explained()[found.state],
            role=words.roles()[found.role],
            auth=words.auths()[found.auth],
            address=address(token),
            now=clock.now(),
        )
    )


@bp.get("/verify/<token>.json")
@allow(PUBLIC)
@limiter.limit("30 per minute")
def bundle(token: str) -> Response:
    """The same as a file that proves itself."""
    found = lookup.by_token(db(), token)
    if found is None:
        abort(404)
    answer = make_response(bundles.file_of(db(), found, address(token), clock.now()))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="proof-{token}.json"'
    return _quiet(answer)


@bp.get("/verify/<association_id>/checkpoints")
@allow(PUBLIC)
@limiter.limit("60 per minute")
def checkpoints(association_id: str) -> Response:
    """What an association publishes: checkpoints, keys, and where the list of hashes is."""
    before = request.args.get("before", type=int)
    found = published.published(db(), association_id, before if before and 0 < before < 2**31 else None)
    if found is None:
        abort(404)
    return _quiet(render("proofs/checkpoints.html", found=found))


@bp.get("/verify/<association_id>/hashes.txt")
@allow(PUBLIC)
@limiter.limit("30 per minute")
def hashes(association_id: str) -> Response:
    """The hash of every row, a line each, while it is read."""
    if not lookup.is_known(db(), association_id):
        abort(404)
    lines = streamed(lambda session: published.hashes(session, association_id))
    return _quiet(Response(lines, mimetype="text/plain"))


def _quiet(answer: Response) -> Response:
    """Whoever has the address may look; no search engine is to have it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
