"""Who did what."""

from flask import Blueprint, Response, abort, request, url_for

from rs_tracker.domain.actor import COORDINATOR
from rs_tracker.features.trail import queries, words
from rs_tracker.web.access import MEMBER, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import render
from rs_tracker.web.visitor import actor

bp = Blueprint("trail", __name__, url_prefix="/trail")

EVERYBODY, MINE, ACCOUNT = "everybody", "mine", "account"


@bp.get("/")
@allow(MEMBER, is_bookmark=True)
def listing() -> Response:
    """What happened: around me, to my account, and for the coordinator in the whole association."""
    may_see_all = COORDINATOR in actor().roles
    about = request.args.get("about", EVERYBODY if may_see_all else MINE)
    person_id = request.args.get("person") or None
    if about not in (EVERYBODY, MINE, ACCOUNT) or ((about == EVERYBODY or person_id) and not may_see_all):
        abort(404)
    page = _page(about, person_id)
    return render(
        "trail/listing.html",
        about=about,
        may_see_all=may_see_all,
        person_id=person_id,
        lines=[(line, words.sentence(line)) for line in page.lines],
        newer_url=_url(about, person_id, page.newer),
        older_url=_url(about, person_id, page.older),
    )


def _page(about: str, person_id: str | None) -> queries.Page:
    me, key = actor(), queries.read_key(request.args.get("at", ""))
    if about == EVERYBODY:
        return queries.of_association(db(), me, key, person_id)
    return queries.of_account(db(), me, key) if about == ACCOUNT else queries.of_person(db(), me, key)


def _url(about: str, person_id: str | None, key: queries.Key | None) -> str:
    return url_for("trail.listing", about=about, person=person_id, at=str(key)) if key else ""
