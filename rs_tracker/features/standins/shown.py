"""A statement on its page, before and after the step-up over it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.signing import consent, intents
from rs_tracker.features.signing import queries as signing
from rs_tracker.features.signing.statement import Item
from rs_tracker.features.standins import statement
from rs_tracker.features.standins.statement import Statement


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `challenge` is the statement's hash; `parts` its lines by association, each with a name.

    `is_over`: its five minutes are, or it was used. `is_first`: this person never agreed to sign electronically.
    """

    intent_id: str
    challenge: str
    said: Statement
    parts: list[tuple[str, list[tuple[str, Item]]]]
    is_over: bool
    is_first: bool


def shown(db: Session, actor: Actor, intent_id: str, now: datetime) -> Shown | None:
    """The actor's own statement, or None."""
    intent = intents.own(db, actor, intent_id, statement.KIND)
    if intent is None:
        return None
    said = statement.read(intent.body)
    return Shown(
        intent_id=intent_id,
        challenge=intent.sha256,
        said=said,
        parts=signing.parts(db, actor, said.items),
        is_over=intent.used_at is not None or now >= intent.expires_at,
        is_first=consent.last(db, actor.person_id) is None,
    )


def is_used(db: Session, actor: Actor, intent_id: str) -> bool:
    """Whether the step-up over it was given, as of now."""
    return intents.is_used(db, actor, intent_id)
