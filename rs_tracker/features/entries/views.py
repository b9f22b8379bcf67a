"""The log: one form, many dates, history, an old spreadsheet."""

from flask import Blueprint, abort

from rs_tracker.web.access import SUPERVISEE, allow

bp = Blueprint("entries", __name__, url_prefix="/entries")

_DOORS = (
    ("listing", "/", ["GET"]),
    ("new", "/new", ["GET", "POST"]),
    ("several", "/several", ["GET", "POST"]),
    ("import_log", "/import", ["GET", "POST"]),
    ("show", "/<uuid:entry_id>", ["GET"]),
    ("edit", "/<uuid:entry_id>/edit", ["GET", "POST"]),
    ("remove", "/<uuid:entry_id>/remove", ["POST"]),
    ("restore", "/<uuid:entry_id>/restore", ["POST"]),
)
for _name, _path, _methods in _DOORS:
    bp.add_url_rule(_path, _name, allow(SUPERVISEE, is_bookmark=True)(lambda **_: abort(404)), methods=_methods)
