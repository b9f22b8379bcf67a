"""The loop that sends: real SMTP to a server in this process."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy import Engine, select

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.adapters.letters import Letters
from rs_tracker.adapters.mail import Letter, Mailer, NotSent
from rs_tracker.features.outbox import sending, service
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.engine import WriteSession, reading, writing
from rs_tracker.store.tables import Address, OutboxMessage
from tests.support import builders
from tests.support.builders import NOW
from tests.support.server import free_port

LETTERS = Letters(TEMPLATES, {"base_url": "https://hours.example.org", "host_name": "The Example Host"})
CERTIFICATE = Path(__file__).with_name("localhost.pem")
SENDER = "rs_tracker <hours@example.org>"


class Post:
    """A post office: keeps what it takes, refuses whom it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(
        self, server: Any, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: SmtpSession, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def login(
        self, server: Any, session: SmtpSession, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss word")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def port(post: Post) -> Iterator[int]:
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a client and a server of ours need to trust each other; the key is for `localhost` in tests alone."""
    ours = ssl.create_default_context(cafile=CERTIFICATE)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(CERTIFICATE)
    return ours, theirs


def mailer(port: int) -> Mailer:
    return Mailer(f"smtp://127.0.0.1:{port}", SENDER, "hours.example.org")


def queue_code(db: WriteSession, recipient: str = "nora@example.org", key: str = "code:1") -> None:
    params = {"code": "123456", "purpose": "join", "expires_at": (NOW + timedelta(minutes=10)).isoformat()}
    service.queue(db, "code", recipient, key, now=NOW, params=params)


def rows(engine: Engine) -> list[OutboxMessage]:
    with reading(engine) as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.dedupe_key)))


def test_a_letter_goes_out_once_and_its_code_is_forgotten(
    engine: Engine, db: WriteSession, post: Post, port: int
) -> None:
    queue_code(db)
    db.commit()
    with clock.stopped(NOW):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 1
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 0
    (letter,) = post.letters
    (row,) = rows(engine)
    assert (letter["To"], letter["From"]) == ("nora@example.org", SENDER)
    assert letter["Subject"] == "123456 is your code"
    assert letter["Message-ID"] == f"<{row.id}@hours.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "run by The Example Host" in letter.get_content()
    assert (row.state, row.sent_at, row.attempt) == ("sent", NOW, 1)
    assert "123456" not in str(row.params)


def test_the_same_fact_is_queued_once(engine: Engine, db: WriteSession) -> None:
    assert service.queue(db, "account_exists", "nora@example.org", "one fact", now=NOW)
    assert not service.queue(db, "account_exists", "nora@example.org", "one fact", now=NOW)
    db.commit()
    assert len(rows(engine)) == 1


def test_a_fact_about_two_very_long_addresses_is_still_one_fact(engine: Engine, db: WriteSession) -> None:
    long = f"{'a' * 242}@example.org"
    for ending in ("one", "one", "two"):
        service.queue(db, "account_exists", long, f"{long}:{ending}", now=NOW)
    db.commit()
    assert len(rows(engine)) == 2


def test_a_server_that_is_away_is_tried_again_later_each_time(engine: Engine, db: WriteSession) -> None:
    service.queue(db, "account_exists", "nora@example.org", "one", now=NOW)
    db.commit()
    nowhere, at, waits = mailer(free_port()), NOW, []
    for _ in range(sending.TRIES):
        with clock.stopped(at):
            assert jobs.send_mail(engine, nowhere, LETTERS) == 0
        (row,) = rows(engine)
        waits.append((row.not_before - at).total_seconds())
        at = max(at, row.not_before)
    assert waits[:4] == [30, 120, 480, 1920]
    assert max(waits) == timedelta(hours=6).total_seconds()
    assert (row.state, row.attempt) == ("dead", 8)
    assert row.last_error is not None


def test_a_code_that_comes_too_late_is_not_sent(engine: Engine, db: WriteSession, post: Post, port: int) -> None:
    queue_code(db)
    db.commit()
    with clock.stopped(NOW + timedelta(minutes=10)):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 0
    assert (post.letters, rows(engine)[0].state) == ([], "skipped")


def test_an_address_refused_for_good_is_marked_and_not_tried_again(
    engine: Engine, db: WriteSession, post: Post, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    builders.person(db, "Nora", "nora@example.org")
    service.queue(db, "account_exists", "nora@example.org", "one", now=NOW)
    service.queue(db, "account_exists", "bob@example.org", "two", now=NOW)
    db.commit()
    post.refusals = {"nora@example.org": "550 nora@example.org: no such mailbox", "bob@example.org": "450 later"}
    with clock.stopped(NOW):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 0
    assert "nora@example.org" not in caplog.text
    gone, later = rows(engine)
    assert (gone.state, later.state) == ("dead", "pending")
    assert later.not_before == NOW + timedelta(seconds=30)
    with reading(engine) as after:
        assert after.scalars(select(Address.unreachable_at)).all() == [NOW]


def test_two_senders_never_hold_the_same_letter(engine: Engine, db: WriteSession) -> None:
    for number in range(4):
        service.queue(db, "account_exists", "nora@example.org", str(number), now=NOW)
    db.commit()
    with writing(engine) as one:
        first = sending.claim(one, NOW, 3)
        one.commit()
    with writing(engine) as two:
        second = sending.claim(two, NOW, 3)
        two.commit()
    assert (len(first), len(second)) == (3, 1)
    assert not {message.id for message in first} & {message.id for message in second}


def test_what_a_sender_held_when_it_died_is_sent_by_the_next(
    engine: Engine, db: WriteSession, post: Post, port: int
) -> None:
    service.queue(db, "account_exists", "nora@example.org", "one", now=NOW)
    stale = sending.claim(db, NOW)
    db.commit()
    with clock.stopped(NOW + timedelta(minutes=1)):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 0
    with clock.stopped(NOW + timedelta(minutes=3)):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 1
    sending.failed(db, stale[0], "woke up late", NOW, is_final=False, is_address=False)
    db.commit()
    assert rows(engine)[0].state == "sent"


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(
    engine: Engine, db: WriteSession, post: Post, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    service.queue(db, "invitation", "nora@example.org", "1: no params", now=NOW)
    service.queue(db, "account_exists", "bob@example.org", "2", now=NOW)
    db.commit()
    with clock.stopped(NOW):
        assert jobs.send_mail(engine, mailer(port), LETTERS) == 1
    assert [row.state for row in rows(engine)] == ["pending", "sent"]
    assert "nora@example.org" not in caplog.text


def test_starttls_and_a_login_with_signs_in_the_password(
    post: Post, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    ours, theirs = tls
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=theirs,
        require_starttls=True,
        authenticator=post.login,
        auth_required=True,
    )
    controller.start()
    try:
        url = f"smtp+starttls://hours%40example.org:p%40ss%20word@localhost:{controller.port}"
        letter = Letter("id-1", "nora@example.org", "Buenos días, Ñandú", "Qué tal\n")
        Mailer(url, SENDER, "hours.example.org", ours).send(letter, NOW)
        with pytest.raises(NotSent) as refusal:
            Mailer(url.replace("p%40ss", "wrong"), SENDER, "hours.example.org", ours).send(letter, NOW)
    finally:
        controller.stop()
    assert post.logins[0] == (b"hours@example.org", b"p@ss word")
    assert post.letters[0]["Subject"] == "Buenos días, Ñandú"
    assert post.letters[0].get_content().strip() == "Qué tal"
    assert not refusal.value.is_final


def test_tls_from_the_first_byte(post: Post, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    ours, theirs = tls
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), ssl_context=theirs)
    controller.start()
    try:
        letter = Letter("id-1", "nora@example.org", "Hello", "Hello\n")
        Mailer(f"smtps://localhost:{controller.port}", SENDER, "hours.example.org", ours).send(letter, NOW)
        stranger = Mailer(f"smtps://localhost:{controller.port}", SENDER, "hours.example.org")
        with pytest.raises(NotSent):
            stranger.send(letter, NOW)
    finally:
        controller.stop()
    assert len(post.letters) == 1
