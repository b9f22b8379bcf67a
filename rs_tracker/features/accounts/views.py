"""Signing in and out. The other views of the room register themselves on the same blueprint."""

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import (
    codes,
    queries,
    service,
    sessions,
    views_join,
    views_keys,
    views_office,
    views_own,
)
from rs_tracker.features.accounts.forms import EmailForm, SignInForm
from rs_tracker.features.accounts.views_base import (
    bp,
    few_by_email,
    next_page,
    some_by_email,
    some_by_network,
    start_visit,
    wait_for_code,
)
from rs_tracker.web.access import PUBLIC, SIGNED_IN, allow
from rs_tracker.web.db import db, pause
from rs_tracker.web.htmx import go, render
from rs_tracker.web.login import leave
from rs_tracker.web.runtime import runtime
from rs_tracker.web.stepup import options_for_anybody, whose
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_join", "views_keys", "views_office", "views_own"]
SIGN_IN = "sign-in"


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(PUBLIC)
@some_by_email
@some_by_network
def sign_in() -> AnyResponse:
    """Email and password. Takes as long and says the same for an address nobody has."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form)
    account = queries.account(db(), form.email.data or "")
    pause()
    is_right = runtime().passwords.matches(account.password_hash if account else None, form.password.data or "")
    if account is None or not is_right:
        form.password.errors = [_("Email and password do not belong together. Check both, or get a code by mail.")]
        return _sign_in_page(form)
    if account.password_hash and runtime().passwords.is_dated(account.password_hash):
        service.renew_hash(db(), account.person_id, runtime().passwords.hash(form.password.data or ""))
    start_visit(account.person_id, is_own_device=bool(form.is_own_device.data))
    return go(next_page())


def _sign_in_page(form: SignInForm) -> Response:
    return render(
        "accounts/sign_in.html",
        status=422 if form.errors else 200,
        form=form,
        next=next_page(),
        options=options_for_anybody(SIGN_IN),
    )


@bp.post("/sign-in/passkey")
@allow(PUBLIC)
@some_by_network
def sign_in_passkey() -> AnyResponse:
    """A passkey instead of email and password. Takes as long and says the same for one that nobody has."""
    form = SignInForm()
    person_id = whose(request.form.get("assertion", ""), SIGN_IN, clock.now())
    if person_id is None:
        form.assertion.errors = [_("This passkey opens no account here, or the page was open too long. Try again.")]
        return _sign_in_page(form)
    start_visit(person_id, is_own_device=bool(form.is_own_device.data))
    return go(next_page())


@bp.post("/sign-in/code")
@allow(PUBLIC)
@few_by_email
@some_by_network
def sign_in_code() -> AnyResponse:
    """Send a code instead of asking for the password."""
    form = EmailForm()
    if not form.validate_on_submit():
        entered = SignInForm(formdata=None, data={"email": form.email.data})
        entered.email.errors = form.email.errors
        return _sign_in_page(entered)
    service.ask_to_return(db(), form.email.data or "", codes.SIGN_IN, clock.now())
    wait_for_code(codes.SIGN_IN, form.email.data or "")
    return go(url_for("accounts.code"))


@bp.post("/sign-out")
@allow(SIGNED_IN)
def sign_out() -> AnyResponse:
    """End the session on the server, not only the cookie."""
    me = actor()
    sessions.end(db(), me.person_id, me.session_id, clock.now())
    leave()
    flash(_("You are signed out."), "done")
    return go(url_for("accounts.sign_in"))
