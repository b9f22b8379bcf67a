"""Striking a signature: the office proposes, a second person agrees or objects."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.signing import proposals, striking
from rs_tracker.features.signing.forms_endings import WHY_STRUCK, AnswerStrikeForm, StrikeForm
from rs_tracker.features.signing.returns import WordsMissing
from rs_tracker.features.signing.views_base import bp
from rs_tracker.web.access import COORDINATOR, SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@bp.route("/<id:entry_id>/strike", methods=["GET", "POST"])
@allow(COORDINATOR)
def strike(entry_id: str) -> AnyResponse:
    """Propose to strike the signature of one session."""
    me, form = actor(), StrikeForm()
    found = proposals.signature_seen(db(), me, entry_id)
    if found is None:
        abort(404)
    if form.validate_on_submit():
        try:
            said = int(form.version.data or 0), form.reason.data, form.words.data or ""
            strike_id = striking.propose(db(), me, entry_id, *said, clock.now())
            return go(url_for("signing.proposal", strike_id=strike_id))
        except WordsMissing:
            form.words.errors = [_("Say why in your own words.")]
        except (striking.NotPossible, ValueError):
            raise _not_so() from None
    is_party = me.person_id in (found.owner_id, found.signer_id)
    status = 422 if form.errors else 200
    return render("signing/strike.html", form=form, entry=found, is_party=is_party, status=status)


@bp.get("/strike/<id:strike_id>")
@allow(SIGNED_IN)
def proposal(strike_id: str) -> Response:
    """What is proposed, and what became of it."""
    return _page(strike_id, AnswerStrikeForm(), 200)


@bp.post("/strike/<id:strike_id>/agree")
@allow(SIGNED_IN)
def agree_to_strike(strike_id: str) -> AnyResponse:
    """The second person agrees."""
    _seen(strike_id)
    try:
        striking.agree(db(), actor(), strike_id, clock.now())
    except striking.NotPossible:
        raise _not_so() from None
    flash(_("Struck. The hours count no more; both are told."), "done")
    return go(url_for("signing.proposal", strike_id=strike_id))


@bp.post("/strike/<id:strike_id>/object")
@allow(SIGNED_IN)
def object_to_strike(strike_id: str) -> AnyResponse:
    """The second person objects, which ends the proposal."""
    _seen(strike_id)
    form = AnswerStrikeForm()
    if not form.validate():
        return _page(strike_id, form, 422)
    try:
        striking.object_to(db(), actor(), strike_id, form.words.data or "", clock.now())
    except WordsMissing:
        form.words.errors = [_("Say why not; the office reads it.")]
        return _page(strike_id, form, 422)
    except striking.NotPossible:
        raise _not_so() from None
    flash(_("The signature stands. The office was told and has your words."), "done")
    return go(url_for("signing.proposal", strike_id=strike_id))


@bp.post("/strike/<id:strike_id>/take-back")
@allow(SIGNED_IN)
def take_strike_back(strike_id: str) -> AnyResponse:
    """Whoever proposed it thinks better of it."""
    _seen(strike_id)
    try:
        striking.take_back(db(), actor(), strike_id, clock.now())
    except striking.NotPossible:
        raise _not_so() from None
    flash(_("Taken back. The signature stands, and both are told."), "done")
    return go(url_for("signing.proposal", strike_id=strike_id))


def _seen(strike_id: str) -> proposals.Proposal:
    found = proposals.proposal(db(), actor(), strike_id)
    if found is None:
        abort(404)
    return found


def _page(strike_id: str, form: AnswerStrikeForm, status: int) -> Response:
    me, found = actor(), _seen(strike_id)
    return render(
        "signing/proposal.html",
        form=form,
        proposal=found,
        second=found.second(me),
        is_own=found.proposed_by == me.person_id,
        reason=dict(WHY_STRUCK)[found.reason],
        status=status,
    )


def _not_so() -> Refused:
    return Refused(_("This is not open to you any more: the signature ended, or somebody answered already."))
