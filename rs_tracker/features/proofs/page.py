"""What a proof page shows: one signature in plain facts, and how things stand with it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from rs_tracker.domain import checkpoint as notes
from rs_tracker.domain import strict
from rs_tracker.features.ledger import checkpoints
from rs_tracker.features.proofs import lookup
from rs_tracker.features.signing.statement import SENTENCES


@dataclass(frozen=True, slots=True)
class Shown:
    """Names are None once erased. `signed_zone` is where the association was then; `ended_at` when it stopped standing.

    `covered_by` is the newest checkpoint that was made, if it covers the row already.
    """

    token: str
    association_id: str
    association_name: str
    state: str
    ended_at: datetime | None
    supervisee: str | None
    supervisor: str | None
    role: str
    auth: str
    held_on: date
    minutes: int
    format: str
    sentences: dict[str, str]
    signed_language: str
    signed_at: datetime
    signed_zone: str
    seq: int
    row_hash: str
    first_key: str
    covered_by: notes.Note | None

    @property
    def everywhere(self) -> str:
        """The zone in which an instant is the same for everybody."""
        return "UTC"

    @property
    def command(self) -> str:
        """What somebody types to check the file."""
        return f"rs-tracker verify proof-{self.token}.json"


def shown(db: Session, token: str) -> Shown | None:
    """The page behind an address, or None for one that is closed, unknown or no address at all."""
    found = lookup.by_token(db, token)
    if found is None:
        return None
    state, by = found.status
    says = found.row.says
    note = checkpoints.latest(db, found.association_id)
    return Shown(
        token=token,
        association_id=found.association_id,
        association_name=found.association_name,
        state=state,
        ended_at=next((instant(row.says["at"]) for row in found.later if row.seq == by), None),
        supervisee=found.name("supervisee"),
        supervisor=found.name("supervisor"),
        role=says["role"],
        auth=says["auth"],
        held_on=date.fromisoformat(says["date"]),
        minutes=says["minutes"],
        format=str(strict.read_text(found.version)["format"]),
        sentences=SENTENCES,
        signed_language=says["meaning_lang"],
        signed_at=instant(says["at"]),
        signed_zone=says["tz"],
        seq=found.row.seq,
        row_hash=found.row.digest,
        first_key=found.keys[0].public,
        covered_by=note if note is not None and note.size >= found.row.seq else None,
    )


def instant(text: str) -> datetime:
    """An instant as rows spell it."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
