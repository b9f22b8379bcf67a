"""The blueprint that all views of this room hang on."""

from flask import Blueprint

bp = Blueprint("entries", __name__, url_prefix="/entries")
