"""The log: one form, many dates, history, an old spreadsheet."""

from flask import Blueprint

bp = Blueprint("entries", __name__, url_prefix="/entries")
