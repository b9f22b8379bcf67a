"""Consent to sign electronically: what it says, taking it back, agreeing again."""

from flask import Response, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.signing import consent
from rs_tracker.features.signing.views_base import bp
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor


@bp.get("/consent")
@allow(SIGNED_IN)
def consent_page() -> Response:
    """What I agreed to, and since when."""
    return render("signing/consent.html", consent=consent.last(db(), actor().person_id))


@bp.post("/consent")
@allow(SIGNED_IN)
def agree() -> AnyResponse:
    """Agree, for the first time or again."""
    consent.give(db(), actor(), clock.now())
    flash(_("You agree to sign electronically."), "done")
    return go(url_for("signing.consent_page"))


@bp.post("/consent/withdraw")
@allow(SIGNED_IN)
def take_back() -> AnyResponse:
    """Take the consent back; signatures given stay."""
    consent.withdraw(db(), actor(), clock.now())
    flash(_("You took your consent back. What you signed stays signed; nothing more is asked of you here."), "done")
    return go(url_for("signing.consent_page"))


@bp.app_errorhandler(consent.ConsentWithdrawn)
def withdrawn(error: Exception) -> Response:
    """Whichever page somebody wanted to sign on: first the consent, nothing else was changed."""
    return render("signing/consent.html", status=409, consent=consent.last(db(), actor().person_id), is_needed=True)
