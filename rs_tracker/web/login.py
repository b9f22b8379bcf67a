"""Flask-login with sessions of our own: the cookie names a row, and ending the row ends the session."""

from secrets import token_urlsafe
from typing import cast

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, current_user
from sqlalchemy import update

from rs_tracker.store.tables import WebSession
from rs_tracker.web.db import db
from rs_tracker.web.i18n import CHOSEN
from rs_tracker.web.visitor import Stranger, actor, forget, token_hash, visitor

DEVICE = "device"

manager = LoginManager()
manager.session_protection = None  # the row itself decides; a phone changes its address all day
manager.anonymous_user = Stranger
manager.user_loader(visitor)


def new_token() -> str:
    """256 random bits for a cookie."""
    return token_urlsafe(32)


def enter(token: str, *, is_own_device: bool) -> None:
    """Put a new session's token into the cookie, and nothing of what stood there before signing in."""
    kept = {name: cookie[name] for name in (DEVICE, CHOSEN) if name in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie["_user_id"] = token
    cookie.permanent = True
    if is_own_device:
        cookie[DEVICE] = token


def leave() -> None:
    """Take the session's token out of the cookie; the row is ended by the accounts room."""
    forget()
    cookie.pop("csrf_token", None)


def known_device() -> str | None:
    """The token of the last session that somebody here called their own device's, ended or not."""
    return cast("str | None", cookie.get(DEVICE))


def reissue() -> None:
    """Give the running session a new token: called once somebody has typed their password again."""
    before, after = current_user.get_id(), new_token()
    db().execute(update(WebSession).where(WebSession.id == actor().session_id).values(token_hash=token_hash(after)))
    cookie["_user_id"] = after
    current_user.token = after
    if cookie.get(DEVICE) == before:
        cookie[DEVICE] = after


def install(app: Flask) -> None:
    """Attach to this app."""
    manager.init_app(app)
