"""What a WSGI server imports: `rs_tracker.wsgi:create` (a factory)."""

import gc
import logging
import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from rs_tracker.app import create_app
from rs_tracker.layout import Config

# A page makes a few thousand short-lived objects: looking for cycles after every 700 of them is time lost.
YOUNG = 20_000


def create() -> Flask:
    """The app for the settings in the environment, behind as many proxies as they say."""
    config = Config.from_env(os.environ)
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app(config)
    if config.trusted_proxies:
        # Every proxy appends to X-Forwarded-For; Proto and Host are set by the outermost and passed on as they are.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    # What is there now stays for good; no later search for garbage need walk through it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    return app
