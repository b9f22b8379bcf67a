"""Flask-login with sessions of our own: the cookie names a row, and ending the row ends the session."""

from flask import Flask
from flask_login import LoginManager

from rs_tracker.web.visitor import Stranger, visitor

manager = LoginManager()
manager.session_protection = None  # the row itself decides; a phone changes its address all day
manager.anonymous_user = Stranger
manager.user_loader(visitor)


def install(app: Flask) -> None:
    """Attach to this app."""
    manager.init_app(app)
