"""What a coordinator can do when somebody came back by mail alone and it may not have been them."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import queries, service
from rs_tracker.features.accounts.forms import EmailForm
from rs_tracker.features.accounts.views_base import bp
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@bp.get("/recoveries")
@allow(COORDINATOR, is_bookmark=True)
def recoveries() -> Response:
    """Members who set a new password with a mailed code within the last day, and those stopped."""
    return _page(EmailForm())


def _page(form: EmailForm, person_id: str = "") -> Response:
    me, now = actor(), clock.now()
    form.email.id = f"email-{person_id}"  # one such field a person
    return render(
        "accounts/recoveries.html",
        status=422 if form.errors else 200,
        rows=queries.recoveries(db(), me.association, now),
        stopped=queries.stopped(db(), me.association),
        form=form,
        person_id=person_id,
    )


@bp.post("/recoveries/<id:person_id>/stop")
@allow(COORDINATOR)
def stop_recovery(person_id: str) -> AnyResponse:
    """It was not them: close every way in."""
    if not service.stop_recovery(db(), actor(), person_id, clock.now()):
        abort(404)
    flash(_("They are signed out everywhere. Send them an invitation once you have spoken to them."), "done")
    return go(url_for("accounts.recoveries"))


@bp.post("/recoveries/<id:person_id>/invite")
@allow(COORDINATOR)
def invite_back(person_id: str) -> AnyResponse:
    """A way back in, to an address that the coordinator knows to be safe."""
    if person_id not in dict(queries.stopped(db(), actor().association)):
        abort(404)
    form = EmailForm()
    if not form.validate_on_submit():
        return _page(form, person_id)
    if not service.invite_back(db(), actor(), person_id, form.email.data or "", clock.now()):
        form.email.errors = [_("This address belongs to somebody else.")]
        return _page(form, person_id)
    flash(_("An invitation is on its way."), "done")
    return go(url_for("accounts.recoveries"))
