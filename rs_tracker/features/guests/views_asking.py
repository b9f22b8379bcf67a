"""What a supervisee does while they wait: ask again, or hand the link on themselves. And an answer that is no yes."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor
from rs_tracker.features.guests import service
from rs_tracker.features.guests.forms import SendBackForm
from rs_tracker.features.guests.queries import Look
from rs_tracker.features.guests.views_base import bp
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor

few_links = limiter.limit("40 per hour", key_func=by_person, methods=["POST"])


@bp.post("/waiting-for/<id:person_id>/again")
@allow(SUPERVISEE)
@few_links
def again(person_id: str) -> AnyResponse:
    """Ask once more; once a week, whoever presses."""
    try:
        if not service.again(db(), actor(), person_id, clock.now()):
            abort(404)
    except service.TooSoon:
        raise Refused(_("They were asked less than a week ago. You can hand them the link yourself.")) from None
    flash(_("A new message is on its way to them, with all that waits."), "done")
    return go(url_for("home.index" if request.form.get("from") == "home" else "people.supervisors"))


@bp.post("/waiting-for/<id:person_id>/<any(message, phone):how>")
@allow(SUPERVISEE)
@few_links
def pass_on(person_id: str, how: str) -> AnyResponse:
    """A text to paste into one's own mail or chat, or a square code for their phone. Neither has the code in it.

    The link is kept nowhere in the clear, so it is shown in the answer itself and not on a page one could come back to.
    """
    made = service.pass_on(db(), actor(), person_id, clock.now())
    if made is None:
        abort(404)
    token, wait = made
    address = runtime().base_url + url_for("guests.page", token=token)
    picture = service.picture(address) if how == "phone" else ""
    return render(f"guests/{how}.html", address=address, wait=wait, picture=picture, me=actor())


def sent_back(me: Actor, found: Look, entry_id: str, form: SendBackForm) -> bool:
    """Return the entry; False, with the fault in the form, if words are missing."""
    try:
        version = int(form.version.data or 0)
        service.send_back(db(), me, found, entry_id, version, form.reason.data, form.words.data or "", clock.now())
    except service.WordsMissing:
        form.words.errors = [_("Say why in your own words.")]
        return False
    except (service.NotWaiting, ValueError):
        raise Refused(_("This session is not waiting for you any more. Nothing was sent back.")) from None
    return True
