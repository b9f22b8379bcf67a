"""Making the file that proves a signature, and looking whether such a file is true."""

from collections.abc import Sequence
from datetime import datetime
from unicodedata import normalize

from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.adapters.passkey_signatures import approves
from rs_tracker.domain import bundle, canonical, checkpoint, intent, ledger, proving
from rs_tracker.domain.bundle import Row
from rs_tracker.domain.checkpoint import Note
from rs_tracker.features.ledger import keys
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.proofs import lookup
from rs_tracker.features.proofs.lookup import Signature
from rs_tracker.features.signing.statement import SENTENCES

TOOLS = proving.Tools(ed25519.verify, approves)


def file_of(db: Session, found: Signature, address: str, now: datetime, holder: Sequence[str] = ()) -> bytes:
    """The bundle of a signature, sealed by the association's key as things stand now.

    `address` is where its proof page is. `holder` are the proven addresses of the owner, for a copy that goes to
    them: with it they can bring the session along elsewhere, and with the public copy nobody can.
    """
    head = ledgers.end(db, found.association_id)
    key = keys.signer(db, head, now)
    if head.size != found.size:  # rows came meanwhile: what the file says is at least as new as its checkpoint
        found = lookup.signature(db, found.association_id, found.row.seq, found.token) or found
    at = ledger.instant(now)
    says = _says(found, address, holder, at)
    sig = key.sign(checkpoint.message(found.association_id, head.size, head.last_hash, at))
    says["checkpoint"] = checkpoint.text(Note(found.association_id, head.size, head.last_hash, at, key.kid, sig))
    return bundle.sealed(says, key.kid, key.sign(bundle.message("bundle", canonical.text(says))))


def _says(found: Signature, address: str, holder: Sequence[str], at: str) -> dict[str, object]:
    state, by = found.status
    return {
        "v": 1,
        "what": bundle.WHAT,
        "association": {
            "id": found.association_id,
            "name": normalize("NFC", found.association_name),
            "zone": found.zone,
        },
        "row": _signed(found.row),
        "later": [_signed(row) for row in found.later],
        "version": found.version,
        "intent": _intent(found),
        "evidence": found.evidence.hex() if found.evidence is not None else None,
        "names": [
            {"field": one.field, "salt": one.salt.hex(), "value": normalize("NFC", one.value)} for one in found.names
        ],
        "keys": [
            {
                "kid": key.kid,
                "public": key.public,
                "from_seq": key.from_seq,
                "to_seq": key.to_seq,
                "revoked_from": key.revoked_from,
            }
            for key in found.keys
        ],
        "key_rows": [_signed(row) for row in found.key_rows],
        "roots": [{"public": root.public, "certificate": root.certificate, "sig": root.sig} for root in found.roots],
        "status": {"state": state, "by": by},
        "meaning": {language: normalize("NFC", sentence) for language, sentence in SENTENCES.items()},
        "address": address,
        "holder": sorted(holder) or None,
        "sealed_at": at,
    }


def _signed(row: Row) -> dict[str, str]:
    return {"canonical": row.canonical, "sig": row.sig}


def _intent(found: Signature) -> dict[str, str] | None:
    """The statement with one line open: only where a passkey approved it, since nothing else is proven by it."""
    if found.evidence is None or found.intent is None:
        return None
    line = intent.line_of(found.intent, found.row.says["entry"], found.row.says["version"])
    return {"text": intent.reduced(found.intent), "line": canonical.text(line)} if line is not None else None


def looked_at(data: bytes, held: proving.Held | None = None) -> proving.Verdict:
    """Every step of checking a bundle; nothing here asks the database."""
    return proving.verify(data, TOOLS, held or proving.Held())
