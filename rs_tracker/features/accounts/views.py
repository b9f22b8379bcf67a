"""Joining, signing in and out, codes, addresses, devices."""

from flask import Blueprint, abort

from rs_tracker.web.access import PUBLIC, SIGNED_IN, allow

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

_DOORS = (
    ("sign_in", "/sign-in", PUBLIC),
    ("join", "/join", PUBLIC),
    ("code", "/code", PUBLIC),
    ("set_password", "/set-password", PUBLIC),
    ("reset", "/reset", PUBLIC),
    ("addresses", "/addresses", SIGNED_IN),
    ("devices", "/devices", SIGNED_IN),
    ("choose_association", "/association", SIGNED_IN),
    ("consent", "/consent", SIGNED_IN),
)
for _name, _path, _audience in _DOORS:
    bp.add_url_rule(_path, _name, allow(_audience, is_bookmark=True)(lambda: abort(404)), methods=["GET", "POST"])
bp.add_url_rule("/sign-out", "sign_out", allow(SIGNED_IN)(lambda: abort(404)), methods=["POST"])
