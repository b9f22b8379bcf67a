"""Goals and standings: what counts, what is missing, and why."""

from flask import Blueprint

bp = Blueprint("progress", __name__, url_prefix="/progress")
