"""One queue over all associations, the signing moment, sending back, asking the office."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.signing import (
    beside,
    consent,
    disputes,
    intents,
    passkeys_asked,
    queries,
    returns,
    service,
    sheets,
    statement,
    views_consent,
    views_strike,
    views_withdraw,
    words,
)
from rs_tracker.features.signing.forms import REASONS, AskForm, SendBackForm, asked_back
from rs_tracker.features.signing.views_base import bp, waits
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.stepup import StepUpForm, few_failures, prove
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_consent", "views_strike", "views_withdraw"]


@bp.get("/")
@allow(SUPERVISOR, is_bookmark=True)
def queue() -> Response:
    """What waits for me, everywhere."""
    me = actor()
    return render(
        "signing/queue.html",
        queue=queries.waiting_for(db(), me, clock.now()),
        marks=words.marks(),
        reasons=REASONS,
        sheets=sheets.waiting(db(), me),
        not_right=sheets.not_right(db(), me),
        beside=beside.beside(db(), me),
    )


@bp.post("/statement")
@allow(SUPERVISOR)
def statement_of() -> AnyResponse:
    """Build the statement over the ticked lines and those that go back, and show it."""
    ticked, asked = request.form.getlist("line"), [returns.Asked(*one) for one in asked_back(request.form)]
    try:
        if asked and not ticked:
            return _only_back(asked)
        intent_id = service.intend(db(), actor(), ticked, clock.now(), asked)
    except returns.WordsMissing:
        flash(_("Say why in your own words. Nothing was signed or sent back yet."), "error")
        return go(url_for("signing.queue"))
    except service.NothingToSign:
        flash(_("Tick at least one session first. Lines that changed meanwhile have to be ticked again."), "error")
        return go(url_for("signing.queue"))
    except service.SigningWaits as wait:
        raise waits(wait) from None
    return go(url_for("signing.sign", intent_id=intent_id))


@bp.get("/sign/<id:intent_id>")
@allow(SUPERVISOR)
def sign(intent_id: str) -> Response:
    """The sentence, the list, the passkey or the password."""
    return _statement_page(actor(), intent_id, StepUpForm(), 200)


@bp.post("/sign/<id:intent_id>")
@allow(SUPERVISOR)
@few_failures
def sign_now(intent_id: str) -> AnyResponse:
    """The step-up, and then the signing transaction."""
    me, now, form = actor(), clock.now(), StepUpForm()
    intent = intents.own(db(), me, intent_id)
    if intent is None:
        abort(404)
    step_up = prove(me, form, intent.sha256, now)
    if step_up is None:
        if form.assertion.data and intents.is_used(db(), me, intent_id):  # pressed twice: the counter has gone on
            return go(url_for("signing.done", intent_id=intent_id))
        return _statement_page(me, intent_id, form, 422)
    try:
        service.sign(db(), me, intent_id, step_up.auth, now, step_up.evidence)
    except service.IntentEnded:
        flash(_("The five minutes for this list are over, so nothing was signed. Please tick and sign again."), "error")
        return go(url_for("signing.queue"))
    except service.SigningWaits as wait:
        raise waits(wait) from None
    return go(url_for("signing.done", intent_id=intent_id))


@bp.get("/done/<id:intent_id>")
@allow(SUPERVISOR)
def done(intent_id: str) -> Response:
    """What one signing did; reading it again tells the same."""
    try:
        outcome = service.outcome(db(), actor(), intent_id)
    except service.IntentEnded:
        abort(404)
    return render(
        "signing/done.html",
        outcome=outcome,
        waiting=queries.count_for(db(), actor()),
        faults=words.faults(),
        reasons=words.reasons(),
        names=queries.names(db(), actor(), outcome.unsigned),
    )


@bp.route("/<id:entry_id>/send-back", methods=["GET", "POST"])
@allow(SUPERVISOR)
def send_back(entry_id: str) -> AnyResponse:
    """Return one entry with a reason."""
    me, form = actor(), SendBackForm()
    found = disputes.dispute(db(), me, entry_id)
    if found is None or found.provider_id != me.person_id:
        abort(404)
    if form.validate_on_submit():
        try:
            version = int(form.version.data or 0)
            returns.send_back(db(), me, entry_id, version, form.reason.data, form.words.data or "", clock.now())
        except returns.WordsMissing:
            form.words.errors = [_("Say why in your own words.")]
        except (returns.NotWaiting, ValueError):
            raise Refused(_("This session is not waiting for you any more. Nothing was sent back.")) from None
        else:
            flash(_("Sent back to %(name)s with your reason.", name=found.owner_name), "done")
            return go(url_for("signing.queue"))
    return render("signing/send_back.html", form=form, entry=found, status=422 if form.errors else 200)


@bp.route("/<id:entry_id>/ask", methods=["GET", "POST"])
@allow(SIGNED_IN)
def ask(entry_id: str) -> AnyResponse:
    """Put my side before the coordinator."""
    me, form = actor(), AskForm()
    found = disputes.dispute(db(), me, entry_id)
    if found is None or not returns.may_ask(db(), me, found):
        abort(404)
    if form.validate_on_submit():
        returns.ask_office(db(), me, entry_id, form.words.data or "", clock.now())
        flash(_("Your coordinator has been asked. The answer will come to you both by email."), "done")
        return go(url_for("signing.ask", entry_id=entry_id))
    return render(
        "signing/ask.html",
        form=form,
        entry=found,
        is_owner=found.owner_id == me.person_id,
        returned=disputes.returns_of(db(), found.association_id, entry_id),
        question=disputes.question_about(db(), found.association_id, entry_id),
        reasons=dict(REASONS),
        status=422 if form.errors else 200,
    )


def _only_back(asked: list[returns.Asked]) -> AnyResponse:
    """Nothing is signed, so it is sending back as ever, without a password."""
    done, missed = returns.send_back_all(db(), actor(), asked, clock.now())
    if done:
        flash(ngettext("%(num)d session sent back.", "%(num)d sessions sent back.", done), "done")
    if missed:
        words = ("%(num)d was not waiting for you any more.", "%(num)d were not waiting for you any more.")
        flash(ngettext(*words, missed), "error")
    return go(url_for("signing.queue"))


def _statement_page(me: Actor, intent_id: str, form: StepUpForm, status: int) -> Response:
    intent = intents.own(db(), me, intent_id)
    if intent is None:
        abort(404)
    said = statement.read(intent.body)
    is_over = intent.used_at is not None or clock.now() >= intent.expires_at
    total = len(said.items)
    return render(
        "signing/sign.html",
        form=form,
        said=said,
        parts=queries.parts(db(), me, said.items),
        back=_going_back(me, said),
        intent_id=intent_id,
        challenge=intent.sha256,
        passkey_only=_passkey_only(me, said),
        is_first=consent.last(db(), me.person_id) is None,
        is_over=is_over,
        label=ngettext("Sign %(num)d entry", "Sign %(num)d entries", total),
        status=status,
    )


def _passkey_only(me: Actor, said: statement.Statement) -> list[str]:
    """The names of the associations on this list that take a passkey and nothing weaker."""
    asking = passkeys_asked.asking_of(db(), said.associations)
    return [hats.association_name for hats in me.memberships if hats.association_id in asking]


def _going_back(me: Actor, said: statement.Statement) -> list[tuple[str, str, list[statement.GoingBack]]]:
    """What goes back, by person and reason, with its words."""
    names = queries.names(db(), me, [(one.item.association_id, one.item.entry_id) for one in said.back])
    reasons = words.reasons()
    found: dict[tuple[str, str], list[statement.GoingBack]] = {}
    for one in said.back:
        found.setdefault((names.get(one.item.entry_id, ""), reasons[one.reason]), []).append(one)
    return [(name, reason, lines) for (name, reason), lines in found.items()]
