"""What a WSGI server imports: `rs_tracker.wsgi:create` (a factory)."""

import logging
import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from rs_tracker.app import create_app
from rs_tracker.layout import Config


def create() -> Flask:
    """The app for the settings in the environment, behind as many proxies as they say."""
    config = Config.from_env(os.environ)
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app(config)
    if config.trusted_proxies:
        # Every proxy appends to X-Forwarded-For; Proto and Host are set by the outermost and passed on as they are.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
