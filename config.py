"""The settings of one installation, read once from the environment and never changed afterwards.

Standard library only, and nothing below the roof imports it: what a lower floor needs is handed to it as an argument.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, cast
from urllib.parse import SplitResult, urlsplit

SignUp = Literal["open", "code", "invite"]
PasswordCost = Literal["strong", "cheap"]

SECRET_LENGTH = 32
TRIAL_LEDGER_KEY = "signatures made with this key are worth nothing"
LANGUAGES = ("en", "es")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
TRUE, FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class ConfigError(ValueError):
    """A setting is missing or wrong; the message names the variable and what belongs there."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that may differ between two installations; README.md explains each. Secrets never show in a repr."""

    database_url: str = field(repr=False, metadata={"env": "DATABASE_URL"})
    secret_key: str = field(repr=False, metadata={"env": "RS_SECRET_KEY"})
    ledger_key: str = field(repr=False, metadata={"env": "RS_LEDGER_KEY"})
    base_url: str = field(metadata={"env": "RS_BASE_URL"})
    sign_up: SignUp = field(metadata={"env": "SIGN_UP"})
    mail_url: str | None = field(repr=False, metadata={"env": "RS_MAIL_URL"})
    mail_from: str = field(metadata={"env": "RS_MAIL_FROM"})
    demo: bool = field(metadata={"env": "RS_DEMO"})
    testing: bool = field(metadata={"env": "RS_TESTING"})
    host: str = field(metadata={"env": "RS_HOST"})
    port: int = field(metadata={"env": "PORT"})
    password_cost: PasswordCost = field(metadata={"env": "RS_PASSWORD_COST"})
    trusted_proxies: int = field(metadata={"env": "RS_TRUSTED_PROXIES"})
    log_level: str = field(metadata={"env": "RS_LOG_LEVEL"})
    host_name: str = field(metadata={"env": "RS_HOST_NAME"})
    host_contact: str = field(metadata={"env": "RS_HOST_CONTACT"})
    languages: tuple[str, ...] = field(metadata={"env": "RS_LANGUAGES"})

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read and check all settings; the first fault is raised as ConfigError."""
        _refuse_unknown(env)
        port = _port(env)
        demo, testing = _flag(env, "RS_DEMO"), _flag(env, "RS_TESTING")
        is_trial = demo or testing
        mail_url = _mail_url(env, is_trial)
        return cls(
            database_url=_database_url(_text(env, "DATABASE_URL") or "sqlite:///instance/rs_tracker.sqlite"),
            secret_key=_secret(env, "RS_SECRET_KEY"),
            ledger_key=_ledger_key(env, is_trial),
            base_url=_base_url(_text(env, "RS_BASE_URL") or f"http://localhost:{port}"),
            sign_up=cast(SignUp, _choice(env, "SIGN_UP", ("open", "code", "invite"), "invite")),
            mail_url=mail_url,
            mail_from=_mail_from(env, is_needed=mail_url is not None),
            demo=demo,
            testing=testing,
            host=_text(env, "RS_HOST") or "127.0.0.1",
            port=port,
            password_cost=_password_cost(env, is_trial),
            trusted_proxies=_number(env, "RS_TRUSTED_PROXIES", 0, 0, 10),
            log_level=_choice(env, "RS_LOG_LEVEL", LOG_LEVELS, "INFO"),
            host_name=_named_host(env, "RS_HOST_NAME", "rs_tracker on this computer", is_trial),
            host_contact=_named_host(env, "RS_HOST_CONTACT", "nobody@example.org", is_trial),
            languages=_languages(env),
        )

    @property
    def is_https(self) -> bool:
        """Whether people reach this server through TLS, so that cookies can be Secure."""
        return self.base_url.startswith("https://")

    @property
    def ledger_secret(self) -> bytes:
        """What the associations' signing keys are sealed under."""
        return self.ledger_key.encode()

    @property
    def cookie_name(self) -> str:
        """The web session's cookie; browsers accept the __Host- prefix only on a Secure cookie."""
        return "__Host-rs" if self.is_https else "rs"

    def check_may_serve(self) -> None:
        """Refuse to serve real people without TLS: their session cookie would travel in the open."""
        if not self.is_https and not (self.demo or self.testing):
            raise ConfigError(
                f"RS_BASE_URL is {self.base_url}: outside the demo it must be the https:// address people type, "
                "with TLS ended by a proxy in front of this server"
            )


