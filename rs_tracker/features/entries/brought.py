"""What a session brings to its owner's goals, also before it is saved, and what looks odd about it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.domain.signing import LONG_MINUTES
from rs_tracker.domain.standing import COUNTS
from rs_tracker.features.entries import queries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.queries import Own, Twin
from rs_tracker.features.progress.queries import Preview, facts, previews

__all__ = ["COUNTS", "Notes", "Preview", "of_draft", "of_own"]


@dataclass(frozen=True, slots=True)
class Notes:
    """What to tell about a session: others like it, its unusual length, and what it brings to each open goal."""

    twins: list[Twin]
    is_long: bool
    brought: list[Preview]


def of_draft(
    db: Session, actor: Actor, draft: Draft, now: datetime, entry_id: str = "", *, is_named: bool = False
) -> Notes:
    """Notes on a session as typed, new or a correction of the entry with that id; nothing of this hinders saving.

    `is_named`: the supervisor was typed in and is nobody we know yet. Raises BadFact for a session that cannot be.
    """
    if is_named:
        draft = replace(draft, provider_id=str(uuid4()))
    [brought] = previews(db, actor.association, actor.person_id, [draft.fact(entry_id)], now, is_new=True)
    twins = [] if is_named else queries.twins(db, actor, draft, entry_id)
    return Notes(twins, draft.minutes > LONG_MINUTES, brought)


def of_own(db: Session, actor: Actor, own: Own, now: datetime) -> Notes:
    """Notes on the actor's own entry: what it brings is told of its signed version, if it has one."""
    told = facts(db, actor.association, actor.person_id, entry_ids=[own.id])
    brought = previews(db, actor.association, actor.person_id, told, now)
    twins = queries.twins(db, actor, own.draft, own.id)
    return Notes(twins, own.draft.minutes > LONG_MINUTES, brought[0] if brought else [])
