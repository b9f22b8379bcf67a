"""Questions to the office with its answers, and the office's few settings."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.association import queries, service
from rs_tracker.features.association import questions as asked
from rs_tracker.features.association.forms import AnswerForm, SettingsForm
from rs_tracker.features.association.views_base import bp, office_page
from rs_tracker.web.access import COORDINATOR, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor


@bp.get("/questions")
@allow(COORDINATOR)
def questions() -> Response:
    """What people asked the office."""
    here = actor().association
    strikes, questions = asked.strikes(db(), here), asked.asked(db(), here)
    return office_page("association/questions.html", "questions", questions=questions, strikes=strikes)


@bp.route("/questions/<id:entry_id>", methods=["GET", "POST"])
@allow(COORDINATOR)
def question(entry_id: str) -> AnyResponse:
    """Both statements about one entry, and the answer."""
    me, form = actor(), AnswerForm()
    one = asked.one(db(), me.association, entry_id)
    if one is None:
        abort(404)
    if form.validate_on_submit():
        asked.answer(db(), me, entry_id, form.words.data or "", clock.now())
        flash(_("Your answer goes to both sides by email."), "done")
        return go(url_for("association.question", entry_id=entry_id))
    returned = asked.returns_of(db(), me.association, entry_id)
    status = 422 if form.errors else 200
    return office_page(
        "association/question.html", "questions", question=one, returned=returned, form=form, status=status
    )


@bp.route("/settings", methods=["GET", "POST"])
@allow(COORDINATOR)
def settings() -> AnyResponse:
    """Whom people ask, how they sign, and the code for joining where joining goes by codes."""
    me = actor()
    office = queries.office(db(), me.association)
    said = {"takes_codes": office.takes_codes, "asks_for_passkeys": office.asks_for_passkeys}
    form = SettingsForm(data=said | {"contact": office.contact or ""})
    if form.validate_on_submit():
        service.set_contact(db(), me, form.contact.data or "", clock.now())
        service.take_codes(db(), me, bool(form.takes_codes.data), clock.now())
        service.ask_for_passkeys(db(), me, bool(form.asks_for_passkeys.data), clock.now())
        flash(_("Saved."), "done")
        return go(url_for("association.settings"))
    return office_page(
        "association/settings.html",
        "settings",
        form=form,
        office=office,
        takes_codes=runtime().sign_up == "code",
        status=422 if form.errors else 200,
    )


@bp.post("/settings/join-code")
@allow(COORDINATOR)
def renew_join_code() -> AnyResponse:
    """A new code; the one before stops working."""
    service.renew_join_code(db(), actor(), clock.now())
    flash(_("There is a new code. The one before does not work any more."), "done")
    return go(url_for("association.settings"))


@bp.post("/settings/join-code/end")
@allow(COORDINATOR)
def end_join_code() -> AnyResponse:
    """Nobody joins by a code any more."""
    service.end_join_code(db(), actor(), clock.now())
    flash(_("Nobody can join by a code now. Invitations go on working."), "done")
    return go(url_for("association.settings"))
