"""The app factory: floors from the bottom up, then every room's door. Starts no thread and reads no environment."""

from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import Engine

from rs_tracker.adapters.letters import Letters
from rs_tracker.adapters.passwords import Passwords
from rs_tracker.features.accounts.views import bp as accounts
from rs_tracker.features.association.views import bp as association
from rs_tracker.features.entries.views import bp as entries
from rs_tracker.features.entries.views_sync import HANDLERS as LOG_OPERATIONS
from rs_tracker.features.erasure.views import bp as erasure
from rs_tracker.features.exports.views import bp as exports
from rs_tracker.features.groups.views import bp as groups
from rs_tracker.features.guests.views import bp as guests
from rs_tracker.features.home.views import bp as home
from rs_tracker.features.outbox.views import bp as outbox
from rs_tracker.features.people.views import bp as people
from rs_tracker.features.progress.views import bp as progress
from rs_tracker.features.proofs.views import bp as proofs
from rs_tracker.features.pwa.views import bp as pwa
from rs_tracker.features.signing.views import bp as signing
from rs_tracker.features.standins.views import bp as standins
from rs_tracker.features.trail.views import bp as trail
from rs_tracker.layout import STATIC, TEMPLATES, Config
from rs_tracker.store.engine import open_engine
from rs_tracker.web import (
    access,
    assets,
    converters,
    credentials,
    db,
    errors,
    filters,
    htmx,
    i18n,
    limits,
    login,
    marks,
    nav,
    operations,
    requestlog,
    runtime,
    security,
    stepup,
    uploads,
)

ROOMS = (
    home,
    accounts,
    people,
    entries,
    groups,
    signing,
    guests,
    standins,
    proofs,
    progress,
    association,
    exports,
    trail,
    pwa,
    erasure,
)
FOUR_HUNDRED_DAYS = 400 * 24 * 3600
MEGABYTE = 1024 * 1024


def create_app(config: Config, engine: Engine | None = None) -> Flask:
    """A WSGI app for these settings; tests hand in an engine of their own."""
    app = Flask("rs_tracker", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.testing = config.testing
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME=config.cookie_name,
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=FOUR_HUNDRED_DAYS,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=8 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    runtime.install(
        app,
        runtime.Runtime(
            engine=engine or open_engine(config.database_url, ledger_secret=config.ledger_secret),
            passwords=Passwords(config.password_cost),
            letters=Letters(TEMPLATES, {"base_url": config.base_url, "host_name": config.host_name}),
            static=STATIC,
            base_url=config.base_url,
            sign_up=config.sign_up,
            is_https=config.is_https,
            is_demo=config.demo,
            host_name=config.host_name,
            host_contact=config.host_contact,
            languages=config.languages,
        ),
    )
    _furnish(app, config)
    return app


def _furnish(app: Flask, config: Config) -> None:
    """Attach what the web shares, in the order in which a request meets it, and then the rooms."""
    converters.install(app)
    uploads.install(app)
    requestlog.install(app)
    db.install(app)
    htmx.install(app)
    i18n.install(app)
    login.install(app)
    limits.install(app)
    security.install(app)
    filters.install(app)
    credentials.install(app)
    marks.install(app)
    assets.install(app)
    nav.install(app)
    operations.install(app, LOG_OPERATIONS)
    stepup.install(app)
    errors.install(app)
    for room in ROOMS:
        app.register_blueprint(room)
    if config.demo or config.testing:
        app.register_blueprint(outbox)
    access.install(app)
