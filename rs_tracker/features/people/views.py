"""Profiles, endorsements held, supervisors and supervisees."""

from flask import Blueprint

bp = Blueprint("people", __name__, url_prefix="/people")
