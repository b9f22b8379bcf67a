"""My old spreadsheet: upload, look, adjust, confirm."""

from flask import Response, abort

from rs_tracker.features.entries.views_door import bp
from rs_tracker.web.access import SUPERVISEE, allow


@bp.get("/import")
@allow(SUPERVISEE, is_bookmark=True)
def import_log() -> Response:
    """Choose a file."""
    abort(404)
