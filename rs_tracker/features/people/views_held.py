"""The endorsements somebody holds, as they declare them."""

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor
from rs_tracker.features.people import queries, service
from rs_tracker.features.people.forms import EndorsementForm
from rs_tracker.features.people.views_base import bp
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@bp.route("/endorsements/new", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
def new_endorsement() -> AnyResponse:
    """A credential somebody holds; each association where they supervise confirms it for itself."""
    form = endorsement_form()
    if not form.validate_on_submit():
        return render("people/new_endorsement.html", status=422 if form.errors else 200, form=form)
    declare(actor(), form)
    return go(url_for("people.me"))


def endorsement_form() -> EndorsementForm:
    """The form with all credentials and associations."""
    form = EndorsementForm()
    form.offer(queries.associations(db()))
    return form


def declare(me: Actor, form: EndorsementForm) -> None:
    """Write down what a form without faults says."""
    starts_on = form.starts_on.data
    if starts_on is None:
        raise ValueError("the form was not validated")
    service.declare(
        db(),
        me,
        str(form.category.data),
        str(form.status.data),
        form.degree.data or None,
        starts_on,
        form.ends_on.data,
        form.issuer.data or None,
        form.registry_url.data or None,
        clock.now(),
    )
    flash(_("Thank you. The associations where you supervise can confirm it now."), "done")
