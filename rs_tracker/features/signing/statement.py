"""The statement that is signed: canonical bytes, built on the server from stored versions, with a nonce.

Its text is canonical JSON (domain/canonical.py), hashed behind a line that says what it is.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any
from unicodedata import normalize

from rs_tracker.domain import canonical, intent
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.ids import is_id

NUMBER = re.compile("[0-9]{1,6}")
SIGNS, WITHDRAWS = "intent", "withdraw"
MEANING = "gave-rsc"
SENTENCES = {
    "en": "I gave these people reflective supervision or consultation on these dates, for these lengths. "
    "I do not judge their competence here.",
    "es": "Di a estas personas supervisión o consulta reflexiva en estas fechas y por estas duraciones. "
    "Aquí no juzgo su competencia.",
}
WITHDRAWN = "withdraws-rsc"
WITHDRAWAL = {
    "en": "I withdraw my signature from this session. I no longer confirm its date and length.",
    "es": "Retiro mi firma de esta sesión. Ya no confirmo su fecha ni su duración.",
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

    @property
    def value(self) -> str:
        """The line as its check box names it."""
        return f"{self.association_id}/{self.entry_id}/{self.version}"


@dataclass(frozen=True, slots=True)
class GoingBack:
    """A line of a statement that goes back to its owner instead of being signed; `words` where the reason is other."""

    item: Item
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line that a form names: association, entry and the version that was shown."""

    association_id: str
    entry_id: str
    version: int


def chosen(actor: Actor, value: str) -> Chosen | None:
    """What a check box sends (`association/entry/version`), if it is of one of the actor's own associations."""
    parts = value.split("/")
    if len(parts) != 3 or not is_id(parts[1]) or not NUMBER.fullmatch(parts[2]) or actor.hats_in(parts[0]) is None:
        return None
    return Chosen(parts[0], parts[1], int(parts[2]))


def build(
    signer_id: str, items: tuple[Item, ...], language: str, made_at: datetime, back: tuple[GoingBack, ...] = ()
) -> str:
    """The canonical text of a statement that signs `items` and returns `back`, each in the order given."""
    spoken = language if language in SENTENCES else "en"
    return canonical.text(
        {
            "v": intent.REDUCED,
            "kind": SIGNS,
            "signer": signer_id,
            "meaning": MEANING,
            "meaning_lang": spoken,
            "sentence": normalize("NFC", SENTENCES[spoken]),
            "nonce": token_hex(16),
            "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lines": [_line(item) for item in items],
            "returns": [_line(one.item) | {"reason": one.reason, "words": normalize("NFC", one.words)} for one in back],
        }
    )


def build_withdrawal(signer_id: str, item: Item, reason: str, language: str, made_at: datetime) -> str:
    """The canonical text of a statement that cancels the signature of one version, for a reason with a code."""
    spoken = language if language in WITHDRAWAL else "en"
    return canonical.text(
        {
            "v": intent.REDUCED,
            "kind": WITHDRAWS,
            "signer": signer_id,
            "meaning": WITHDRAWN,
            "meaning_lang": spoken,
            "sentence": normalize("NFC", WITHDRAWAL[spoken]),
            "reason": reason,
            "nonce": token_hex(16),
            "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lines": [_line(item)],
            "returns": [],
        }
    )


def reason_of(body: str) -> str:
    """Why a statement cancels a signature, as a code."""
    return str(json.loads(body)["reason"])


def _line(item: Item) -> dict[str, object]:
    return {
        "association": item.association_id,
        "entry": item.entry_id,
        "version": item.version,
        "version_sha256": item.sha256,
        "date": item.held_on.isoformat(),
        "minutes": item.minutes,
        "salt": token_hex(16),
    }


def kind_of(body: str) -> str:
    """Whether a statement signs or withdraws: the step-up over one is never good for the other."""
    return str(json.loads(body)["kind"])


def digest(body: str) -> str:
    """SHA-256 of the statement, lower-case hex, made so that a proof need not show all of its lines (domain/intent)."""
    return intent.digest(body)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement read back."""

    sentence: str
    language: str
    items: tuple[Item, ...]
    back: tuple[GoingBack, ...] = ()

    @property
    def every_item(self) -> tuple[Item, ...]:
        """The lines to sign and those that go back."""
        return (*self.items, *(one.item for one in self.back))

    @property
    def associations(self) -> list[str]:
        """Where its lines are, in the order in which they are locked."""
        return sorted({item.association_id for item in self.every_item})

    def within(self, association_id: str) -> "Statement":
        """Its lines of one association."""
        items = tuple(item for item in self.items if item.association_id == association_id)
        back = tuple(one for one in self.back if one.item.association_id == association_id)
        return Statement(self.sentence, self.language, items, back)


def read(body: str) -> Statement:
    """The parts of a statement this server built."""
    found = json.loads(body)
    items = tuple(_item(line) for line in found["lines"])
    # Statements made before returns were part of them have no such list.
    # Lines whose words were erased are hashes.
    told = [line for line in found.get("returns", ()) if isinstance(line, dict)]
    back = tuple(GoingBack(_item(line), line["reason"], line["words"]) for line in told)
    return Statement(sentence=found["sentence"], language=found["meaning_lang"], items=items, back=back)


def _item(line: dict[str, Any]) -> Item:
    return Item(
        association_id=line["association"],
        entry_id=line["entry"],
        version=line["version"],
        sha256=line["version_sha256"],
        held_on=date.fromisoformat(line["date"]),
        minutes=line["minutes"],
    )
