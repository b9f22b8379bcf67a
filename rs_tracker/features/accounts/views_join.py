"""Joining, coming back after a lost password, the typed code, and the password that follows it."""

from flask import Response, flash, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import addresses, codes, queries, recovery_codes, service, sessions
from rs_tracker.features.accounts.codes import Proof
from rs_tracker.features.accounts.forms import CodeForm, ComeBackForm, EmailForm, JoinForm, NewPasswordForm
from rs_tracker.features.accounts.views_base import (
    PENDING,
    PROOF,
    bp,
    few_by_email,
    few_codes,
    few_tries,
    some_by_network,
    start_visit,
    wait_for_code,
)
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.db import apart, db, pause
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import limiter
from rs_tracker.web.login import known_device
from rs_tracker.web.runtime import runtime
from rs_tracker.web.stepup import approve, ask, spend
from rs_tracker.web.visitor import actor_or_none

COME_BACK = "come-back"


@bp.route("/join", methods=["GET", "POST"])
@allow(PUBLIC)
@few_by_email
@some_by_network
def join() -> AnyResponse:
    """Ask for an address, and answer the same whoever has it."""
    form = JoinForm()
    sign_up = runtime().sign_up
    if sign_up != service.BY_CODE:
        del form.association_code
    typed = form.association_code.data or "" if sign_up == service.BY_CODE else ""
    if form.validate_on_submit():
        try:
            service.ask_to_join(db(), form.email.data or "", sign_up, typed, clock.now())
        except service.NoSuchCode:
            form.association_code.errors = [_("No association has this code. Check it with your coordinator.")]
        else:
            wait_for_code(codes.JOIN, form.email.data or "", typed)
            return go(url_for("accounts.code"))
    return render("accounts/join.html", status=422 if form.errors else 200, form=form, sign_up=sign_up)


@bp.route("/reset", methods=["GET", "POST"])
@allow(PUBLIC)
@few_by_email
@some_by_network
def reset() -> AnyResponse:
    """A lost password: a code by mail, then a new one."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render("accounts/reset.html", status=422 if form.errors else 200, form=form)
    service.ask_to_return(db(), form.email.data or "", codes.RESET, clock.now())
    wait_for_code(codes.RESET, form.email.data or "")
    return go(url_for("accounts.code"))


@bp.route("/code", methods=["GET", "POST"])
@allow(PUBLIC)
@few_tries
@limiter.limit("30 per 15 minutes", methods=["POST"])
def code() -> AnyResponse:
    """The six digits. Without a code asked for in this browser, it is an invitation's, and the address is asked too."""
    pending = cookie.get(PENDING)
    form = CodeForm()
    if pending:
        del form.email
    if form.validate_on_submit():
        email, purpose = _expected(form)
        token = apart(lambda own: codes.try_code(own, email, purpose, form.code.data or "", clock.now()))
        if token is not None:
            cookie.pop(PENDING, None)
            return _go_on(token, purpose)
        form.code.errors = [_("This code is not right, or it has ended. Check the digits, or send a new code.")]
    return render("accounts/code.html", status=422 if form.errors else 200, form=form, pending=pending)


def _expected(form: CodeForm) -> tuple[str, str]:
    pending = cookie.get(PENDING)
    if pending:
        return pending["email"], pending["purpose"]
    return (form.email.data or "").lower(), codes.JOIN


def _go_on(token: str, purpose: str) -> AnyResponse:
    """What a right code opens."""
    now = clock.now()
    if purpose == codes.SIGN_IN:
        proof = codes.use(db(), token, now)
        account = queries.account(db(), proof.email) if proof else None
        if account is None:
            raise Refused(_("This address opens no account any more."))
        start_visit(account.person_id, is_own_device=False)
        return go(url_for("home.index"))
    if purpose == codes.ADDRESS:
        return _add_address(token)
    cookie[PROOF] = token
    return go(url_for("accounts.set_password"))


def _add_address(token: str) -> AnyResponse:
    """Add it at once, or first show the record that would be joined."""
    me, now = actor_or_none(), clock.now()
    proof = codes.look(db(), token, now)
    if me is None or proof is None or proof.person_id != me.person_id:
        raise Refused(_("Sign in to the account that asked for this code, and ask for a new one."))
    if addresses.other_record(db(), me, proof) is not None:
        cookie[PROOF] = token
        return go(url_for("accounts.new_address"))
    codes.use(db(), token, now)
    addresses.add(db(), me, proof, now)
    flash(_("%(email)s is yours now.", email=proof.email), "done")
    return go(url_for("accounts.addresses"))