def variables() -> dict[str, str]:
    """Each field's environment variable, in the order of the README's table."""
    return {item.name: str(item.metadata["env"]) for item in fields(Config)}


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _refuse_unknown(env: Mapping[str, str]) -> None:
    """A mistyped name would silently leave the default in force."""
    known = set(variables().values())
    for name in sorted(env):
        if name.startswith("RS_") and name not in known:
            raise ConfigError(f"{name} is not a setting; the ones that begin with RS_ are listed in README.md")


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = _text(env, name).lower()
    if value not in TRUE + FALSE:
        raise ConfigError(f"{name} is {value!r}: put 1 or 0 there")
    return value in TRUE


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = _text(env, name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", value) or not least <= int(value) <= most:
        raise ConfigError(f"{name} is {value!r}: put a whole number from {least} to {most} there")
    return int(value)


def _port(env: Mapping[str, str]) -> int:
    return _number(env, "PORT", 8000, 1, 65535)


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = _text(env, name) or default
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}: put one of {', '.join(allowed)} there")
    return value


def _ledger_key(env: Mapping[str, str], is_trial: bool) -> str:
    """Signatures of a trial are worth nothing, so their key may be known to all."""
    if is_trial and not _text(env, "RS_LEDGER_KEY"):
        return TRIAL_LEDGER_KEY
    return _secret(env, "RS_LEDGER_KEY")


def _secret(env: Mapping[str, str], name: str) -> str:
    value = _text(env, name)
    if len(value) < SECRET_LENGTH:
        fault = "is missing" if not value else f"has only {len(value)} characters"
        raise ConfigError(
            f"{name} {fault}: put at least {SECRET_LENGTH} random characters there, for instance "
            "what `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'` prints"
        )
    return value


def _split(name: str, value: str, wanted: str) -> SplitResult:
    """The parts of an address; urlsplit raises only on some faults and leaves others to the reading of `.port`."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ConfigError(f"{name} is not an address: put {wanted} there") from None
    return parts


def _database_url(value: str) -> str:
    wanted = "sqlite:///path/to/file or postgresql://user:password@host/database"
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return value
    scheme = _split("DATABASE_URL", value, wanted).scheme
    if scheme in ("postgresql", "postgres"):
        value = "postgresql+psycopg" + value[len(scheme) :]
    elif scheme != "postgresql+psycopg":
        raise ConfigError(f"DATABASE_URL is not one this server can open: put {wanted} there")
    if "://" not in value or not re.search(r"/[^/?]+(\?|$)", value.split("://", 1)[1]):
        raise ConfigError(f"DATABASE_URL names no database: put {wanted} there")
    return value


def _base_url(value: str) -> str:
    wanted = "the address people type, such as https://hours.example.org, with no path"
    parts = _split("RS_BASE_URL", value, wanted)
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_bare:
        raise ConfigError(f"RS_BASE_URL is not what belongs there: put {wanted} there")
    return value.rstrip("/")


def _mail_url(env: Mapping[str, str], is_trial: bool) -> str | None:
    wanted = "smtp+starttls://user:password@host:587 (or smtps:// or smtp://)"
    value = _text(env, "RS_MAIL_URL")
    if not value:
        if is_trial:
            return None
        raise ConfigError(f"RS_MAIL_URL is missing: codes and invitations go by mail; put {wanted} there")
    parts = _split("RS_MAIL_URL", value, wanted)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ConfigError(f"RS_MAIL_URL is not a mail server: put {wanted} there")
    return value


def _mail_from(env: Mapping[str, str], *, is_needed: bool) -> str:
    value = _text(env, "RS_MAIL_FROM")
    if not value and not is_needed:
        return "rs_tracker <rs_tracker@example.org>"
    if not re.fullmatch(r"[^@\r\n]+@[^@\s]+", value):
        raise ConfigError("RS_MAIL_FROM is missing or no address: put the sender of our mail there, Name <a@b.org>")
    return value


def _password_cost(env: Mapping[str, str], is_trial: bool) -> PasswordCost:
    value = _choice(env, "RS_PASSWORD_COST", ("strong", "cheap"), "strong")
    if value == "cheap" and not is_trial:
        raise ConfigError("RS_PASSWORD_COST is 'cheap': that is for the demo and tests only; leave it out")
    return cast(PasswordCost, value)


def _named_host(env: Mapping[str, str], name: str, default: str, is_trial: bool) -> str:
    value = _text(env, name)
    if not value and not is_trial:
        raise ConfigError(f"{name} is missing: the privacy page must say who runs this server and how to reach them")
    return value or default


def _languages(env: Mapping[str, str]) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in (_text(env, "RS_LANGUAGES") or LANGUAGES[0]).split(","))
    if any(code not in LANGUAGES for code in codes) or len(set(codes)) < len(codes):
        wanted = f"some of {', '.join(LANGUAGES)}, the default first"
        raise ConfigError(f"RS_LANGUAGES is {','.join(codes)!r}: put {wanted} there")
    return codes
