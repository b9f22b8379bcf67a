"""Cancelling one's own signature: why, the statement, the step-up."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import intents, statement, withdrawing
from rs_tracker.features.signing.forms_endings import WHY_WITHDRAWN, WithdrawForm
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.features.signing.views_base import bp, waits
from rs_tracker.web.access import SUPERVISOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.stepup import StepUpForm, few_failures, prove
from rs_tracker.web.visitor import actor


@bp.route("/<id:entry_id>/withdraw", methods=["GET", "POST"])
@allow(SUPERVISOR)
def withdraw(entry_id: str) -> AnyResponse:
    """Say why; the statement comes next."""
    me, form = actor(), WithdrawForm()
    found = withdrawing.signature(db(), me, entry_id)
    if found is None:
        abort(404)
    if form.validate_on_submit():
        try:
            said = int(form.version.data or 0), form.reason.data, form.words.data or ""
            intent_id = withdrawing.intend(db(), me, entry_id, *said, clock.now())
            return go(url_for("signing.withdrawal", intent_id=intent_id))
        except WordsMissing:
            form.words.errors = [_("Say why in your own words.")]
        except intents.SigningWaits as wait:
            raise waits(wait) from None
        except (withdrawing.NotYours, ValueError):
            raise _gone() from None
    return render("signing/withdraw.html", form=form, entry=found, status=422 if form.errors else 200)


@bp.get("/withdrawal/<id:intent_id>")
@allow(SUPERVISOR)
def withdrawal(intent_id: str) -> Response:
    """The sentence, the session, the passkey or the password."""
    return _page(actor(), intent_id, StepUpForm(), 200)


@bp.post("/withdrawal/<id:intent_id>")
@allow(SUPERVISOR)
@few_failures
def withdraw_now(intent_id: str) -> AnyResponse:
    """The step-up, and then the signature is cancelled."""
    me, now, form = actor(), clock.now(), StepUpForm()
    found = withdrawing.shown(db(), me, intent_id)
    if found is None:
        abort(404)
    step_up = prove(me, form, found[0].sha256, now)
    if step_up is None:
        return _page(me, intent_id, form, 422)
    try:
        withdrawing.withdraw(db(), me, intent_id, step_up.auth, now, step_up.evidence)
    except intents.SigningWaits as wait:
        raise waits(wait) from None
    except withdrawing.PasskeyAsked:
        raise Refused(_("Your association asks for a passkey here. Nothing was cancelled.")) from None
    except (intents.IntentEnded, withdrawing.NotYours):
        raise _gone() from None
    flash(_("Your signature is cancelled. The hours count no more, and the owner of the session is told."), "done")
    return go(url_for("exports.given", year=found[1].held_on.year))


def _page(me: Actor, intent_id: str, form: StepUpForm, status: int) -> Response:
    found = withdrawing.shown(db(), me, intent_id)
    if found is None:
        abort(404)
    intent, said = found
    return render(
        "signing/withdrawal.html",
        form=form,
        said=statement.read(intent.body),
        entry=said,
        owner_name=withdrawing.owner_name(db(), me, said),
        reason=dict(WHY_WITHDRAWN)[said.reason],
        words=withdrawing.words_of(db(), said.association_id, intent_id),
        challenge=intent.sha256,
        intent_id=intent_id,
        is_over=intent.used_at is not None or clock.now() >= intent.expires_at,
        status=status,
    )


def _gone() -> Refused:
    return Refused(
        _("This was not cancelled: the five minutes are over, or your signature does not stand any more. Open it anew.")
    )
