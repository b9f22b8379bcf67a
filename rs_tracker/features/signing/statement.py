"""The statement that is signed: canonical bytes, built on the server from stored versions, with a nonce.

Its text is canonical JSON (domain/canonical.py), hashed behind a line that says what it is.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from unicodedata import normalize

from rs_tracker.domain import canonical

MEANING = "gave-rsc"
SENTENCES = {
    "en": "I gave these people reflective supervision or consultation on these dates, for these lengths. "
    "I do not judge their competence here.",
    "es": "Di a estas personas supervisión o consulta reflexiva en estas fechas y por estas duraciones. "
    "Aquí no juzgo su competencia.",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a statement: the version that was shown, by its hash."""

    association_id: str
    entry_id: str
    version: int
    sha256: str
    held_on: date
    minutes: int


def build(signer_id: str, items: tuple[Item, ...], language: str, made_at: datetime) -> str:
    """The canonical text of a statement over `items`, in the order given."""
    spoken = language if language in SENTENCES else "en"
    return canonical.text(
        {
            "v": 1,
            "kind": "intent",
            "signer": signer_id,
            "meaning": MEANING,
            "meaning_lang": spoken,
            "sentence": normalize("NFC", SENTENCES[spoken]),
            "nonce": token_hex(16),
            "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lines": [
                {
                    "association": item.association_id,
                    "entry": item.entry_id,
                    "version": item.version,
                    "version_sha256": item.sha256,
                    "date": item.held_on.isoformat(),
                    "minutes": item.minutes,
                }
                for item in items
            ],
        }
    )


def digest(body: str) -> str:
    """SHA-256 of the statement behind its domain line, as lower-case hex."""
    return canonical.digest("intent", body)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement read back."""

    sentence: str
    language: str
    items: tuple[Item, ...]


def read(body: str) -> Statement:
    """The parts of a statement this server built."""
    found = json.loads(body)
    items = tuple(
        Item(
            association_id=line["association"],
            entry_id=line["entry"],
            version=line["version"],
            sha256=line["version_sha256"],
            held_on=date.fromisoformat(line["date"]),
            minutes=line["minutes"],
        )
        for line in found["lines"]
    )
    return Statement(sentence=found["sentence"], language=found["meaning_lang"], items=items)
