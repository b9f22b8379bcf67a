"""The page on which somebody erases themself."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.erasure import queries, service
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.login import leave
from rs_tracker.web.stepup import StepUpForm, ask, few_failures, prove, spend
from rs_tracker.web.visitor import actor

bp = Blueprint("erasure", __name__, url_prefix="/people/me/erase")
PURPOSE = "erase"


@bp.get("")
@allow(SIGNED_IN)
def erase() -> Response:
    """What goes, what stays, and the last question."""
    return _page(StepUpForm(), 200)


@bp.post("")
@allow(SIGNED_IN)
@few_failures
def erase_now() -> AnyResponse:
    """The step-up, and then there is nobody of that name here any more."""
    me, now, form = actor(), clock.now(), StepUpForm()
    challenge = ask(PURPOSE, now)
    if prove(me, form, challenge, now) is None:
        return _page(form, 422)
    if form.assertion.data and not spend(challenge, now):
        return _page(form, 422)
    try:
        service.erase(db(), me, now)
    except service.LastOfTheOffice as last:
        raise Refused(
            _("Nobody else coordinates %(names)s. Let somebody take over first.", names=", ".join(last.names))
        ) from None
    leave()
    flash(_("You are erased here. What was signed stays on record without your name."), "done")
    return go(url_for("accounts.sign_in"))


def _page(form: StepUpForm, status: int) -> Response:
    me = actor()
    return render(
        "erasure/erase.html",
        form=form,
        challenge=ask(PURPOSE, clock.now()),
        left=queries.left(db(), me),
        alone=queries.alone_in_office(db(), me),
        status=status,
    )
