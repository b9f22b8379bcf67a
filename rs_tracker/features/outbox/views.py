"""Messages on their way: written with their cause, sent by a loop."""

from flask import Blueprint, abort

from rs_tracker.web.access import PUBLIC, allow

bp = Blueprint("outbox", __name__)
bp.add_url_rule("/demo/mail", "demo_mail", allow(PUBLIC)(lambda: abort(404)))