@bp.post("/code/again")
@allow(PUBLIC)
@few_codes
@some_by_network
def code_again() -> AnyResponse:
    """Send a new code to the address this browser waits for."""
    pending = cookie.get(PENDING)
    if not pending:
        return go(url_for("accounts.join"))
    now, me = clock.now(), actor_or_none()
    if pending["purpose"] == codes.JOIN:
        service.ask_to_join(db(), pending["email"], runtime().sign_up, pending["association_code"], now)
    elif pending["purpose"] == codes.ADDRESS and me is not None:
        addresses.ask(db(), me, pending["email"], now)
    else:
        service.ask_to_return(db(), pending["email"], pending["purpose"], now)
    flash(_("A new code is on its way. The one before works no longer."), "done")
    return go(url_for("accounts.code"))


@bp.post("/code/other")
@allow(PUBLIC)
def other_code() -> AnyResponse:
    """Forget which code this browser waits for: somebody has an invitation for another address."""
    cookie.pop(PENDING, None)
    return go(url_for("accounts.code"))


@bp.route("/set-password", methods=["GET", "POST"])
@allow(PUBLIC)
@limiter.limit("60 per hour", methods=["POST"], deduct_when=lambda response: response.status_code == 422)
def set_password() -> AnyResponse:
    """After the right code: a name for who is new, and a password."""
    proof = codes.look(db(), cookie.get(PROOF), clock.now())
    if proof is None or proof.purpose not in (codes.JOIN, codes.RESET):
        flash(_("That took too long. Ask for a new code."), "note")
        return go(url_for("accounts.join"))
    form = _password_form(proof)
    if not form.validate_on_submit():
        return _password_page(form, proof)
    pause()
    hashed = runtime().passwords.hash(form.password.data or "")
    if isinstance(form, ComeBackForm):
        second = _second(form, proof)
        if form.errors:
            return _password_page(form, proof)
        return _come_back(form, hashed, second)
    return _open_account(form, hashed)


def _password_form(proof: Proof) -> NewPasswordForm:
    is_new = proof.purpose == codes.JOIN
    form = NewPasswordForm(data={"name": service.known_name(db(), proof)}) if is_new else ComeBackForm()
    form.own_words = (proof.email,)
    del form.current
    if not is_new:
        del form.name
    return form


def _password_page(form: NewPasswordForm, proof: Proof) -> Response:
    status = 422 if form.errors else 200
    is_new = not isinstance(form, ComeBackForm)
    account = None if is_new else queries.account(db(), proof.email)
    return render(
        "accounts/set_password.html",
        status=status,
        form=form,
        email=proof.email,
        is_new=is_new,
        challenge=ask(COME_BACK, clock.now()),
        person_id=account.person_id if account else None,
        has_codes=account is not None and recovery_codes.is_left(db(), account.person_id),
    )


def _second(form: ComeBackForm, proof: Proof) -> str:
    """What beside the mailbox shows that it is them, or "" with a fault beside what was wrong."""
    account, now = queries.account(db(), proof.email), clock.now()
    if account is None:
        return ""
    if form.assertion.data:
        challenge = ask(COME_BACK, now)
        if approve(account.person_id, form.assertion.data, challenge, now) and spend(challenge, now):
            return service.PASSKEY
        form.assertion.errors = [_("This passkey did not show that it is you. Try again, or go on without it.")]
    elif form.recovery_code.data:
        if recovery_codes.use(db(), account.person_id, form.recovery_code.data, now):
            return service.RECOVERY_CODE
        form.recovery_code.errors = [_("This code is not on your newest sheet, or it was used before.")]
    elif sessions.is_known_device(db(), account.person_id, known_device()):
        return service.DEVICE
    return ""


def _come_back(form: ComeBackForm, hashed: str, second: str) -> AnyResponse:
    try:
        person_id = service.recover(db(), _spent_proof(), hashed, clock.now(), second=second)
    except service.NoAccount:
        raise Refused(_("This address opens no account any more.")) from None
    start_visit(person_id, is_own_device=bool(form.is_own_device.data))
    return go(url_for("home.index"))


def _open_account(form: NewPasswordForm, hashed: str) -> AnyResponse:
    try:
        person_id = service.join(db(), _spent_proof(), form.name.data or "", hashed, clock.now())
    except service.AlreadyJoined:
        raise Refused(_("There is an account with this address already. Sign in.")) from None
    start_visit(person_id, is_own_device=bool(form.is_own_device.data))
    return go(url_for("people.welcome"))


def _spent_proof() -> Proof:
    proof = codes.use(db(), cookie.pop(PROOF, None), clock.now())
    if proof is None:
        raise Refused(_("This code was used already. Sign in, or ask for a new one."))
    return proof
