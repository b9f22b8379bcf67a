"""What needs me now, and the pages that explain the product."""

from flask import Blueprint

bp = Blueprint("home", __name__)
