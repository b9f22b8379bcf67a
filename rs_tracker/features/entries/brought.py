"""What a session brings to its owner's goals, also before it is saved, and what looks odd about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.domain.signing import LONG_MINUTES
from rs_tracker.features.entries import queries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.queries import Own, Twin
from rs_tracker.features.progress.queries import Preview, previews

__all__ = ["Notes", "Preview", "notes"]


@dataclass(frozen=True, slots=True)
class Notes:
    """What to tell about a session: others like it, its unusual length, and what it brings to each open goal."""

    twins: list[Twin]
    is_long: bool
    brought: list[Preview]


def notes(
    db: Session, actor: Actor, draft: Draft, now: datetime, own: Own | None = None, *, is_named: bool = False
) -> Notes:
    """Notes on a session as typed, or on the actor's `own` entry; nothing of this hinders saving.

    `is_named`: the supervisor was typed in and is nobody we know yet. Raises BadFact for a session that cannot be.
    """
    if is_named:
        draft = replace(draft, provider_id=str(uuid4()))
    fact = draft.fact(own.id if own else "", signed=own is not None and own.was_signed)
    [brought] = previews(db, actor.association, actor.person_id, [fact], now, is_new=own is None)
    twins = [] if is_named else queries.twins(db, actor, draft, own.id if own else "")
    return Notes(twins, draft.minutes > LONG_MINUTES, brought)
