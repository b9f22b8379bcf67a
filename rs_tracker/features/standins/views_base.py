"""What the views of this room share: the blueprint, the statement's page, refusals."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.standins import service, words
from rs_tracker.features.standins.shown import Shown, is_used, shown
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import moment
from rs_tracker.web.htmx import go, render
from rs_tracker.web.stepup import StepUpForm, few_failures, prove
from rs_tracker.web.visitor import actor

# Files of 8 MB are taken; so much larger ones still get a sentence of their own.
MOST_SENT = 24 * 1024 * 1024
bp = Blueprint("standins", __name__, url_prefix="/stand-ins")


@bp.get("/sign/<id:intent_id>")
@allow(SIGNED_IN)
def sign(intent_id: str) -> Response:
    """The sentence, the list, the passkey or the password."""
    return _statement_page(_own(intent_id), StepUpForm(), 200)


@bp.post("/sign/<id:intent_id>")
@allow(SIGNED_IN)
@few_failures
def sign_now(intent_id: str) -> AnyResponse:
    """The step-up, and then the confirmation."""
    me, now, form, found = actor(), clock.now(), StepUpForm(), _own(intent_id)
    step_up = prove(me, form, found.challenge, now)
    if step_up is None:
        if form.assertion.data and is_used(db(), me, intent_id):  # pressed twice: the counter has gone on
            return go(url_for("standins.done", intent_id=intent_id))
        return _statement_page(found, form, 422)
    try:
        service.confirm(db(), me, intent_id, step_up.auth, now, step_up.evidence)
    except service.IntentEnded:
        flash(_("The five minutes for this list are over, so nothing was confirmed. Please choose again."), "error")
        return go(_back(found))
    except service.SigningWaits as wait:
        raise waits(wait) from None
    return go(url_for("standins.done", intent_id=intent_id))


@bp.get("/done/<id:intent_id>")
@allow(SIGNED_IN)
def done(intent_id: str) -> Response:
    """What one confirmation did; reading it again tells the same."""
    found = _own(intent_id)
    try:
        outcome = service.outcome(db(), actor(), intent_id)
    except service.IntentEnded:
        abort(404)
    return render("standins/done.html", outcome=outcome, faults=words.faults(), back_url=_back(found))


def _own(intent_id: str) -> Shown:
    found = shown(db(), actor(), intent_id, clock.now())
    if found is None:
        abort(404)
    return found


def _statement_page(found: Shown, form: StepUpForm, status: int) -> Response:
    return render(
        "standins/sign.html",
        form=form,
        shown=found,
        label=ngettext("Confirm %(num)d session", "Confirm %(num)d sessions", len(found.said.items)),
        back_url=_back(found),
        status=status,
    )


def _back(found: Shown) -> str:
    """Where the chosen lines came from."""
    return url_for("standins.office" if found.said.is_offices else "standins.asked")


def waits(wait: service.SigningWaits) -> Refused:
    """For a day after a reset by mail alone nothing is confirmed."""
    return Refused(
        _(
            "Your password was reset by email only, so signing waits until %(when)s. You can read everything "
            "meanwhile. If it was not you who reset it, tell your coordinator at once.",
            when=moment(wait.until),
        )
    )
