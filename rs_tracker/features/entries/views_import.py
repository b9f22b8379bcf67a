"""My old spreadsheet: choose a file, look at every row, adjust, confirm. Nothing is saved before that."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from rs_tracker.adapters import clock
from rs_tracker.features.entries import forms_import, sheet_import
from rs_tracker.features.entries.choices import offer
from rs_tracker.features.entries.service import BadFact
from rs_tracker.features.entries.sheet_columns import FIELDS, Columns, headings
from rs_tracker.features.entries.views_door import bp
from rs_tracker.web.access import SUPERVISEE, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import go, render
from rs_tracker.web.visitor import actor

SHOWN_ROWS = 100


@bp.get("/import")
@allow(SUPERVISEE, is_bookmark=True)
def import_log() -> Response:
    """Choose a file."""
    return render("entries/import.html", form=forms_import.FileForm())


@bp.post("/import")
@allow(SUPERVISEE)
def import_upload() -> AnyResponse:
    """Keep it for the preview."""
    form = forms_import.FileForm()
    if not form.validate():
        return render("entries/import.html", status=422, form=form)
    sent = form.file.data
    try:
        upload_id = sheet_import.upload(db(), actor(), sent.filename or "", sent.read(), clock.now())
    except sheet_import.Unreadable as fault:
        form.file.errors = [forms_import.file_fault(fault.code)]
        return render("entries/import.html", status=422, form=form)
    return go(url_for("entries.import_preview", upload_id=upload_id))


@bp.get("/import/<id:upload_id>")
@allow(SUPERVISEE)
def import_preview(upload_id: str) -> Response:
    """Every row as it would be saved, or why it would not be."""
    return _page(upload_id, _look(upload_id))


@bp.post("/import/<id:upload_id>")
@allow(SUPERVISEE)
def import_save(upload_id: str) -> AnyResponse:
    """Look again with other choices, or save what was looked at."""
    seen = _look(upload_id)
    faults = forms_import.address_faults(request.form)
    choices = forms_import.chosen(request.form, seen.plan.choices)
    if faults:
        return _page(upload_id, seen, 422, faults)
    sheet_import.choose(db(), actor(), upload_id, seen, choices)
    now_seen = _look(upload_id)
    if request.form.get("do") != "save" or now_seen.plan.added != seen.plan.added:
        return go(
            url_for("entries.import_preview", upload_id=upload_id, changed=request.form.get("do") == "save" or None)
        )
    try:
        outcome = sheet_import.save(db(), actor(), now_seen.plan, clock.now())
    except BadFact:
        return _page(
            upload_id, now_seen, 422, [("", _("Your log names you as your own supervisor. Choose who it was."))]
        )
    sheet_import.forget(db(), actor(), upload_id)
    flash(ngettext("%(num)d session added, unsigned.", "%(num)d sessions added, unsigned.", outcome.added), "done")
    return go(url_for("entries.listing"))


def _look(upload_id: str) -> sheet_import.Preview:
    seen = sheet_import.look(db(), actor(), upload_id, clock.now())
    if seen is None:
        abort(404)
    return seen


def _page(
    upload_id: str, seen: sheet_import.Preview, status: int = 200, faults: list[tuple[str, str]] | None = None
) -> Response:
    choices = seen.plan.choices
    sheet = seen.sheets[choices.sheet] if choices.sheet < len(seen.sheets) else seen.sheets[0]
    known = offer(db(), actor())
    return render(
        "entries/import_preview.html",
        status=status,
        form=forms_import.FileForm(),
        upload_id=upload_id,
        seen=seen,
        plan=seen.plan,
        choices=choices,
        columns=headings(sheet, Columns(choices.heading_row, dict(choices.of))),
        fields=[(name, forms_import.column_words(name)) for name in FIELDS],
        people=[*known.mine, *known.others],
        faults=faults or [],
        shown_rows=SHOWN_ROWS,
        is_changed="changed" in request.args,
    )
