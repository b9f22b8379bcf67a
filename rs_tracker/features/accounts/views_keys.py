"""One's own passkeys and printed recovery codes. Whoever changes them shows first, once more, that it is them."""

from datetime import datetime, timedelta

from flask import Response, abort, flash, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor
from rs_tracker.features.accounts import devices, keys, recovery_codes
from rs_tracker.features.accounts.forms import PasskeyForm
from rs_tracker.features.accounts.views_base import bp
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import moment
from rs_tracker.web.htmx import go, render
from rs_tracker.web.stepup import PASSKEY, StepUpForm, ask, few_failures, prove, site, spend
from rs_tracker.web.visitor import actor

PROVEN, PROVEN_FOR = "proven", timedelta(minutes=5)


@bp.get("/passkeys")
@allow(SIGNED_IN, is_bookmark=True)
def passkeys() -> Response:
    """One's passkeys, and how many printed codes are left."""
    me = actor()
    rows, sheet = keys.listing(db(), me.person_id), recovery_codes.sheet(db(), me.person_id)
    return render("accounts/passkeys.html", rows=rows, sheet=sheet)


@bp.route("/passkeys/new", methods=["GET", "POST"])
@allow(SIGNED_IN)
@few_failures
def new_passkey() -> AnyResponse:
    """First who it is, then the passkey: the browser's own dialogue must not end in a wrong password."""
    me, now, form = actor(), clock.now(), StepUpForm()
    _refuse_while_waiting(me, now)
    if request.method == "GET" and _has_proven(me, now):
        return _passkey_page(me, PasskeyForm(data={"name": devices.name_of(request.user_agent.string)}))
    if request.method == "POST" and _prove(me, form, "new-passkey", now):
        cookie[PROVEN] = {"session": me.session_id, "until": (now + PROVEN_FOR).isoformat()}
        return go(url_for("accounts.new_passkey"))
    return render(
        "accounts/new_passkey.html", status=422 if form.errors else 200, form=form, challenge=_ask(me, "new-passkey")
    )


@bp.post("/passkeys/add")
@allow(SIGNED_IN)
def add_passkey() -> AnyResponse:
    """Keep what the browser made."""
    me, now, form = actor(), clock.now(), PasskeyForm()
    if not _has_proven(me, now):
        return go(url_for("accounts.new_passkey"))
    challenge = _ask(me, "made-passkey")
    if form.validate():
        try:
            keys.add(db(), me, site(), form.made.data or "", challenge, form.name.data or "", now)
        except keys.NotProven:
            form.made.errors = [_("Your browser's answer was not what we asked for. Press the button once more.")]
        except keys.AlreadyKnown:
            form.made.errors = [_("This passkey is known here already.")]
        except keys.TooMany:
            form.made.errors = [_("You have twenty passkeys. Remove one first.")]
        else:
            spend(challenge, now)
            cookie.pop(PROVEN, None)
            flash(_("Your passkey is ready. Sign in and sign with it from now on."), "done")
            return go(url_for("accounts.passkeys"))
    return _passkey_page(me, form)


@bp.route("/passkeys/<id:passkey_id>/remove", methods=["GET", "POST"])
@allow(SIGNED_IN)
@few_failures
def remove_passkey(passkey_id: str) -> AnyResponse:
    """A passkey less; what was signed with it stays signed."""
    me, now, form = actor(), clock.now(), StepUpForm()
    row = keys.one(db(), me, passkey_id)
    if row is None:
        abort(404)
    if request.method == "POST" and _prove(me, form, "remove-passkey", now):
        keys.remove(db(), me, passkey_id, now)
        flash(_("%(name)s is removed and opens nothing any more.", name=row.name), "done")
        return go(url_for("accounts.passkeys"))
    status, challenge = 422 if form.errors else 200, _ask(me, "remove-passkey")
    return render("accounts/remove_passkey.html", status=status, form=form, row=row, challenge=challenge)


@bp.route("/recovery-codes", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
@few_failures
def recovery_code_sheet() -> AnyResponse:
    """A sheet of codes to print; shown this once."""
    me, now, form = actor(), clock.now(), StepUpForm()
    _refuse_while_waiting(me, now)
    if request.method == "POST" and _prove(me, form, "recovery-codes", now):
        return render("accounts/recovery_sheet.html", codes=recovery_codes.renew(db(), me, now), now=now, me=me)
    status, challenge = 422 if form.errors else 200, _ask(me, "recovery-codes")
    sheet = recovery_codes.sheet(db(), me.person_id)
    return render("accounts/recovery_codes.html", status=status, form=form, sheet=sheet, challenge=challenge)


def _ask(me: Actor, purpose: str) -> str:
    """A question that only this visit can answer."""
    return ask(f"{purpose}/{me.session_id}", clock.now())


def _prove(me: Actor, form: StepUpForm, purpose: str, now: datetime) -> bool:
    """Whether it is them; a passkey's answer is good once."""
    challenge = _ask(me, purpose)
    step_up = prove(me, form, challenge, now)
    if step_up is None or step_up.auth != PASSKEY:
        return step_up is not None
    return spend(challenge, now)


def _has_proven(me: Actor, now: datetime) -> bool:
    kept = cookie.get(PROVEN) or {"session": None}
    return kept["session"] == me.session_id and now < datetime.fromisoformat(kept["until"])


def _passkey_page(me: Actor, form: PasskeyForm) -> Response:
    options = keys.question(db(), me, site(), _ask(me, "made-passkey"))
    return render("accounts/add_passkey.html", status=422 if form.errors else 200, form=form, options=options)


def _refuse_while_waiting(me: Actor, now: datetime) -> None:
    try:
        keys.check_may_add(me, now)
    except keys.KeysWait as wait:
        raise Refused(
            _(
                "Your password was reset by email only, so passkeys and codes can be added from %(when)s on.",
                when=moment(wait.until),
            )
        ) from None
