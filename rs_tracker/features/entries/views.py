"""The log: the list, one entry with its history, taking it out and putting it back."""

from datetime import date

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.entries import (
    brought,
    choices,
    elsewhere,
    history,
    listing,
    queries,
    service,
    views_import,
    views_notes,
    views_session,
    views_several,
)
from rs_tracker.features.entries import meeting as meetings
from rs_tracker.features.entries.forms import ages_words
from rs_tracker.features.entries.views_door import bp
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_import", "views_session", "views_several"]

SHOWN_STATES = ("waiting", "returned", "signed", "vouched", "changed", "withdrawn", "voided", "removed")


def _wanted() -> listing.Wanted:
    """The filter in the address; what makes no sense there is left out."""
    first, _line, last = request.args.get("period", "").partition("_")
    state = request.args.get("state", "")
    return listing.Wanted(
        state=state if state in SHOWN_STATES else None,
        supervisor_id=choices.known_id(request.args.get("supervisor", "")),
        first_day=_day(first),
        last_day=_day(last),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _url(key: listing.Key | None) -> str:
    """The address of the page at a key, with the same filter."""
    asked = {name: value for name, value in request.args.items() if name in ("state", "supervisor", "period") and value}
    return url_for("entries.listing", **asked, at=str(key)) if key else ""  # type: ignore[arg-type]


@bp.get("/", endpoint="listing")
@allow(SUPERVISEE, is_bookmark=True)
def my_log() -> Response:
    """My log, the newest first, a page at a time."""
    me, wanted = actor(), _wanted()
    page = listing.listing(db(), me, wanted, listing.read_key(request.args.get("at", "")))
    return render(
        "entries/listing.html",
        shown=page,
        wanted=wanted,
        supervisors=choices.supervisors(db(), me),
        periods=choices.periods(db(), me),
        newer_url=_url(page.newer),
        older_url=_url(page.older),
    )


@bp.get("/<id:entry_id>")
@allow(SUPERVISEE)
def show(entry_id: str) -> Response:
    """One of my sessions: what it says, whether it counts, what happened to it."""
    me, now = actor(), clock.now()
    own = queries.own(db(), me, entry_id)
    if own is None:
        abort(404)
    notes = brought.of_own(db(), me, own, now)
    events = history.history(db(), me, entry_id)
    return render(
        "entries/show.html",
        own=own,
        meeting=meetings.meeting(db(), me, own),
        notes=notes,
        goals=views_notes.of_own(notes, own, me.today(now)),
        events=events,
        last_return=history.last_return(events),
        last_end=history.last_end(events),
        vouch=history.vouch(events) if own.is_vouched else None,
        ages=ages_words(own.draft.track),
        is_saved="saved" in request.args,
        wait=choices.wait_for(db(), me, own, now),
        there=elsewhere.signed_there(db(), me, entry_id),
    )


@bp.post("/<id:entry_id>/remove")
@allow(SUPERVISEE)
def remove(entry_id: str) -> AnyResponse:
    """Take out a session that nobody signed."""
    try:
        service.remove(db(), actor(), entry_id, clock.now())
    except service.NoSuchEntry:
        abort(404)
    except service.NotAllowed:
        abort(409)
    flash(_("Removed from your log. You can put it back."), "done")
    return go(url_for("entries.show", entry_id=entry_id))


@bp.post("/<id:entry_id>/restore")
@allow(SUPERVISEE)
def restore(entry_id: str) -> AnyResponse:
    """Put a removed session back."""
    try:
        service.restore(db(), actor(), entry_id, clock.now())
    except service.NoSuchEntry:
        abort(404)
    flash(_("Back in your log, waiting for its signature."), "done")
    return go(url_for("entries.show", entry_id=entry_id))


@bp.post("/<id:entry_id>/drop-change")
@allow(SUPERVISEE)
def drop_change(entry_id: str) -> AnyResponse:
    """Let a correction go that nobody signed yet."""
    try:
        service.drop_change(db(), actor(), entry_id, clock.now())
    except service.NoSuchEntry:
        abort(404)
    except service.NotAllowed:
        abort(409)
    flash(_("The correction is gone; the signed session stands as it was."), "done")
    return go(url_for("entries.show", entry_id=entry_id))
