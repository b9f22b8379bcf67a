"""`migrate`, `doctor` and `verify`: an installation says in sentences how it is, and ends with a code."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.adapters import clock
from rs_tracker.features.entries.record import digest
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.signing import service as signing
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association, EntryVersion
from tests.support import builders
from tests.support.builders import HOME, NOW, actor
from tests.support.builders_entries import logged
from tests.support.builders_ledger import added
from tests.support.commands import run


def test_migrate_makes_the_tables_and_every_pack_an_association(empty_database_url: str) -> None:
    first = run(empty_database_url, "migrate")
    assert first.exit_code == 0
    assert f"{len(rulepacks.ids())} associations, {len(rulepacks.ids())} of them new" in first.output
    second = run(empty_database_url, "migrate")
    assert second.exit_code == 0
    assert "0 of them new" in second.output
    assert _count_associations(empty_database_url) == len(rulepacks.ids())


def _count_associations(url: str) -> int:
    engine = store.open_engine(url)
    with Session(engine) as db:
        found = db.scalar(select(func.count()).select_from(Association)) or 0
    engine.dispose()
    return found


@pytest.mark.parametrize("words", [("doctor",), ("verify",), ("association", "list")])
def test_a_database_that_was_never_migrated_is_named(empty_database_url: str, words: tuple[str, ...]) -> None:
    result = run(empty_database_url, *words)
    assert result.exit_code == 2
    assert "Run `rs-tracker migrate`" in result.output


def test_a_missing_secret_is_named(empty_database_url: str) -> None:
    result = run(empty_database_url, "migrate", RS_SECRET_KEY="too short")
    assert result.exit_code == 2
    assert "RS_SECRET_KEY has only 9 characters" in result.output


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_doctor_finds_a_fresh_installation_well(empty_database_url: str) -> None:
    run(empty_database_url, "migrate")
    result = run(empty_database_url, "doctor")
    assert (result.exit_code, result.output.count("BAD")) == (0, 0), result.output
    assert "All 24 rule packs are seeded" in result.output


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_doctor_names_a_server_that_may_lose_what_it_acknowledged(empty_database_url: str) -> None:
    run(empty_database_url, "migrate")
    result = run(empty_database_url, "doctor")
    assert [line for line in result.output.splitlines() if line.startswith("BAD")] == [
        "BAD  PostgreSQL: synchronous_commit off, fsync off."
    ], "the tests' server trades safety for speed"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_doctor_asks_for_the_proxy_without_which_every_form_is_refused(empty_database_url: str) -> None:
    run(empty_database_url, "migrate")
    https = {"RS_BASE_URL": "https://hours.example.org"}
    result = run(empty_database_url, "doctor", **https)
    assert result.exit_code == 1
    assert "BAD  RS_TRUSTED_PROXIES is 0: put 1 for the proxy that ends TLS." in result.output
    assert run(empty_database_url, "doctor", **https, RS_TRUSTED_PROXIES="1").exit_code == 0


def test_doctor_names_a_pack_that_was_never_seeded(database_url: str) -> None:
    result = run(database_url, "doctor")
    assert result.exit_code == 1
    assert "BAD  Rule packs to seed or renew: ak-aimh" in result.output


def test_doctor_tries_the_secret_on_every_key(db: store.WriteSession, database_url: str) -> None:
    builders.cast(db)
    added(db, 1)
    assert "ok   RS_LEDGER_KEY opens every signing key." in run(database_url, "doctor").output
    result = run(database_url, "doctor", RS_LEDGER_KEY="another secret, long enough to be one")
    assert result.exit_code == 1
    assert "BAD  RS_LEDGER_KEY is not the one under which the signing keys were sealed" in result.output
    assert f"Keys that do not open: {HOME}." in result.output


def test_doctor_hears_that_nobody_sends_the_mail(empty_database_url: str) -> None:
    run(empty_database_url, "migrate")
    engine = store.open_engine(empty_database_url)
    with store.writing(engine) as db:
        an_hour_ago = clock.now() - timedelta(hours=1)
        outbox.queue(db, "account_exists", "ana@example.org", "one", now=an_hour_ago)
        db.commit()
    engine.dispose()
    quiet = run(empty_database_url, "doctor")
    assert "is the worker running?" not in quiet.output, "where no mail is sent, none is late"
    sending = {"RS_MAIL_URL": "smtp://localhost:2525", "RS_MAIL_FROM": "rs@example.org"}
    result = run(empty_database_url, "doctor", **sending)
    assert result.exit_code == 1
    assert "is the worker running?" in result.output


@pytest.fixture
def signed(db: store.WriteSession, database_url: str) -> str:
    """A log of one signed and one waiting session; the signed one's id."""
    who = builders.cast(db)
    entry_id = logged(db, who)
    logged(db, who, minutes=75)
    bob = actor(db, who.bob)
    intent_id = signing.intend(db, bob, [f"{HOME}/{entry_id}/1"], NOW)
    signing.sign(db, bob, intent_id, "pwd", NOW)
    db.commit()
    return entry_id


