"""Language and zone of the reader."""

from flask import Flask, request
from flask import session as cookie
from flask_babel import Babel

from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor_or_none

CHOSEN = "language"  # in the cookie
OWN_NAMES = {"en": "English", "es": "Español"}


def language() -> str:
    """The language chosen in this browser, else the account's, else what the browser prefers, else the first."""
    actor = actor_or_none()
    offered = runtime().languages
    if cookie.get(CHOSEN) in offered:
        return str(cookie[CHOSEN])
    if actor is not None and actor.language in offered:
        return actor.language
    return request.accept_languages.best_match(offered) or offered[0]


def zone() -> str:
    """The reader's zone."""
    actor = actor_or_none()
    return actor.zone if actor else "UTC"


def install(app: Flask) -> None:
    """Attach the catalogues."""
    Babel(app, locale_selector=language, timezone_selector=zone)
