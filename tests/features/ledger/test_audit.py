"""Whatever somebody does to a ledger behind the program's back is found; what may be erased is no fault."""

import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import canonical, ledger
from rs_tracker.features.ledger import audit as audits
from rs_tracker.features.ledger import checkpoints, in_force, rotation, service
from rs_tracker.features.ledger.keys import context
from rs_tracker.features.ledger.service import Record
from rs_tracker.features.signing import ending
from rs_tracker.features.signing import service as signing
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import AssociationKey, LedgerDisclosure
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_entries import logged
from tests.support.builders_ledger import KEPT, added, rows, unguarded
from tests.support.installation import LEDGER_KEY


@pytest.fixture
def who(db: Session) -> Cast:
    """Five signed sessions, one of them cancelled since; a checkpoint after the fourth row."""
    who = builders.cast(db)
    bob = builders.actor(db, who.bob)
    for number in range(5):
        entry_id = logged(db, who)
        intent_id = signing.intend(db, bob, [f"{HOME}/{entry_id}/1"], NOW)
        signing.sign(db, bob, intent_id, "passkey-uv", NOW, b"an assertion")
        if number == 3:
            checkpoints.checkpoint(db, HOME, NOW)
    found = ending.signature(db, HOME, entry_id, for_update=True)
    assert found is not None
    ending.end(db, bob, found, ledger.WITHDRAW, {"by": who.bob, "reason": "by_mistake"}, NOW)
    db.commit()
    return who


def found(db: Session) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.seq) for fault in audits.audit(db, HOME)]


def test_a_ledger_that_nobody_touched_holds(db: WriteSession, who: Cast) -> None:
    assert [row.kind for row in rows(db)] == ["attest"] * 5 + ["withdraw"]
    assert found(db) == []
    assert audits.rows_of(db, HOME) == 6


def test_it_holds_through_every_kind_of_key(db: WriteSession, who: Cast) -> None:
    rotation.rotate(db, HOME, NOW)
    added(db, 1)
    root = rotation.make_root(db, HOME, NOW)
    rotation.revoke(db, HOME, root.seed(), 9, NOW)
    added(db, 1)
    checkpoints.checkpoint(db, HOME, NOW)
    rotation.make_root(db, HOME, NOW)
    db.commit()
    assert found(db) == []