def test_verify_looks_at_every_record_and_finds_them_whole(signed: str, database_url: str) -> None:
    result = run(database_url, "verify")
    assert result.exit_code == 0, result.output
    assert "2 entry versions were hashed again." in result.output
    assert "1 signatures were held against their versions and statements." in result.output
    assert "Every record holds." in result.output


def _release(connection: Connection, table: str) -> None:
    """What somebody with the database in their hands would do first: take the triggers away."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"DROP TRIGGER {table}_no_update"))
    else:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def _longer(connection: Connection) -> None:
    _release(connection, "entry_version")
    connection.execute(text("UPDATE entry_version SET minutes = 600 WHERE association_id = 'al-f5a'"))


def _other_bytes(connection: Connection) -> None:
    _release(connection, "entry_version")
    connection.execute(text("UPDATE entry_version SET body = body || ' ' WHERE association_id = 'al-f5a'"))


def _consistent_forgery(connection: Connection) -> None:
    """Bytes, hash and columns agree with one another, but not with what was signed."""
    _release(connection, "entry_version")
    from_, to = EntryVersion.__table__.c, '"minutes":600'
    rows = connection.execute(
        select(from_.entry_id, from_.body).where(from_.association_id == HOME, from_.minutes == 60)
    )
    for entry_id, body in rows.all():
        forged = body.replace('"minutes":60', to)
        connection.execute(
            text(
                "UPDATE entry_version SET minutes = 600, body = :body, sha256 = :sha"
                " WHERE association_id = 'al-f5a' AND entry_id = :id"
            ),
            {"body": forged, "sha": digest(forged), "id": entry_id},
        )


def _other_signer(connection: Connection) -> None:
    _release(connection, "attestation")
    connection.execute(
        text(
            "UPDATE attestation SET signer_id = (SELECT id FROM person WHERE name = 'Dana Diaz')"
            " WHERE association_id = 'al-f5a'"
        )
    )


def _other_statement(connection: Connection) -> None:
    connection.execute(text("UPDATE sign_intent SET body = replace(body, 'minutes', 'minute5')"))


def _never_signed(connection: Connection) -> None:
    """An entry alone can be changed without touching a trigger."""
    waiting = "UPDATE entry SET state = 'signed', signed_version = 1 WHERE association_id = 'al-f5a' AND minutes = 75"
    connection.execute(text(waiting))


def _longer_line(connection: Connection) -> None:
    connection.execute(text("UPDATE entry SET minutes = 600 WHERE association_id = 'al-f5a' AND minutes = 60"))


def _other_name(connection: Connection) -> None:
    connection.execute(text("UPDATE disclosure SET value = 'Mallory' WHERE association_id = 'al-f5a'"))


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (_longer, "version 1: its columns do not say what its bytes say."),
        (_other_bytes, "version 1: its bytes do not fit their hash."),
        (_consistent_forgery, "version 1 is of other bytes than the version has."),
        (_other_signer, "version 1 is not in the statement that was signed."),
        (_other_statement, "the statement's bytes do not fit their hash."),
        (_longer_line, "its line in the log does not repeat the version it stands on."),
        (_never_signed, "is marked as signed, but nobody signed it"),
        (_other_name, "version 1: the name is not the one it was made of."),
    ],
)
def test_verify_finds_what_was_changed_behind_our_back(
    signed: str, database_url: str, engine: Engine, tamper: Callable[[Connection], None], sentence: str
) -> None:
    with engine.begin() as connection:
        tamper(connection)
    result = run(database_url, "verify")
    assert result.exit_code == 1, result.output
    assert sentence in result.output
    assert "Every record holds." not in result.output


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_database_that_cannot_be_read_is_named_without_its_address(tmp_path: Path, database_kind: str) -> None:
    file = tmp_path / "torn.sqlite"
    file.write_bytes(b"SQLite format 3\x00" + b"torn" * 2000)
    for url in (f"sqlite:///{file}", "postgresql://somebody:secret@127.0.0.1:1/nothing"):
        result = run(url, "verify")
        assert result.exit_code == 2, url
        assert "The database cannot be opened" in result.output
        assert "secret" not in result.output
