"""The blueprint that the room's views share; its addresses lie beside those of the log."""

from flask import Blueprint

bp = Blueprint("groups", __name__, url_prefix="/entries")
