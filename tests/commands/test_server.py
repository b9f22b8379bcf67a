"""`serve` and `worker` as processes: what they refuse, what they do, and how they end."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rs_tracker.adapters import clock
from rs_tracker.features.outbox import service as outbox
from rs_tracker.store.engine import WriteSession
from tests.support.commands import run, start
from tests.support.installation import LEDGER_KEY
from tests.support.server import PATIENCE, SECRET, free_port

REAL = {
    "RS_SECRET_KEY": SECRET,
    "RS_LEDGER_KEY": LEDGER_KEY,
    "RS_MAIL_FROM": "rs_tracker <hours@example.org>",
    "RS_HOST_NAME": "The Hosts",
    "RS_HOST_CONTACT": "hosts@example.org",
}


class Postbox:
    """What a mail server was handed."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A real mail server on a free port, and what it took."""
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_serve_refuses_plain_http_outside_the_demo(database_url: str) -> None:
    settings = REAL | {"RS_TESTING": "0", "RS_PASSWORD_COST": "strong", "RS_MAIL_URL": "smtp://localhost:2525"}
    result = run(database_url, "serve", **settings, RS_BASE_URL="http://hours.example.org")
    assert result.exit_code == 2
    assert "it must be the https:// address people type" in result.output


def test_the_worker_sends_what_is_queued_and_ends_when_told(
    db: WriteSession, database_url: str, tmp_path: Path, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    outbox.queue(db, "account_exists", "ana@example.org", "one", now=clock.now())
    db.commit()
    settings = REAL | {"DATABASE_URL": database_url, "RS_BASE_URL": "https://hours.example.org"}
    worker = start(tmp_path, "worker", **settings, RS_MAIL_URL=f"smtp://127.0.0.1:{port}")
    try:
        until = time.monotonic() + PATIENCE
        while not box.letters and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        said, _ = worker.communicate(timeout=PATIENCE)
    finally:
        worker.kill()
    assert worker.returncode == 0, said
    assert [letter.rcpt_tos for letter in box.letters] == [["ana@example.org"]]
    assert b"@hours.example.org>" in (box.letters[0].content or b""), "the Message-ID names this installation"
