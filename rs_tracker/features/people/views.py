"""One's own profile and the language of the pages. The room's other views register themselves on the same blueprint."""

from urllib.parse import urlsplit

from flask import Response, abort, flash, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.people import queries, service, views_held, views_welcome, views_work
from rs_tracker.features.people.forms import DEGREES, DegreeForm, GivesForm, ProfileForm, Told
from rs_tracker.features.people.views_base import bp
from rs_tracker.web.access import PUBLIC, SIGNED_IN, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.i18n import CHOSEN, OWN_NAMES
from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor

__all__ = ["bp", "views_held", "views_welcome", "views_work"]


@bp.route("/me", methods=["GET", "POST"])
@allow(SIGNED_IN, is_bookmark=True)
def me() -> AnyResponse:
    """Name, zone, language; and what was said about degrees and endorsements."""
    person = actor()
    stored = queries.profile(db(), person.person_id)
    form = ProfileForm(data={"name": stored.name, "zone": stored.zone, "language": stored.language})
    form.offer(stored.zone, [(code, OWN_NAMES[code]) for code in runtime().languages])
    if len(runtime().languages) < 2:
        del form.language
    if not form.validate_on_submit():
        return _profile(form)
    language = str(form.language.data) if "language" in form else stored.language
    service.introduce(db(), person, form.name.data or "", str(form.zone.data), language, clock.now())
    cookie.pop(CHOSEN, None)
    flash(_("Your profile is saved."), "done")
    return go(url_for("people.me"))


def _profile(form: ProfileForm, degree: Told | None = None, gives: Told | None = None) -> Response:
    person = actor()
    rows = queries.traits(db(), person.person_id)
    faulty = form.errors or (degree and degree.errors) or (gives and gives.errors)
    return render(
        "people/me.html",
        status=422 if faulty else 200,
        form=form,
        degree=degree or DegreeForm(formdata=None, prefix="degree-", value=_newest(rows, service.DEGREE, "none")),
        gives=gives or GivesForm(formdata=None, prefix="gives-", value=_newest(rows, service.GIVES_RSC, "no")),
        degree_names={str(value): label for value, label, *_rest in DEGREES},
        degrees=[row for row in rows if row.trait == service.DEGREE],
        giving=[row for row in rows if row.trait == service.GIVES_RSC],
        endorsements=queries.endorsements(db(), person.person_id),
        me=person,
    )


def _newest(rows: list[queries.TraitRow], trait: str, otherwise: str) -> str:
    return next((row.value for row in rows if row.trait == trait), otherwise)


@bp.post("/me/<trait>")
@allow(SIGNED_IN)
def tell(trait: str) -> AnyResponse:
    """The degree, or whether one gives supervision, from a day on."""
    forms: dict[str, type[Told]] = {"degree": DegreeForm, "gives": GivesForm}
    if trait not in forms:
        abort(404)
    person, now = actor(), clock.now()
    form = forms[trait](prefix=f"{trait}-")
    form.today = person.today(now)
    if not form.validate_on_submit():
        stored = queries.profile(db(), person.person_id)
        profile = ProfileForm(formdata=None, name=stored.name, zone=stored.zone, language=stored.language)
        profile.offer(stored.zone, [(code, OWN_NAMES[code]) for code in runtime().languages])
        return _profile(profile, **{trait: form})
    name = service.DEGREE if trait == "degree" else service.GIVES_RSC
    service.set_trait(db(), person, name, form["value"].data, form["from_on"].data, now)
    flash(_("Thank you. Your hours were counted anew."), "done")
    return go(url_for("people.me"))


@bp.get("/language/<code>")
@allow(PUBLIC)
def language(code: str) -> AnyResponse:
    """Show the pages of this browser in another language, and go back to the page it was asked on."""
    if code not in runtime().languages:
        abort(404)
    cookie[CHOSEN] = code
    came_from = urlsplit(request.referrer or "")
    is_ours = came_from.netloc == request.host and came_from.path.startswith("/") and came_from.path != request.path
    back = came_from.path + (f"?{came_from.query}" if came_from.query else "") if is_ours else url_for("home.index")
    return go(url_for("home.index") if back.startswith("//") else back)
