"""An association may ask for a passkey: then nothing weaker signs there, and the office may let go of it again."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Association

SETTING = "asks_for_passkeys"
PASSKEY = "passkey-uv"


def asking_of(db: Session, association_ids: Iterable[str]) -> frozenset[str]:
    """Which of these associations take signatures by passkey only; one whose office has not come takes all."""
    wanted = (Association.id.in_(sorted(association_ids)), Association.claimed_at.is_not(None))
    rows = asking(db).execute(select(Association.id, Association.settings).where(*wanted))
    return frozenset(id_ for id_, settings in rows if settings.get(SETTING) is True)


def too_weak(db: Session, auth: str, association_ids: Iterable[str]) -> frozenset[str]:
    """The associations that take no signature given in this way (`pwd`, `email-code`, `passkey-uv`)."""
    return frozenset() if auth == PASSKEY else asking_of(db, association_ids)
