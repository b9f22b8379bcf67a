"""A supervisee's side: start a sheet, join one by its code."""

from datetime import datetime

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.groups import joining, service, words
from rs_tracker.features.groups.forms import CodeForm, JoinForm, StartForm, read_instant, sheet_id_of
from rs_tracker.features.groups.views_base import bp
from rs_tracker.web.access import MEMBER, SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.errors import Refused
from rs_tracker.web.filters import day
from rs_tracker.web.htmx import go, render
from rs_tracker.web.limits import by_person, limiter
from rs_tracker.web.visitor import actor


@bp.route("/group/start", methods=["GET", "POST"])
@allow(SUPERVISEE, is_bookmark=True)
def start() -> AnyResponse:
    """Open a sheet for one's supervisor, with oneself on it."""
    me, form, now = actor(), StartForm(), clock.now()
    form.latest = service.latest_day(me, now)
    supervisors = joining.supervisors(db(), me)
    form.offer(supervisors)
    id_ = sheet_id_of(form.form_id.data)
    if form.validate_on_submit():
        try:
            sheet_id = joining.start(db(), me, id_, form.meeting(), form.supervisor.data, now)
        except service.BadFact as fault:
            form.refuse(fault.key)
        else:
            return go(url_for("groups.show", sheet_id=sheet_id))
    elif request.method == "GET":
        form.fill(me.today(now), None, "in_person")
    status = 422 if form.errors else 200
    return render("groups/start.html", status=status, form=form, form_id=id_, supervisors=supervisors)


@bp.get("/join")
@bp.get("/join/<code>")
@allow(MEMBER, is_bookmark=True)
def join(code: str = "") -> Response:
    """Where the six letters are typed; a square code brings them along. Nothing is told of the sheet before a press."""
    form = CodeForm()
    form.code.data = code[:12]
    return render("groups/join.html", form=form)


@bp.post("/join")
@allow(MEMBER)
@limiter.limit("20 per hour", key_func=by_person, deduct_when=lambda response: response.status_code == 422)
def join_now() -> AnyResponse:
    """Look at the sheet behind the code, then join it with one's own length."""
    asked, sent = CodeForm(), request.form.get("joined_at", "")
    at = read_instant(sent)
    try:
        if not asked.validate() or (sent and at is None):
            raise joining.NoSuchCode
        return _look_or_join(asked.code.data or "", at)
    except joining.NoSuchCode:
        asked.code.errors = asked.code.errors or [
            _("No group has this code now. Codes hold for 24 hours; check the letters, or ask for a new one.")
        ]
        return render("groups/join.html", status=422, form=asked)
    except joining.Closed as gone:
        raise Refused(_closed(gone)) from None
    except joining.MayNotJoin as fault:
        raise Refused(words.may_not_join(fault.why)) from None


def _look_or_join(code: str, at: datetime | None) -> AnyResponse:
    me, now, form = actor(), clock.now(), JoinForm()
    found = joining.look(db(), me, code, now, at)
    form.offer(found.places)
    is_sure = request.form.get("do") == "join"
    if not is_sure:
        form.fill_length(found.minutes)
    if form.place.data in (None, "", "None"):
        form.place.data = found.place
    if not is_sure or not form.validate():
        status = 422 if form.errors else 200
        return render("groups/look.html", status=status, form=form, found=found, code=code, at=at)
    found, is_new = joining.join(db(), me, code, form.length, form.place.data, now, at)
    said = _("You are on the sheet of %(who)s for %(day)s. It comes into your log once it is signed.")
    again = _("You had joined this sheet of %(who)s for %(day)s already. Nothing was changed.")
    flash((said if is_new else again) % {"who": found.provider_name, "day": day(found.held_on)}, "done")
    return go(url_for("home.index"))


def _closed(gone: joining.Closed) -> str:
    told = {"who": gone.provider_name, "day": day(gone.held_on)}
    if gone.is_signed:
        return str(_("%(who)s has signed the group of %(day)s already. Log your session yourself.", **told))
    return str(_("The group sheet of %(who)s for %(day)s was taken back.", **told))
