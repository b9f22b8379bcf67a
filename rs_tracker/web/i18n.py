"""Language and zone of the reader."""

from flask import Flask, request
from flask_babel import Babel

from rs_tracker.web.runtime import runtime
from rs_tracker.web.visitor import actor_or_none

OWN_NAMES = {"en": "English", "es": "Español"}


def language() -> str:
    """The account's language, else the one asked for in the address, else what the browser prefers, else English."""
    actor = actor_or_none()
    offered = runtime().languages
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
