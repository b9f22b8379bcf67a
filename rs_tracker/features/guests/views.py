"""The pages behind a link: nothing at first, then what waits, then the code, then the signature.

Following the link changes nothing and shows nobody's name. Every step is a form of its own.
"""

from flask import Response, abort, flash, url_for
from flask import request as asked
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.guests import queries, service, views_asking, words
from rs_tracker.features.guests.forms import CodeForm, FreshForm, SendBackForm
from rs_tracker.features.guests.queries import ACCOUNT, OPEN, Look
from rs_tracker.features.guests.views_base import bp, by_token, guest, keep, looked, secret
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.db import apart, db
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import moment
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import limiter
from rs_tracker.web.visitor import actor_or_none

__all__ = ["bp", "views_asking"]

LINK = "/for/<string(length=32):token>"
some_by_network = limiter.limit("200 per hour", methods=["POST"])
few_tries = limiter.limit("20 per hour;60 per day", key_func=by_token, methods=["POST"])
few_messages = limiter.limit("4 per hour;10 per day", key_func=by_token, methods=["POST"])


def _first(token: str) -> AnyResponse:
    return go(url_for("guests.page", token=token))


def _proven(token: str) -> Look | None:
    """The link, in a browser where the code was typed; else None."""
    found = looked(token)
    return found if found.is_proven and found.state != ACCOUNT else None


@bp.get(LINK)
@allow(PUBLIC)
def page(token: str) -> AnyResponse:
    """As much as this browser may see of what waits."""
    found = looked(token)
    if found.state == ACCOUNT:
        return _to_account(found)
    if found.is_proven:
        return _list(token, found)
    if found.state not in (OPEN, queries.CLOSED):
        return render("guests/ended.html", token=token, state=found.state)
    return _facts(token, found, CodeForm()) if found.is_bound else render("guests/link.html", token=token)


def _to_account(found: Look) -> AnyResponse:
    """Somebody who has joined meanwhile signs as everybody does."""
    me = actor_or_none()
    if me is not None and me.person_id == found.person_id:
        return go(url_for("signing.queue"))
    flash(_("You have an account now. Sign in, and everything that waits for you is there."), "note")
    return go(url_for("accounts.sign_in", next=url_for("signing.queue")))


def _facts(token: str, found: Look, form: CodeForm) -> Response:
    """Who asks, for which days, how long; and the field for the code."""
    who = guest(found)
    return render(
        "guests/facts.html",
        status=422 if form.errors else 200,
        token=token,
        form=form,
        parts=queries.shown(db(), who.actor, clock.now(), found.shown_to),
        refusing=queries.refusing(db(), found.person_id, who.memberships) if found.shown_to is None else [],
        refusals=words.refusals(),
        is_closed=found.state == queries.CLOSED,
    )


def _list(token: str, found: Look) -> Response:
    """Everything that waits, to tick."""
    who = guest(found)
    return render(
        "guests/list.html",
        token=token,
        queue=queries.waiting(db(), who.actor, clock.now()),
        marks=words.marks(),
        refusing=queries.refusing(db(), found.person_id, who.memberships),
        refusals=words.refusals(),
    )


@bp.post(LINK)
@allow(PUBLIC)
@some_by_network
def show(token: str) -> AnyResponse:
    """*Show what waits*: this browser, and no other, sees it from now on."""
    found = looked(token)
    if found.state not in (OPEN, queries.CLOSED) or found.is_bound:
        return _first(token)
    return keep(_first(token), service.show(db(), token, clock.now()))


@bp.post(f"{LINK}/code")
@allow(PUBLIC)
@few_tries
@some_by_network
def code(token: str) -> AnyResponse:
    """The six digits, typed by whoever reads the mailbox."""
    found, form = looked(token), CodeForm()
    if not found.is_bound or found.state == ACCOUNT:
        return _first(token)
    if form.validate():
        typed, held = form.code.data or "", secret()
        proven = apart(lambda own: service.try_code(own, found, held, typed, clock.now()))
        if proven is not None:
            return keep(_first(token), proven)
        form.code.errors = [_("This code is not right, or it has ended. Check the digits, or ask for a new one.")]
    return _facts(token, looked(token), form)


