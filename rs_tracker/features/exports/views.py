"""Hour summaries and my log as files and print."""

from flask import Blueprint

bp = Blueprint("exports", __name__, url_prefix="/exports")
