"""`rs-tracker serve` and `rs-tracker worker`."""

import logging
import os
import signal
import threading

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from rs_tracker import metronome
from rs_tracker.commands import settings
from rs_tracker.layout import Config, ConfigError

THREADS = 4


def run(config: Config) -> None:
    """Serve until told to stop: one process with a few threads; on SQLite the background jobs tick beside it."""
    engine = settings.database(config)
    is_embedded = engine.dialect.name == "sqlite"
    scheduler = metronome.start(config, engine) if is_embedded else None
    server = Granian(
        "rs_tracker.wsgi:create",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    )
    try:
        server.serve()
    finally:
        if scheduler is not None:
            scheduler.shutdown()


@click.command()
def serve() -> None:
    """Serve the pages (RS_HOST, PORT) behind a proxy that ends TLS."""
    config = settings.read()
    try:
        config.check_may_serve()
    except ConfigError as fault:
        raise settings.Fault(str(fault)) from None
    click.echo(f"rs_tracker serves {config.base_url} on {config.host}:{config.port}.")
    run(config)


@click.command()
def worker() -> None:
    """Send mail and recompute standings, beside `serve` on PostgreSQL; ends cleanly on SIGTERM."""
    config = settings.read()
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    scheduler = metronome.start(config, settings.database(config))
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    click.echo(f"The worker runs as process {os.getpid()}.")
    ended.wait()
    scheduler.shutdown()
