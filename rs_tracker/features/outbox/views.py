"""Messages on their way: written with their cause, sent by a loop."""

from flask import Blueprint

bp = Blueprint("outbox", __name__)
