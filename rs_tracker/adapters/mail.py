"""Sending one letter by SMTP: plain, STARTTLS or TLS from the first byte."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
FOR_GOOD = range(500, 600)


class NotSent(Exception):
    """The letter did not go out. `is_final`: the server will never take it; `is_address`: because of the address."""

    def __init__(self, why: str, *, is_final: bool = False, is_address: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final
        self.is_address = is_address


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. `id` becomes the Message-ID, so that a letter sent twice is folded by mail stores."""

    id: str
    recipient: str
    subject: str
    body: str


class Mailer:
    """Knows the mail server. `url` is smtp://, smtp+starttls:// or smtps://, with user and password if needed."""

    def __init__(self, url: str, sender: str, domain: str, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or "localhost"
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._domain = domain
        self._context = context or ssl.create_default_context()

    def send(self, letter: Letter, at: datetime) -> None:
        """Hand the letter to the server; NotSent says why it was not taken."""
        message = self._written(letter, at)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, why = next(iter(refusal.recipients.values()))
            is_final = code in FOR_GOOD
            raise NotSent(f"{code} {_text(why)}", is_final=is_final, is_address=is_final) from refusal
        except smtplib.SMTPResponseException as refusal:
            is_login = isinstance(refusal, smtplib.SMTPAuthenticationError)
            is_final = refusal.smtp_code in FOR_GOOD and not is_login
            raise NotSent(f"{refusal.smtp_code} {_text(refusal.smtp_error)}", is_final=is_final) from refusal
        except (OSError, smtplib.SMTPException) as fault:
            raise NotSent(f"{type(fault).__name__}: {fault}") from fault

    def _written(self, letter: Letter, at: datetime) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = letter.recipient
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{letter.id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server: smtplib.SMTP
        if self._scheme == "smtps":
            server = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=self._context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        with server:
            if self._scheme == "smtp+starttls":
                server.starttls(context=self._context)
            if self._user is not None:
                server.login(self._user, self._password)
            yield server


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
