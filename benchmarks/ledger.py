"""Sealing a signature, and looking through 100,000 of them, against the bare arithmetic on the same bytes."""

import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import insert, select

from benchmarks import fill
from benchmarks.harness import Result, in_turn
from rs_tracker.adapters.keys import SigningKey
from rs_tracker.domain import ledger
from rs_tracker.domain.ledger import Place, Record
from rs_tracker.features.ledger import audit, service
from rs_tracker.store.engine import WriteSession, open_engine, reading, writing
from rs_tracker.store.tables import AssociationKey, Attestation, Entry, EntryVersion, LedgerRow, SignIntent

SIGNED, FEW = 100_000, 5_000
PORTION = 5_000
ELSEWHERE = "tx-first3years"
KIBIBYTE = 1024


def results() -> Iterator[Result]:
    """Sealing, auditing, and the memory that auditing takes."""
    yield _sealing()
    with tempfile.TemporaryDirectory() as name:
        world = fill.world(Path(name), SIGNED * 10 // 9 + 1)
        _sign_all(world)
        yield _auditing(world)
        few, many = (_peak(world, association_id) for association_id in (ELSEWHERE, fill.HOME))
        detail = f"{many / KIBIBYTE:.0f} MiB against {few / KIBIBYTE:.0f} MiB, whole process"
        yield Result(f"audit {SIGNED:,} rows: peak memory, x of {FEW:,} rows", many / few, 1.2, True, detail)


def _sealing() -> Result:
    private = Ed25519PrivateKey.generate()
    key = SigningKey(private)
    record = _record(str(uuid4()), str(uuid4()), str(uuid4()), str(uuid4()), "0" * 64, date(2026, 1, 5), 60)
    place = Place(fill.HOME, 4711, "f" * 64, key.kid, fill.NOW)
    row, _names = service.seal(record, place, key)
    data = ledger.signed_bytes(str(row["canonical"]))
    spent, floor = in_turn(
        lambda: service.seal(record, place, key),
        lambda: (sha256(data).hexdigest(), private.sign(data)),
        rounds=9,
        times=2000,
    )
    detail = f"{spent * 1e6:.0f} µs against {floor * 1e6:.0f} µs, {len(data)} bytes, two names"
    return Result("seal an entry: x of SHA-256 and Ed25519 of its bytes", spent / floor, 3, True, detail)


def _auditing(world: fill.World) -> Result:
    db = reading(world.engine)
    here = LedgerRow.association_id == fill.HOME
    public = db.scalars(select(AssociationKey.public).where(AssociationKey.association_id == fill.HOME)).one()
    verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    rows = [
        (bytes.fromhex(row.sig), ledger.signed_bytes(row.canonical))
        for row in db.execute(select(LedgerRow.sig, LedgerRow.canonical).where(here))
    ]

    def look() -> None:
        faults = list(audit.audit(db, fill.HOME))
        if faults:
            raise RuntimeError(f"the ledger of the benchmark does not hold: {faults[:3]}")

    def bare() -> None:
        for signature, data in rows:
            verifier.verify(signature, data)

    spent, floor = in_turn(look, bare, rounds=2, times=1)
    db.close()
    detail = f"{spent:.1f} s against {floor:.1f} s, with names, index and what counts"
    return Result(f"audit {len(rows):,} rows: x of the bare verifications", spent / floor, 2.5, True, detail)


def _peak(world: fill.World, association_id: str) -> int:
    """KiB that a process needs which does nothing but audit this ledger."""
    command = (sys.executable, "-m", "benchmarks.ledger", world.url, association_id)
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _sign_all(world: fill.World) -> None:
    """A row and its line in the index for every signed entry, and a shorter ledger elsewhere."""
    db = writing(world.engine)
    intent = str(uuid4())
    db.add(
        SignIntent(id=intent, person_id=world.bob, body="{}", sha256="0" * 64, created_at=fill.NOW, expires_at=fill.NOW)
    )
    db.flush()
    wanted = (
        select(Entry.id, Entry.held_on, Entry.minutes, EntryVersion.sha256)
        .join(EntryVersion, (EntryVersion.association_id == Entry.association_id) & (EntryVersion.entry_id == Entry.id))
        .where(Entry.association_id == fill.HOME, Entry.signed_version == 1)
        .limit(SIGNED)
    )
    entries = db.execute(wanted).all()
    for start in range(0, len(entries), PORTION):
        _sign(db, world, intent, entries[start : start + PORTION])
    others = [Record("confirm", {"person": str(uuid4())}, {"supervisor": f"Person {number}"}) for number in range(FEW)]
    service.append(db, ELSEWHERE, others, fill.NOW)
    db.commit()
    db.close()


def _sign(db: WriteSession, world: fill.World, intent: str, entries: Sequence[object]) -> None:
    made = [_record(row.id, world.bob, world.alice, intent, row.sha256, row.held_on, row.minutes) for row in entries]  # type: ignore[attr-defined]
    sealed = service.append(db, fill.HOME, made, fill.NOW)
    lines = [
        {
            "association_id": fill.HOME,
            "entry_id": record.about["entry"],
            "version": 1,
            "supervisee_id": world.alice,
            "signer_id": world.bob,
            "signed_at": fill.NOW,
            "auth": "pwd",
            "intent_id": intent,
            "version_sha256": record.about["version_sha256"],
            "meaning": "gave-rsc",
            "meaning_lang": "en",
            "seq": one.seq,
        }
        for record, one in zip(made, sealed, strict=True)
    ]
    db.execute(insert(Attestation), lines)


def _record(
    entry_id: str, signer_id: str, supervisee_id: str, intent_id: str, sha256: str, held_on: date, minutes: int
) -> Record:
    """A signature as a supervisor with a password gives it."""
    about = {
        "entry": entry_id,
        "version": 1,
        "version_sha256": sha256,
        "date": held_on.isoformat(),
        "minutes": minutes,
        "signer": signer_id,
        "supervisee": supervisee_id,
        "auth": "pwd",
        "intent": intent_id,
        "intent_sha256": "0" * 64,
        "meaning": "gave-rsc",
        "meaning_lang": "en",
        "role": "endorsed-supervisor",
        "tz": "America/Detroit",
    }
    return Record(ledger.ATTEST, about, {"supervisee": "Alice Archer", "supervisor": "Bob Birch"})


def peak() -> int:
    """KiB this process has needed at most; Linux's other number begins with what the parent had when it forked."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = re.search(r"^VmHWM:\s+([0-9]+) kB$", status.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    engine = open_engine(sys.argv[1])
    with reading(engine) as session:
        if list(audit.audit(session, sys.argv[2])):
            sys.exit(1)
    engine.dispose()
    print(peak())
