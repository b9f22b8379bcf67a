"""`python -m tests.golden.make v2`: a ledger with every kind of row as this release writes it, to be kept for ever.

What is made is committed and never made again: every later release must still verify it. A new one is due when the
format changes, beside the old ones.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from rs_tracker import jobs
from rs_tracker.domain import checkpoint as notes
from rs_tracker.domain.ledger import Record
from rs_tracker.features.ledger import checkpoints, rotation, service, whole
from rs_tracker.layout import MIGRATIONS
from rs_tracker.store.engine import writing
from rs_tracker.store.schema import migrate
from tests.support.databases import open_ready

HERE = Path(__file__).parent
HOME = "al-f5a"
FIRST = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ENTRIES = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 5)]
ALICE, BOB, DANA = (f"00000000-0000-4000-9000-00000000000{number}" for number in range(1, 4))


def main(name: str) -> None:
    """Write the ledger and the checkpoint of its end; refuse where there is one already."""
    ledger, note = HERE / f"ledger-{name}.jsonl", HERE / f"ledger-{name}.note"
    if ledger.exists():
        sys.exit(f"{ledger} is kept as it is")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/golden.sqlite"
        engine = open_ready(url)
        migrate(engine, MIGRATIONS)
        jobs.seed_associations(engine)
        engine.dispose()
        engine = open_ready(url)
        # The sessions that are signed here are in no log.
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys=OFF"))
        db = writing(engine)
        _fill(db)
        made = checkpoints.checkpoint(db, HOME, FIRST + timedelta(days=9))
        ledger.write_bytes(b"".join(whole.lines(db, HOME)))
        note.write_text(notes.text(made) if made else "")
        db.close()
        engine.dispose()


def _fill(db: Session) -> None:
    """Nine days: signed, corrected, ended, vouched, carried, erased, and three keys with a root."""
    names = {"supervisee": "Alice Árcher", "supervisor": "Bob Birch"}
    days = [FIRST + timedelta(days=number) for number in range(9)]
    qualification = {"qualification": ALICE, "person": BOB, "category": "IMHM-C", "status": "endorsed"}
    held = qualification | {"from": "2026-01-01", "to": None, "by": DANA}
    _append(db, days[0], Record("confirm", held))
    _append(db, days[1], *(Record("attest", _signed(entry, 1), names, b"an assertion") for entry in ENTRIES[:3]))
    rotation.rotate(db, HOME, days[2])
    _append(db, days[3], Record("amend", _signed(ENTRIES[0], 2) | {"supersedes": 2}, names))
    root = rotation.make_root(db, HOME, days[4])
    ended = {"version": 1, "by": BOB, "reason": "by_mistake"}
    _append(db, days[5], Record("withdraw", ended | {"entry": ENTRIES[1], "of": 3, "auth": "pwd"}))
    second = {"second_kind": "supervisee", "second_by": ALICE, "reason": "not_held"}
    _append(db, days[5], Record("void", {"entry": ENTRIES[2], "version": 1, "of": 4, "by": DANA} | second))
    vouched = _signed(ENTRIES[1], 2) | {"provider": BOB, "by": DANA, "as": "office", "evidence_file": "0" * 64}
    _append(db, days[6], Record("vouch", vouched, names), Record("unconfirm", held))
    origin = {"bundle_sha256": "1" * 64, "origin": "tx-first3years", "origin_seq": 7, "origin_hash": "2" * 64}
    _append(
        db, days[6], Record("carry", _signed(ENTRIES[3], 1) | origin), Record("erase", {"of": [2], "reason": "asked"})
    )
    size = service.end(db, HOME).size
    rotation.revoke(db, HOME, root.seed(), size + 1, days[7])
    _append(db, days[8], Record("confirm", held))


def _append(db: Session, at: datetime, *records: Record) -> None:
    service.append(db, HOME, records, at)


def _signed(entry: str, version: int) -> dict[str, object]:
    return {
        "entry": entry,
        "version": version,
        "version_sha256": f"{version}" * 64,
        "date": "2026-11-20",
        "minutes": 60,
        "signer": BOB,
        "supervisee": ALICE,
        "auth": "passkey-uv",
        "intent": DANA,
        "intent_sha256": "f" * 64,
        "meaning": "gave-rsc",
        "meaning_lang": "en",
        "role": "endorsed-supervisor",
        "tz": "America/Chicago",
    }


if __name__ == "__main__":
    main(sys.argv[1])
