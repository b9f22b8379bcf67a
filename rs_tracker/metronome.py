"""The clockwork of background jobs: APScheduler with interval ticks and nothing remembered; all truth is in tables.

Each tick is short, opens its own session and swallows its own fault, so that one bad tick never stops the next.
"""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine

from rs_tracker import jobs
from rs_tracker.adapters.letters import Letters
from rs_tracker.adapters.mail import Mailer
from rs_tracker.layout import TEMPLATES, Config

log = logging.getLogger("rs_tracker.metronome")
SEND_EVERY, RECOMPUTE_EVERY, TIDY_EVERY, CHECKPOINTS_EVERY = 5, 60, 3600, 3600
NOTICES_EVERY = 3600


def start(config: Config, engine: Engine) -> BackgroundScheduler:
    """Start ticking in a thread of this process; `shutdown()` lets the tick under way end."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)
    if config.mail_url is not None:
        mailer = Mailer(config.mail_url, config.mail_from, urlsplit(config.base_url).hostname or "localhost")
        letters = Letters(TEMPLATES, about_installation(config))
        scheduler.add_job(
            _tick("send", lambda: jobs.send_mail(engine, mailer, letters)), "interval", seconds=SEND_EVERY
        )
    scheduler.add_job(_tick("recompute", lambda: jobs.recompute(engine)), "interval", seconds=RECOMPUTE_EVERY)
    scheduler.add_job(_tick("tidy", lambda: jobs.tidy(engine)), "interval", seconds=TIDY_EVERY)
    scheduler.add_job(_tick("notices", lambda: jobs.close_notices(engine)), "interval", seconds=NOTICES_EVERY)
    scheduler.add_job(_tick("checkpoints", lambda: jobs.checkpoints(engine)), "interval", seconds=CHECKPOINTS_EVERY)
    scheduler.start()
    return scheduler


def about_installation(config: Config) -> dict[str, str]:
    """What every letter may say about this installation."""
    return {"base_url": config.base_url, "host_name": config.host_name, "host_contact": config.host_contact}


def _tick(name: str, work: Callable[[], object]) -> Callable[[], None]:
    def tick() -> None:
        try:
            work()
        except Exception:  # the next tick tries again; nothing was committed
            log.exception("the job %s failed", name)

    return tick
