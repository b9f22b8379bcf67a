"""An association may ask for a passkey: then nothing weaker signs there, and the office may let go of it again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Association

SETTING = "asks_for_passkeys"
PASSKEY = "passkey-uv"


def asking_of(db: Session, association_ids: Iterable[str]) -> frozenset[str]:
    """Which of these associations take signatures by passkey only; one whose office has not come takes all."""
    wanted = (Association.id.in_(sorted(association_ids)), Association.claimed_at.is_not(None))
    rows = asking(db).execute(select(Association.id, Association.settings, Association.claimed_at).where(*wanted))
    return frozenset(row.id for row in rows if is_asked(row.settings, row.claimed_at))


def is_asked(settings: Mapping[str, object], claimed_at: datetime | None) -> bool:
    """Whether an association with these settings takes signatures by passkey only."""
    return claimed_at is not None and settings.get(SETTING) is True
