"""Who may open what. Default deny: a view without a rule is refused, and the app factory will not start with one.

The table of rules drives the gate below, the matrix test and `docs/access.md` alike. Missing and forbidden answer the
same 404. Somebody signed out is led to the sign-in page from the few pages people have as bookmarks, and told 404
(with a way to sign in) everywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.domain.actor import ADMIN, COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.web.db import SAFE
from rs_tracker.web.visitor import actor_or_none

__all__ = ["ADMIN", "COORDINATOR", "MEMBER", "PUBLIC", "SIGNED_IN", "SUPERVISEE", "SUPERVISOR", "Rule", "allow", "can"]

PUBLIC, SIGNED_IN, MEMBER = "public", "signed-in", "member"
AUDIENCES = (PUBLIC, SIGNED_IN, MEMBER, SUPERVISEE, SUPERVISOR, COORDINATOR, ADMIN)
View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call one view. `is_bookmark`: a signed-out visitor is led to sign in instead of told 404."""

    audience: str
    is_bookmark: bool = False


def allow(audience: str, *, is_bookmark: bool = False) -> Callable[[View], View]:
    """Open a view to an audience. SUPERVISOR means: in any of the person's associations (their queue spans them)."""
    if audience not in AUDIENCES:
        raise ValueError(f"no such audience: {audience}")

    def mark(view: View) -> View:
        vars(view)["__access__"] = Rule(audience, is_bookmark)
        return view

    return mark


def can(actor: Actor | None, rule: Rule) -> bool:
    """Whether this person may call a view with this rule at all; whose rows they see is the queries' business."""
    if rule.audience == PUBLIC:
        return True
    if actor is None:
        return False
    if rule.audience == SIGNED_IN:
        return True
    if rule.audience == SUPERVISOR:
        return actor.wears(SUPERVISOR)
    return actor.hats is not None if rule.audience == MEMBER else rule.audience in actor.roles


def rules(app: Flask) -> dict[str, Rule]:
    """Endpoint → rule, for every route of the app."""
    return {
        endpoint: vars(view)["__access__"]
        for endpoint, view in app.view_functions.items()
        if "__access__" in vars(view)
    }


def _gate() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    rule = current_app.extensions["rs_tracker.rules"].get(request.endpoint)
    actor = actor_or_none() if rule and rule.audience != PUBLIC else None
    if rule is None:
        abort(404)
    if can(actor, rule):
        return _check_association(actor) if request.method not in SAFE else None
    if actor is None and rule.is_bookmark and request.method in SAFE:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if actor is not None and rule.audience in (MEMBER, SUPERVISEE) and not actor.memberships:
        return redirect(url_for("accounts.choose_association"), 303)
    return abort(404)


def _check_association(actor: Actor | None) -> Response | None:
    """A form made for another association than the current one is never written to this one."""
    made_for = request.form.get("association") if request.mimetype != "application/json" else None
    if actor is None or not made_for or made_for == actor.association_id:
        return None
    abort(409 if actor.hats_in(made_for) else 404)


def install(app: Flask) -> None:
    """Put the gate before every request; refuse to start with a view that has no rule."""
    if "static" in app.view_functions:
        allow(PUBLIC)(app.view_functions["static"])
    found = rules(app)
    bare = sorted(set(app.view_functions) - set(found))
    if bare:
        raise RuntimeError(f"views without a rule (rs_tracker.web.access.allow): {', '.join(bare)}")
    app.extensions["rs_tracker.rules"] = found
    app.before_request(_gate)
