"""*This is not right*: what a member says of a line that their supervisor wrote, and what the supervisor answers."""

from flask import abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.groups import disputing
from rs_tracker.features.groups.forms import NotRightForm
from rs_tracker.features.groups.views_base import bp
from rs_tracker.web.access import MEMBER, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@bp.route("/<id:entry_id>/not-right", methods=["GET", "POST"])
@allow(MEMBER)
def not_right(entry_id: str) -> AnyResponse:
    """Both sides of a line that its owner did not write; the owner speaks first."""
    me, form = actor(), NotRightForm()
    found = disputing.disputable(db(), me, entry_id)
    question = disputing.question(db(), found) if found else None
    is_owner = found is not None and found.owner_id == me.person_id
    if found is None or not (is_owner or question):
        abort(404)
    if form.validate_on_submit():
        disputing.say(db(), me, entry_id, form.words.data or "", clock.now())
        flash(_("Said. The other side is told by email."), "done")
        return go(url_for("groups.not_right", entry_id=entry_id))
    status = 422 if form.errors else 200
    page = "groups/not_right.html"
    return render(page, status=status, form=form, entry=found, question=question, is_owner=is_owner)


@bp.post("/<id:entry_id>/settle")
@allow(MEMBER)
def settle(entry_id: str) -> AnyResponse:
    """It is right after all."""
    try:
        disputing.settle(db(), actor(), entry_id, clock.now())
    except disputing.NotDisputable:
        abort(404)
    flash(_("Noted: this session is right."), "done")
    return go(url_for("entries.show", entry_id=entry_id))
