"""A letter to one person about one signature, in their own language."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.store.tables import Person


def tell(
    db: Session,
    association_id: str,
    reader_id: str,
    template: str,
    key: str,
    params: Mapping[str, object],
    now: datetime,
) -> None:
    """Queue a letter to somebody's own address, once per `key`; nothing where they have none."""
    address = people.primary_email(db, reader_id)
    if address is None:
        return
    outbox.queue(
        db,
        template,
        address,
        f"{template}:{key}:{reader_id}",
        now=now,
        person_id=reader_id,
        association_id=association_id,
        params=params,
        language=db.scalar(select(Person.language).where(Person.id == reader_id)) or "en",
    )