def test_a_ledger_longer_than_a_portion_is_read_to_its_end(
    db: WriteSession, who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (audits, in_force):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    added(db, 3)
    assert found(db) == []


def test_erased_names_leave_a_ledger_that_holds(db: WriteSession, who: Cast) -> None:
    db.execute(delete(LedgerDisclosure).where(LedgerDisclosure.association_id == HOME, LedgerDisclosure.seq == 2))
    service.append(db, HOME, [Record("erase", {"of": [2], "reason": "asked"})], NOW)
    db.commit()
    assert found(db) == []


def sql(statement: str) -> Callable[[Connection], None]:
    def run(connection: Connection) -> None:
        connection.execute(text(statement))

    return run


HERE = f"association_id = '{HOME}'"
ROW = f"UPDATE ledger SET {{0}} WHERE {HERE} AND seq = 3"


def swap(connection: Connection) -> None:
    for before, after in ((2, 900), (3, 2), (900, 3)):
        connection.execute(text(f"UPDATE ledger SET seq = {after} WHERE {HERE} AND seq = {before}"))


def truncate(connection: Connection) -> None:
    """The last rows and everything that points to them, with a head that knows nothing of them."""
    for table in ("ledger_disclosure", "attestation", "attestation_end", "proof", "ledger"):
        connection.execute(text(f"DELETE FROM {table} WHERE {HERE} AND seq > 3"))
    connection.execute(
        text(
            f"UPDATE ledger_head SET size = 3, last_hash = (SELECT entry_hash FROM ledger WHERE {HERE} AND seq = 3)"
            f" WHERE {HERE}"
        )
    )
    connection.execute(
        text(f"UPDATE entry SET state = 'waiting', signed_version = NULL, ended_version = NULL WHERE {HERE}")
    )


@pytest.mark.parametrize(
    ("tamper", "code", "seq"),
    [
        (sql(f"DELETE FROM ledger WHERE {HERE} AND seq = 3"), audits.MISSING, 3),
        (sql(f"DELETE FROM ledger WHERE {HERE} AND seq = 1"), audits.MISSING, 1),
        (sql(f"DELETE FROM ledger WHERE {HERE} AND seq = 6"), audits.HEAD, 5),
        (swap, audits.CHAIN, 2),
        (truncate, audits.CHECKPOINT, 4),
        (sql(ROW.format("canonical = replace(canonical, '60', '90')")), audits.HASH, 3),
        (sql(ROW.format("canonical = canonical || ' '")), audits.BYTES, 3),
        (sql(ROW.format("canonical = '[]'")), audits.BYTES, 3),
        (sql(ROW.format("entry_hash = '" + "0" * 64 + "'")), audits.HASH, 3),
        (sql(ROW.format("prev_hash = '" + "f" * 64 + "'")), audits.CHAIN, 3),
        (sql(ROW.format("kind = 'confirm'")), audits.COLUMNS, 3),
        (sql(ROW.format("at = '2026-11-21 15:00:01'")), audits.COLUMNS, 3),
        (sql(ROW.format("sig = '" + "0" * 128 + "'")), audits.SIGNATURE, 3),
        (sql(ROW.format("sig = upper(sig)")), audits.SIGNATURE, 3),
        (sql(f"UPDATE association_key SET from_seq = 3 WHERE {HERE}"), audits.KEY, 1),
        (sql(f"UPDATE association_key SET from_seq = 3 WHERE {HERE}"), audits.KEYS, 3),
        (sql(f"UPDATE association_key SET to_seq = 3, sealed = NULL WHERE {HERE}"), audits.KEY, 4),
        (sql(f"UPDATE ledger_head SET size = 5 WHERE {HERE}"), audits.HEAD, 6),
        (sql(f"UPDATE ledger_head SET last_hash = '{'0' * 64}' WHERE {HERE}"), audits.HEAD, 6),
        (sql(f"DELETE FROM ledger_head WHERE {HERE}"), audits.HEAD, 6),
        (sql(f"UPDATE checkpoint SET note = replace(note, 'checkpoint', 'Checkpoint') WHERE {HERE}"), "checkpoint", 4),
        (sql(f"UPDATE checkpoint SET size = 5 WHERE {HERE}"), audits.CHECKPOINT, 5),
        (sql(f"UPDATE ledger_disclosure SET value = 'Mallory' WHERE {HERE} AND seq = 2"), audits.NAME, 2),
        (sql(f"UPDATE ledger_disclosure SET field = 'else' WHERE {HERE} AND field = 'supervisor'"), audits.NAME, 1),
        (
            sql(f"UPDATE evidence SET body = (SELECT max(salt) FROM ledger_disclosure WHERE {HERE}) WHERE {HERE}"),
            audits.EVIDENCE,
            1,
        ),
        (sql(f"DELETE FROM evidence WHERE {HERE}"), audits.EVIDENCE, 5),
        (sql(f"UPDATE attestation SET auth = 'pwd' WHERE {HERE} AND seq = 2"), audits.INDEX, 2),
        (sql(f"UPDATE attestation SET signed_at = '2020-01-01 00:00:00' WHERE {HERE} AND seq = 2"), audits.INDEX, 2),
        (sql(f"DELETE FROM attestation WHERE {HERE} AND seq = 2"), audits.INDEX, 2),
        (sql(f"UPDATE attestation SET seq = 77 WHERE {HERE} AND seq = 2"), audits.INDEX, 77),
        (sql(f"DELETE FROM attestation_end WHERE {HERE}"), audits.INDEX, 6),
        (sql(f"UPDATE attestation_end SET version = 2 WHERE {HERE}"), audits.INDEX, 6),
    ],
)
def test_whatever_is_done_to_it_is_found(
    engine: Engine,
    db: WriteSession,
    who: Cast,
    tamper: Callable[[Connection], object],
    code: str,
    seq: int,
) -> None:
    unguarded(engine, tamper)
    assert (code, seq) in found(db)


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("how", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "over"])
def test_none_of_it_can_be_changed_through_the_front_door(
    engine: Engine, db: WriteSession, who: Cast, table: str, how: str
) -> None:
    over = {"sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}", "postgresql": "TRUNCATE {0} CASCADE"}
    statement = over[engine.dialect.name] if how == "over" else how
    column = "last_hash" if table == "checkpoint" else "seq"
    with (
        pytest.raises(DBAPIError, match="is append-only"),
        engine.execution_options(spans_associations=True).begin() as connection,
    ):
        connection.execute(text(statement.format(table, column)))
    assert found(db) == []


