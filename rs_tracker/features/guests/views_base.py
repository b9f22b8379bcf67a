"""What the pages of the room share: the blueprint, the cookie of a visit, who acts."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.guests import queries
from rs_tracker.features.guests.queries import Look
from rs_tracker.web.db import db
from rs_tracker.web.i18n import language
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import memberships_of, token_hash

bp = Blueprint("guests", __name__, url_prefix="/signing")

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Guest:
    """Who acts in this browser, and every association of theirs, also those that take no typed codes."""

    actor: Actor
    memberships: tuple[Hats, ...]


def by_token() -> str:
    """Counts per link, whoever follows it."""
    return f"guest:{token_hash(str((request.view_args or {}).get('token', '')))}"


def cookie_name() -> str:
    """The visit's cookie; browsers accept the __Host- prefix only on a Secure one."""
    return "__Host-rs-guest" if runtime().is_https else "rs-guest"


def secret() -> str:
    """What this browser holds."""
    return request.cookies.get(cookie_name(), "")


def keep(response: AnyResponse, value: str) -> AnyResponse:
    """Bind the browser: the cookie lives as long as a visit can."""
    response.set_cookie(
        cookie_name(), value, max_age=HOUR, path="/", httponly=True, samesite="Lax", secure=runtime().is_https
    )
    return response


def looked(token: str) -> Look:
    """What this browser sees of the link; a token that nobody made is not here."""
    found = queries.look(db(), token, secret(), clock.now())
    if found is None:
        abort(404)
    return found


def guest(found: Look) -> Guest:
    """The person the link is for, as services know people; acting only where typed codes are taken."""
    who = queries.guest(db(), found.person_id)
    memberships = memberships_of(db(), found.person_id)
    places = queries.open_places(db(), memberships)
    return Guest(
        Actor(
            person_id=who.person_id,
            name=who.name,
            zone=who.zone,
            language=language(),
            session_id="",
            memberships=places,
            association_id=places[0].association_id if places else None,
            may_sign_from=who.may_sign_from,
        ),
        memberships,
    )


@bp.after_request
def _keep_to_itself(response: Response) -> Response:
    """The address of these pages is a key: no other site learns it, and no search engine keeps it."""
    if "token" in (request.view_args or {}):
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
