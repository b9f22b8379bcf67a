"""What needs me now, and the pages that explain the product."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.home import queries
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.assets import asset
from rs_tracker.web.db import db
from rs_tracker.web.htmx import render
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor_or_none

bp = Blueprint("home", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/")
@allow(PUBLIC)
def index() -> Response:
    """What needs this person now; for somebody signed out, what this is."""
    me = actor_or_none()
    if me is None:
        return render("home/welcome.html", sign_up=runtime().sign_up, is_demo=runtime().is_demo)
    if not me.memberships:
        return render("home/alone.html", person_name=me.name)
    at = clock.now()
    today = me.today(at)
    return render("home/index.html", now=queries.now(db(), me, at), today=today, yesterday=today - timedelta(days=1))


@bp.get("/help")
@allow(PUBLIC)
def help_page() -> Response:
    """How it works, and whom to ask."""
    me = actor_or_none()
    hats = me.hats if me else None
    return render(
        "home/help.html",
        association_name=hats.association_name if hats else None,
        contact=queries.contact(db(), hats.association_id) if hats else None,
        host_name=runtime().host_name,
        host_contact=runtime().host_contact,
    )


@bp.get("/privacy")
@allow(PUBLIC)
def privacy() -> Response:
    """What is kept about people, who sees it, and how to have it taken out."""
    return render("home/privacy.html", host_name=runtime().host_name, host_contact=runtime().host_contact)


@bp.get("/accessibility")
@allow(PUBLIC)
def accessibility() -> Response:
    """What these pages promise to everybody, and where to say that they do not keep it."""
    return render("home/accessibility.html", host_contact=runtime().host_contact)


@bp.get("/healthz")
@allow(PUBLIC)
def healthz() -> Response:
    """For the machine that watches this one: process and database."""
    is_well = queries.does_answer(db())
    return make_response("ok\n" if is_well else "the database does not answer\n", 200 if is_well else 503, PLAIN)


@bp.get("/robots.txt")
@allow(PUBLIC)
def robots() -> Response:
    """Nothing here is for search engines but the pages that explain the product."""
    return make_response("User-agent: *\nAllow: /$\nAllow: /help\nDisallow: /\n", 200, PLAIN)


@bp.get("/favicon.ico")
@allow(PUBLIC)
def favicon() -> AnyResponse:
    """Browsers ask here without being told to."""
    return redirect(asset("icons/favicon.svg"), 308)
