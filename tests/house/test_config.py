"""Settings are read once, refuse what would fail later, and never show a secret."""

import dataclasses

import pytest

from config import TRIAL_LEDGER_KEY, Config, ConfigError, variables

SECRET = "x" * 32
REAL = {
    "RS_SECRET_KEY": SECRET,
    "RS_LEDGER_KEY": SECRET[::-1] + "hidden",
    "DATABASE_URL": "postgresql://rs:hidden@db.example.org/rs",
    "RS_BASE_URL": "https://hours.example.org/",
    "RS_MAIL_URL": "smtp+starttls://rs:hidden@mail.example.org:587",
    "RS_MAIL_FROM": "Hours <hours@example.org>",
    "RS_HOST_NAME": "Example Association",
    "RS_HOST_CONTACT": "office@example.org",
}
TRIAL = {"RS_SECRET_KEY": SECRET, "RS_DEMO": "1"}


def test_a_real_installation_is_read() -> None:
    config = Config.from_env(REAL)
    assert config.database_url == "postgresql+psycopg://rs:hidden@db.example.org/rs"
    assert config.base_url == "https://hours.example.org"
    assert (config.is_https, config.cookie_name) == (True, "__Host-rs")
    assert (config.sign_up, config.password_cost, config.demo, config.testing) == ("invite", "strong", False, False)
    assert (config.host, config.port, config.trusted_proxies, config.log_level) == ("127.0.0.1", 8000, 0, "INFO")
    config.check_may_serve()


def test_a_demo_needs_a_secret_and_nothing_else() -> None:
    config = Config.from_env({**TRIAL, "PORT": "8123"})
    assert config.database_url.startswith("sqlite:///")
    assert (config.base_url, config.cookie_name) == ("http://localhost:8123", "rs")
    assert config.mail_url is None
    config.check_may_serve()


def test_the_key_of_a_trial_is_known_to_all_and_a_real_one_is_not() -> None:
    assert Config.from_env(TRIAL).ledger_key == TRIAL_LEDGER_KEY
    assert Config.from_env({**TRIAL, "RS_LEDGER_KEY": "y" * 32}).ledger_secret == b"y" * 32
    assert Config.from_env(REAL).ledger_key == REAL["RS_LEDGER_KEY"]


def test_settings_cannot_be_changed_afterwards() -> None:
    config = Config.from_env(TRIAL)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.port = 1  # type: ignore[misc]


def test_no_secret_shows_in_a_printed_config() -> None:
    printed = repr(Config.from_env(REAL))
    assert "hidden" not in printed
    assert SECRET not in printed


def test_every_field_names_its_variable_once() -> None:
    names = variables()
    assert list(names) == [field.name for field in dataclasses.fields(Config)]
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("needed", sorted(set(REAL) - {"DATABASE_URL", "RS_BASE_URL"}))
def test_a_missing_setting_is_named(needed: str) -> None:
    with pytest.raises(ConfigError, match=needed):
        Config.from_env({**REAL, needed: " "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RS_SECRET_KEY", "x" * 31),
        ("RS_LEDGER_KEY", "x" * 31),
        ("SIGN_UP", "everybody"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eight"),
        ("DATABASE_URL", "mysql://localhost/rs"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:notaport/rs"),
        ("DATABASE_URL", "rs.sqlite"),
        ("RS_BASE_URL", "hours.example.org"),
        ("RS_BASE_URL", "ftp://hours.example.org"),
        ("RS_BASE_URL", "https://hours.example.org/app"),
        ("RS_BASE_URL", "https://hours.example.org:port"),
        ("RS_BASE_URL", "https://"),
        ("RS_MAIL_URL", "mail.example.org"),
        ("RS_MAIL_URL", "http://mail.example.org"),
        ("RS_MAIL_FROM", "hours"),
        ("RS_MAIL_FROM", "Hours <a@b.org>\nBcc: x@y.org"),
        ("RS_DEMO", "perhaps"),
        ("RS_PASSWORD_COST", "cheap"),
        ("RS_TRUSTED_PROXIES", "-1"),
        ("RS_TRUSTED_PROXIES", "99"),
        ("RS_LOG_LEVEL", "loud"),
        ("RS_LANGUAGES", "en,tlh"),
        ("RS_LANGUAGES", "en,en"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_env({**REAL, name: value})


def test_a_mistyped_name_is_not_ignored() -> None:
    with pytest.raises(ConfigError, match="RS_SIGN_UP"):
        Config.from_env({**TRIAL, "RS_SIGN_UP": "open"})


@pytest.mark.parametrize("written", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_is_understood(written: str) -> None:
    config = Config.from_env({**TRIAL, "DATABASE_URL": f"{written}://postgres:@/rs?host=%2Frun%2Fpg"})
    assert config.database_url == "postgresql+psycopg://postgres:@/rs?host=%2Frun%2Fpg"


def test_a_cheap_password_hash_is_for_trials() -> None:
    assert Config.from_env({**TRIAL, "RS_PASSWORD_COST": "cheap"}).password_cost == "cheap"


def test_both_languages_can_be_offered() -> None:
    assert Config.from_env({**TRIAL, "RS_LANGUAGES": "es, en"}).languages == ("es", "en")


def test_real_people_are_not_served_without_tls() -> None:
    config = Config.from_env({**REAL, "RS_BASE_URL": "http://hours.example.org"})
    assert (config.is_https, config.cookie_name) == (False, "rs")
    with pytest.raises(ConfigError, match="RS_BASE_URL"):
        config.check_may_serve()


def test_the_default_address_is_not_served_outside_the_demo() -> None:
    with pytest.raises(ConfigError, match="https"):
        Config.from_env({**REAL, "RS_BASE_URL": ""}).check_may_serve()
