"""Profiles, endorsements held, supervisors and supervisees."""

from flask import Blueprint, abort

from rs_tracker.web.access import MEMBER, PUBLIC, SIGNED_IN, SUPERVISOR, allow

bp = Blueprint("people", __name__, url_prefix="/people")

_DOORS = (
    ("me", "/me", SIGNED_IN),
    ("language", "/language/<code>", PUBLIC),
    ("supervisors", "/supervisors", MEMBER),
    ("supervisees", "/supervisees", SUPERVISOR),
    ("welcome", "/welcome", SIGNED_IN),
)
for _name, _path, _audience in _DOORS:
    bp.add_url_rule(_path, _name, allow(_audience, is_bookmark=True)(lambda **_: abort(404)), methods=["GET", "POST"])