@bp.post(f"{LINK}/fresh")
@allow(PUBLIC)
@few_messages
@some_by_network
def fresh(token: str) -> AnyResponse:
    """A new message to the same address; the answer is the same for every link and every state."""
    looked(token)
    if not FreshForm().is_missing.data:
        flash(_("Tick first that you cannot find the message, so that no new one is sent by mistake."), "error")
        return _first(token)
    service.fresh(db(), token, clock.now())
    flash(_("If sessions wait for you, a new message with a new code is on its way to the same address."), "note")
    return _first(token)


@bp.post(f"{LINK}/statement")
@allow(PUBLIC)
@some_by_network
def statement(token: str) -> AnyResponse:
    """Build the statement over the ticked lines and show it."""
    found = _proven(token)
    if found is None:
        return _first(token)
    try:
        intent_id = service.intend(db(), guest(found).actor, asked.form.getlist("line"), clock.now())
    except service.NothingToSign:
        flash(_("Tick at least one session first. Lines that changed meanwhile have to be ticked again."), "error")
        return _first(token)
    except service.SigningWaits as wait:
        raise _waits(wait) from None
    return go(url_for("guests.sign", token=token, intent_id=intent_id))


@bp.get(f"{LINK}/sign/<id:intent_id>")
@allow(PUBLIC)
def sign(token: str, intent_id: str) -> AnyResponse:
    """The sentence, the list, the button."""
    found = _proven(token)
    if found is None:
        return _first(token)
    actor, now = guest(found).actor, clock.now()
    said = queries.statement_of(db(), actor, intent_id, now)
    if said is None:
        abort(404)
    return render(
        "guests/sign.html",
        token=token,
        said=said[0],
        is_over=said[1],
        parts=queries.parts(db(), actor, said[0]),
        intent_id=intent_id,
        is_first=not queries.has_consented(db(), actor),
        label=ngettext("Sign %(num)d entry", "Sign %(num)d entries", len(said[0].items)),
    )


@bp.post(f"{LINK}/sign/<id:intent_id>")
@allow(PUBLIC)
@some_by_network
def sign_now(token: str, intent_id: str) -> AnyResponse:
    """The click."""
    found = _proven(token)
    if found is None:
        return _first(token)
    actor = guest(found).actor
    try:
        service.sign(db(), actor, found, intent_id, clock.now())
    except service.IntentEnded:
        flash(_("The five minutes for this list are over, so nothing was signed. Please tick and sign again."), "error")
        return _first(token)
    except service.SigningWaits as wait:
        raise _waits(wait) from None
    return go(url_for("guests.done", token=token, intent_id=intent_id))


@bp.get(f"{LINK}/done/<id:intent_id>")
@allow(PUBLIC)
def done(token: str, intent_id: str) -> AnyResponse:
    """What the signing did, and the offer of an account."""
    found = _proven(token)
    if found is None:
        return _first(token)
    actor = guest(found).actor
    try:
        outcome = service.outcome(db(), actor, intent_id)
    except service.IntentEnded:
        abort(404)
    return render(
        "guests/done.html",
        token=token,
        outcome=outcome,
        names=queries.names(db(), actor, outcome.unsigned),
        faults=words.faults(),
        waiting=queries.waiting(db(), actor, clock.now()).count,
    )


@bp.route(f"{LINK}/<id:entry_id>/send-back", methods=["GET", "POST"])
@allow(PUBLIC)
@some_by_network
def send_back(token: str, entry_id: str) -> AnyResponse:
    """Return one entry with a reason."""
    found = _proven(token)
    if found is None:
        return _first(token)
    actor, form = guest(found).actor, SendBackForm()
    entry = queries.dispute(db(), actor, entry_id)
    if entry is None:
        abort(404)
    if form.validate_on_submit() and views_asking.sent_back(actor, found, entry_id, form):
        flash(_("Sent back to %(name)s with your reason.", name=entry.owner_name), "done")
        return _first(token)
    return render("guests/send_back.html", token=token, form=form, entry=entry, status=422 if form.errors else 200)


def _waits(wait: service.SigningWaits) -> Refused:
    return Refused(_("Signing with a code from an email waits until %(when)s.", when=moment(wait.until)))
