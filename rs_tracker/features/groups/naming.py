"""Somebody who came and is not on the list yet: named by their supervisor as on any other page, and ticked."""

from datetime import datetime

from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.groups.service import put_on
from rs_tracker.features.people.service import NamedOneself, name_supervisee

__all__ = ["NamedOneself", "add_somebody"]


def add_somebody(db: Session, actor: Actor, sheet_id: str, name: str, email: str, now: datetime) -> str:
    """Name a supervisee in the association the actor acts in, invite them, and tick them; their id.

    Whoever has that address already is meant, whatever name was typed: nobody stands on a sheet twice by a second
    address of theirs. Raises NamedOneself.
    """
    person_id = name_supervisee(db, actor, name, email, now)
    put_on(db, actor, sheet_id, person_id, actor.association, now)
    return person_id