@pytest.mark.parametrize(
    "change",
    [
        "state = 'waiting', signed_version = NULL",
        "version = 2, signed_version = 2",
        "state = 'vouched', signed_version = NULL, vouched_as = 'office'",
    ],
)
def test_an_entry_that_counts_otherwise_than_the_ledger_says_is_found(
    engine: Engine, db: WriteSession, who: Cast, change: str
) -> None:
    unguarded(engine, sql(f"UPDATE entry SET {change} WHERE {HERE} AND state = 'signed'"))
    assert [fault.code for fault in audits.audit(db, HOME)] == [audits.COUNTED] * 4


def test_a_cancelled_signature_that_counts_again_is_found(engine: Engine, db: WriteSession, who: Cast) -> None:
    again = "UPDATE entry SET state = 'signed', signed_version = 1, ended_version = NULL"
    unguarded(engine, sql(f"{again} WHERE {HERE} AND state = 'withdrawn'"))
    assert [fault.code for fault in audits.audit(db, HOME)] == [audits.COUNTED]


def test_history_written_anew_with_the_real_key_differs_from_the_checkpoint(
    engine: Engine, db: WriteSession, who: Cast
) -> None:
    """Everything fits again, from the third row on, but for the word that was given before."""
    key = db.query(AssociationKey).filter(AssociationKey.association_id == HOME).one()
    signer = ed25519.unseal(LEDGER_KEY.encode(), context(HOME, key.kid), key.sealed or b"")
    anew: list[dict[str, Any]] = []
    prev = rows(db)[1].entry_hash
    for row in rows(db)[2:]:
        body = json.loads(row.canonical) | {"prev": prev}
        if row.seq == 3:
            body["role"] = "none"
        said = canonical.text(body)
        data = ledger.signed_bytes(said)
        anew.append({"seq": row.seq, "said": said, "prev": prev, "hash": ledger.digest(data), "sig": signer.sign(data)})
        prev = ledger.digest(data)
    db.rollback()

    def rewrite(connection: Connection) -> None:
        change = "canonical = :said, prev_hash = :prev, entry_hash = :hash, sig = :sig"
        connection.execute(text(f"UPDATE ledger SET {change} WHERE {HERE} AND seq = :seq"), anew)
        connection.execute(text(f"UPDATE ledger_head SET last_hash = :hash WHERE {HERE}"), {"hash": prev})

    unguarded(engine, rewrite)
    assert found(db) == [(audits.CHECKPOINT, 4)]


def test_the_fold_on_disk_is_the_fold_of_the_rules() -> None:
    chance = random.Random(7)
    kinds = ("attest", "amend", "withdraw", "void", "vouch", "carry", "confirm", "erase", "key-rotate")
    said: list[dict[str, Any]] = [
        {"kind": chance.choice(kinds), "entry": str(UUID(int=chance.randrange(40))), "version": chance.randrange(1, 4)}
        for _ in range(2000)
    ]
    for row in said:
        if row["kind"] in ("confirm", "erase", "key-rotate"):
            del row["entry"], row["version"]
    with in_force.InForce() as held:
        for row in said:
            held.take(row)
        found = {entry: version for entry, version, _kind in held.all()}
    by_rule = {entry: version for entry, version in ledger.fold(said).items() if version is not None}
    assert found == by_rule
    assert len(found) > 10
