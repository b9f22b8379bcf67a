"""Ledgers that earlier releases wrote: every release reads each of them to its end and finds it whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import checkpoint as notes
from rs_tracker.domain import ledger
from rs_tracker.features.ledger import audit, rotation, whole
from rs_tracker.store.tables import AssociationKey, Checkpoint, LedgerHead, LedgerRow
from tests.golden.make import ENTRIES, FIRST, HERE, HOME
from tests.support import builders
from tests.support.builders_ledger import rows

KEPT = sorted(HERE.glob("ledger-*.jsonl"))
# What only a database has beside its ledger, and a file has not.
BESIDE = {audit.INDEX, audit.COUNTED, audit.EVIDENCE}


def read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    head, *lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return head, lines


def put(db: Session, head: dict[str, Any], lines: list[dict[str, Any]], note: notes.Note) -> None:
    """The ledger in a database of today."""
    builders.association(db, HOME)
    for key in head["keys"]:
        is_used = key["role"] == "signing" and key["to_seq"] is None
        own = {
            "association_id": HOME,
            "alg": "ed25519",
            "created_at": FIRST,
            "sealed": b"elsewhere" if is_used else None,
        }
        db.execute(insert(AssociationKey), key | own)
    for line in lines:
        said = json.loads(line["canonical"])
        row = {name: said[name] for name in ("seq", "kind", "kid")} | {"canonical": line["canonical"]}
        at = FIRST.strptime(said["at"], "%Y-%m-%dT%H:%M:%S%z")
        row |= {"association_id": HOME, "entry_hash": line["hash"], "prev_hash": said["prev"], "sig": line["sig"]}
        db.execute(insert(LedgerRow), row | {"at": at})
    end = {"size": len(lines), "last_hash": lines[-1]["hash"]}
    db.execute(insert(LedgerHead), end | {"association_id": HOME, "kid": note.kid})
    at = FIRST.strptime(note.at, "%Y-%m-%dT%H:%M:%S%z")
    db.execute(insert(Checkpoint), end | {"association_id": HOME, "at": at, "note": notes.text(note)})
    db.flush()


def test_there_is_one() -> None:
    assert [path.name for path in KEPT] == ["ledger-v1.jsonl"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_kept_ledger_holds(db: Session, path: Path) -> None:
    head, lines = read(path)
    note = notes.read(path.with_suffix(".note").read_text())
    assert (note.size, note.last_hash) == (len(lines), lines[-1]["hash"])
    put(db, head, lines, note)
    assert {fault.code for fault in audit.audit(db, HOME)} <= BESIDE
    assert b"".join(whole.lines(db, HOME)) == path.read_bytes(), "it is written as it was"
    root = next(one for one in rotation.listed(db, HOME) if one.role == "root")
    assert ed25519.verify(
        root.public, rotation.ROOT_DOMAIN + (root.certificate or "").encode(), root.certificate_sig or ""
    )
    assert root.certificate is not None
    db.execute(delete(LedgerHead).where(LedgerHead.association_id == HOME))
    assert audit.HEAD in {fault.code for fault in audit.audit(db, HOME)}, "else the first line would prove nothing"
    assert len(rows(db, HOME)) == len(lines)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_kept_ledger_means_what_it_meant(path: Path) -> None:
    _head, lines = read(path)
    said = [json.loads(line["canonical"]) for line in lines]
    assert {one["kind"] for one in said} == ledger.KINDS
    assert ledger.fold(said) == {ENTRIES[0]: 2, ENTRIES[1]: 2, ENTRIES[2]: None, ENTRIES[3]: 1}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_kept_ledger_does_not_hold_once_a_row_says_something_else(db: Session, path: Path) -> None:
    head, lines = read(path)
    put(db, head, lines, notes.read(path.with_suffix(".note").read_text()))
    found: dict[int, str] = {}
    for row in rows(db):
        changed = row.canonical.replace("2026-11-2", "2026-12-2", 1)
        assert changed != row.canonical
        unguarded_text(db, row.seq, changed)
    for fault in audit.audit(db, HOME):
        if fault.seq is not None and fault.code not in BESIDE:
            found.setdefault(fault.seq, fault.code)
    assert [found.get(seq) for seq in range(1, len(lines) + 1)] == [audit.HASH] * len(lines)


def unguarded_text(db: Session, seq: int, changed: str) -> None:
    """Another text in one row, past the triggers; the test's own transaction is never committed."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("DROP TRIGGER IF EXISTS ledger_no_update"))
    else:
        db.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
    db.execute(
        text("UPDATE ledger SET canonical = :changed WHERE association_id = :here AND seq = :seq"),
        {"changed": changed, "here": HOME, "seq": seq},
    )
