"""The demo's mailbox: what would have been sent, newest first. Not there in a real installation."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request

from rs_tracker.features.outbox import queries
from rs_tracker.web.access import PUBLIC, allow
from rs_tracker.web.db import db
from rs_tracker.web.htmx import render
from rs_tracker.web.runtime import runtime

bp = Blueprint("outbox", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter as its reader would see it."""

    recipient: str
    subject: str
    body: str
    at: datetime


@bp.get("/demo/mail")
@allow(PUBLIC)
def demo_mail() -> Response:
    """Every letter, or those to one address."""
    to = "".join(filter(str.isprintable, request.args.get("to", ""))).strip().lower()
    shown = []
    for row in queries.newest(db(), to):
        letter = runtime().letters.write(row.template, row.params, row.language)
        shown.append(Shown(row.recipient, letter.subject, letter.body, row.created_at))
    return render("outbox/demo_mail.html", letters=shown, to=to)
