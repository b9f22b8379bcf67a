"""The statement of a confirmation in the supervisor's place: built like one that signs, with sentences of its own.

It is another kind of statement, so that the step-up over one is never good for the other.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from unicodedata import normalize

from rs_tracker.domain import canonical, intent
from rs_tracker.domain.facts import OFFICE, STAND_IN
from rs_tracker.features.signing import statement
from rs_tracker.features.signing.statement import Item

KIND = "vouch"
MEANINGS = {STAND_IN: "was-there", OFFICE: "office-vouches"}
SENTENCES = {
    STAND_IN: {
        "en": "I was there. These sessions of reflective supervision or consultation took place on these dates, for "
        "these lengths. I say so in place of their supervisor, who cannot; it is not the supervisor's signature.",
        "es": "Yo estuve allí. Estas sesiones de supervisión o consulta reflexiva tuvieron lugar en estas fechas y "
        "con estas duraciones. Lo digo en lugar de quien las supervisó y no puede hacerlo; no es su firma.",
    },
    OFFICE: {
        "en": "The supervisor of these sessions cannot sign for them. From the evidence kept with them, the "
        "association confirms that they took place on these dates, for these lengths; it is not the supervisor's "
        "signature.",
        "es": "Quien supervisó estas sesiones no puede firmarlas. Según las pruebas que se guardan con ellas, la "
        "asociación confirma que tuvieron lugar en estas fechas y con estas duraciones; no es la firma de quien las "
        "supervisó.",
    },
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement read back. `evidence_sha256` and `words` are the office's; empty for a stand-in."""

    by_as: str
    sentence: str
    language: str
    meaning: str
    items: tuple[Item, ...]
    evidence_sha256: str | None
    words: str

    @property
    def is_offices(self) -> bool:
        return self.by_as == OFFICE


def build(
    by_id: str,
    by_as: str,
    items: tuple[Item, ...],
    language: str,
    made_at: datetime,
    *,
    evidence_sha256: str | None = None,
    words: str = "",
) -> str:
    """The canonical text of a statement over `items`, in the order given."""
    spoken = language if language in SENTENCES[by_as] else "en"
    return canonical.text(
        {
            "v": intent.REDUCED,
            "kind": KIND,
            "signer": by_id,
            "as": by_as,
            "meaning": MEANINGS[by_as],
            "meaning_lang": spoken,
            "sentence": normalize("NFC", SENTENCES[by_as][spoken]),
            "nonce": token_hex(16),
            "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "evidence_file": evidence_sha256,
            "words": normalize("NFC", words),
            "lines": [_line(item) for item in items],
            "returns": [],
        }
    )


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


def read(body: str) -> Statement:
    """The parts of a statement this server built."""
    found = json.loads(body)
    said = statement.read(body)
    return Statement(
        by_as=found["as"],
        sentence=said.sentence,
        language=said.language,
        meaning=found["meaning"],
        items=said.items,
        evidence_sha256=found["evidence_file"],
        words=found["words"],
    )
