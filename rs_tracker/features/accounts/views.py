"""Joining, signing in and out, codes, addresses, devices."""

from flask import Blueprint

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
