"""The blueprint that the room's views share."""

from flask import Blueprint

bp = Blueprint("signing", __name__, url_prefix="/signing")
