"""Handing out a file that somebody handed in: as a download, to its owner and to the office that may see it."""

from flask import Response, abort

from rs_tracker.adapters import clock
from rs_tracker.features.standins import evidence
from rs_tracker.features.standins.views_base import bp
from rs_tracker.web.access import MEMBER, allow
from rs_tracker.web.db import apart, db
from rs_tracker.web.visitor import actor


@bp.get("/evidence/<id:file_id>")
@allow(MEMBER)
def file(file_id: str) -> Response:
    """The bytes as they are kept, never shown by the browser as a page of ours."""
    me, now = actor(), clock.now()
    found = evidence.one(db(), me, file_id)
    if found is None:
        abort(404)
    apart(lambda late: evidence.record_download(late, me, found, now))
    answer = Response(found.content, mimetype=found.mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
