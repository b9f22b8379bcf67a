"""The coordinator's office: people, providers to confirm, questions."""

from flask import Blueprint

bp = Blueprint("association", __name__, url_prefix="/association")
