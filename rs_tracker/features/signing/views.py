"""One queue over all associations, the signing moment, sending back."""

from flask import Blueprint

bp = Blueprint("signing", __name__, url_prefix="/signing")
