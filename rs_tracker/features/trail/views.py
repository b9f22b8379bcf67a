"""Who did what."""

from flask import Blueprint

bp = Blueprint("trail", __name__, url_prefix="/trail")
