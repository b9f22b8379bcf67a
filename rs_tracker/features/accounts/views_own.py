"""What somebody sees of their own account: addresses, password, devices, associations."""

from flask import Response, abort, flash, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.accounts import addresses as own_addresses
from rs_tracker.features.accounts import codes, queries, service, sessions
from rs_tracker.features.accounts.forms import ConsentForm, EmailForm, JoinAssociationForm, NewPasswordForm
from rs_tracker.features.accounts.views_base import PROOF, bp, next_page, wait_for_code
from rs_tracker.web.access import MEMBER, SIGNED_IN, allow
from rs_tracker.web.db import db, pause
from rs_tracker.web.errors import Refused
from rs_tracker.web.forms import choice
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.login import leave, reissue
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor


@bp.route("/addresses", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
@limiter.limit("10 per hour", key_func=by_person, methods=["POST"])
def addresses() -> AnyResponse:
    """The addresses of the account; another one gets a code."""
    me = actor()
    form = EmailForm()
    if form.validate_on_submit():
        own_addresses.ask(db(), me, form.email.data or "", clock.now())
        wait_for_code(codes.ADDRESS, form.email.data or "")
        return go(url_for("accounts.code"))
    rows = queries.addresses(db(), me.person_id)
    return render("accounts/addresses.html", status=422 if form.errors else 200, form=form, rows=rows)


@bp.route("/addresses/new", methods=["GET", "POST"])
@allow(SIGNED_IN)
def new_address() -> AnyResponse:
    """The address leads to another record of the same person: what would be joined, before it happens."""
    me, now = actor(), clock.now()
    proof = codes.look(db(), cookie.get(PROOF), now)
    if proof is None or proof.purpose != codes.ADDRESS or proof.person_id != me.person_id:
        return go(url_for("accounts.addresses"))
    if request.method == "GET":
        return _joining_page(proof)
    codes.use(db(), cookie.pop(PROOF, None), now)
    try:
        own_addresses.add(db(), me, proof, now)
    except own_addresses.SignedEachOther:
        raise Refused(_("These two records signed for each other, so they cannot be one person's.")) from None
    flash(_("%(email)s is yours now, and the two records are one.", email=proof.email), "done")
    return go(url_for("accounts.addresses"))


def _joining_page(proof: codes.Proof) -> Response:
    found = own_addresses.other_record(db(), actor(), proof)
    return render("accounts/new_address.html", email=proof.email, found=found)


@bp.post("/addresses/main")
@allow(SIGNED_IN)
def main_address() -> AnyResponse:
    """Mail goes there from now on."""
    email = request.form.get("email", "")
    if not own_addresses.make_main(db(), actor(), email, clock.now()):
        abort(404)
    flash(_("We write to %(email)s from now on.", email=email), "done")
    return go(url_for("accounts.addresses"))


@bp.post("/addresses/remove")
@allow(SIGNED_IN)
def remove_address() -> AnyResponse:
    """An address less, never the last proven one."""
    email = request.form.get("email", "")
    try:
        is_removed = own_addresses.remove(db(), actor(), email, clock.now())
    except own_addresses.LastAddress:
        raise Refused(_("This is the only address you can come back with. Add another one first.")) from None
    if not is_removed:
        abort(404)
    flash(_("%(email)s is removed.", email=email), "done")
    return go(url_for("accounts.addresses"))


@bp.route("/password", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
@limiter.limit("10 per hour", key_func=by_person, methods=["POST"])
def change_password() -> AnyResponse:
    """A new password for somebody who knows the old one."""
    me = actor()
    account = queries.account_of(db(), me.person_id)
    form = NewPasswordForm(formdata=request.form if request.method == "POST" else None)
    form.own_words = (me.name, *(row.email for row in queries.addresses(db(), me.person_id)))
    del form.name
    del form.is_own_device
    if form.validate_on_submit():
        pause()
        if runtime().passwords.matches(account.password_hash, form.current.data or ""):
            hashed = runtime().passwords.hash(form.password.data or "")
            service.set_new_password(db(), me.person_id, hashed, me.session_id, clock.now())
            reissue()
            flash(_("Your password is changed. Every other device is signed out."), "done")
            return go(url_for("accounts.devices"))
        form.current.errors = [_("This is not the password you have now.")]
    return render("accounts/password.html", status=422 if form.errors else 200, form=form)


@bp.get("/devices")
@allow(SIGNED_IN, is_bookmark=True)
def devices() -> Response:
    """Where the account is signed in."""
    me = actor()
    rows = sessions.listing(db(), me.person_id, clock.now())
    return render("accounts/devices.html", rows=rows, here=me.session_id)


@bp.post("/devices/<id:session_id>/end")
@allow(SIGNED_IN)
def end_device(session_id: str) -> AnyResponse:
    """Sign out one device, this one or another."""
    me = actor()
    is_here = session_id == me.session_id
    if not sessions.end(db(), me.person_id, session_id, clock.now(), is_remote=not is_here):
        abort(404)
    if is_here:
        leave()
        return go(url_for("accounts.sign_in"))
    flash(_("That device is signed out."), "done")
    return go(url_for("accounts.devices"))


@bp.post("/devices/end-others")
@allow(SIGNED_IN)
def end_other_devices() -> AnyResponse:
    """Sign out every device but this one."""
    me = actor()
    sessions.end_others(db(), me.person_id, me.session_id, clock.now())
    flash(_("Every other device is signed out."), "done")
    return go(url_for("accounts.devices"))


@bp.route("/association", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
def choose_association() -> AnyResponse:
    """The associations somebody belongs to; a press goes over to another one."""
    me = actor()
    to = request.form.get("to", "")
    if request.method == "POST":
        hats = me.hats_in(to)
        if hats is None:
            abort(404)
        sessions.act_in(db(), me.session_id, to)
        flash(_("You are looking at %(association)s now.", association=hats.association_name), "done")
        return go(next_page())
    return _associations_page(_join_form())


@bp.post("/association/join")
@allow(SIGNED_IN)
@limiter.limit("10 per hour", key_func=by_person)
def join_association() -> AnyResponse:
    """Log in one more association, as far as its sign-up allows."""
    form, me, sign_up = _join_form(), actor(), runtime().sign_up
    if not form.validate_on_submit():
        return _associations_page(form)
    try:
        code = form.association_code.data or ""
        service.join_association(db(), me, form.to.data or "", sign_up, code, clock.now())
    except service.NoSuchCode:
        form.association_code.errors = [_("No association has this code. Check it with your coordinator.")]
        return _associations_page(form)
    except service.NoSuchAssociation:
        form.to.errors = [_("Choose an association.")]
        return _associations_page(form)
    except service.NotOpen:
        abort(404)
    if me.memberships:
        flash(_("You belong to one more association now."), "done")
    return go(url_for("people.welcome"))


def _join_form() -> JoinAssociationForm:
    form = JoinAssociationForm()
    rows = queries.open_associations(db(), actor())
    form.to.choices = [choice("", _("Choose one")), *(choice(row.association_id, row.name) for row in rows)]
    return form


def _associations_page(form: JoinAssociationForm) -> Response:
    """Who belongs nowhere yet was asked by the first question of all, and finds a fault there."""
    me, sign_up, status = actor(), runtime().sign_up, 422 if form.errors else 200
    is_first = bool(form.errors) and not me.memberships
    template = "accounts/where.html" if is_first else "accounts/association.html"
    return render(template, status=status, form=form, sign_up=sign_up, me=me)


@bp.route("/consent", methods=["GET", "POST"])
@allow(MEMBER, is_bookmark=True)
def consent() -> AnyResponse:
    """The office has come: may it see what was logged before?"""
    me = actor()
    form = ConsentForm()
    hats = me.hats
    form.answer.choices = [choice("yes", _("Yes, they may see them")), choice("no", _("No, not now"))]
    if hats is None or not hats.is_office_run:
        abort(404)
    if not form.validate_on_submit():
        return render("accounts/consent.html", status=422 if form.errors else 200, form=form, hats=hats)
    service.consent(db(), me, form.answer.data == "yes", clock.now())
    flash(_("Thank you. You can change your answer under Associations."), "done")
    return go(url_for("home.index"))
