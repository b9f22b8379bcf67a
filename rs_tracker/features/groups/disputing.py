"""*This is not right*: a mark on an entry that its supervisor wrote and signed, beside its state and not instead of it.

It is a question like any other (OfficeQuestion): its two people read it at once, and the coordinator too where an
office runs the association. The signature stands until the supervisor cancels it or signs a correction.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.signing import disputes, returns
from rs_tracker.features.signing.disputes import Dispute
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Entry, EntryVersion, OfficeQuestion

MOST = 1000


class NotDisputable(ValueError):
    """The entry is not the actor's, or its owner wrote it themself: then they correct it."""


class WordsMissing(ValueError):
    """Saying that something is not right needs words."""


def disputable(db: Session, actor: Actor, entry_id: str, *, for_update: bool = False) -> Dispute | None:
    """A signed entry that one of the two people may speak about here: its supervisor wrote it."""
    found = disputes.dispute(db, actor, entry_id, for_update=for_update)
    if found is None or found.state not in lifecycle.HOLDS_SIGNATURE:
        return None
    signed = (EntryVersion.version == Entry.signed_version) & (EntryVersion.entry_id == Entry.id)
    author = db.scalar(
        select(EntryVersion.author_id)
        .join(Entry, signed & (Entry.association_id == EntryVersion.association_id))
        .where(EntryVersion.association_id == found.association_id, EntryVersion.entry_id == entry_id)
    )
    return found if author is not None and author != found.owner_id else None


def question(db: Session, found: Dispute) -> OfficeQuestion | None:
    """What was said about it so far."""
    return disputes.question_about(db, found.association_id, found.entry_id)


def say(db: Session, actor: Actor, entry_id: str, words: str, now: datetime) -> None:
    """The owner says what is not right, and the supervisor is told; or the supervisor answers on the same page.

    Said again after the office has answered, it is open again.

    Raises NotDisputable (also for a supervisor before the owner has spoken), WordsMissing.
    """
    found = disputable(db, actor, entry_id, for_update=True)
    if found is None:
        raise NotDisputable(entry_id)
    said = words.strip()[:MOST]
    if not said:
        raise WordsMissing("say what is not right")
    is_owner = found.owner_id == actor.person_id
    if not is_owner and question(db, found) is None:
        raise NotDisputable("nobody said that it is not right")
    returns.put_question(db, actor, found.association_id, entry_id, said, is_owner=is_owner, now=now)
    db.flush()
    trail.record(
        db, actor, "entry.disputed", entry_id, association_id=found.association_id, at=now, person_id=found.owner_id
    )
    _tell_other(db, actor, found, said, now)


def _tell_other(db: Session, actor: Actor, found: Dispute, words: str, now: datetime) -> None:
    other_id = found.provider_id if actor.person_id == found.owner_id else found.owner_id
    address = people.primary_email(db, other_id)
    if address is None:
        return
    outbox.queue(
        db,
        "not_right",
        address,
        f"not-right:{found.entry_id}:{actor.person_id}:{now.isoformat()}",
        now=now,
        person_id=other_id,
        association_id=found.association_id,
        params={"entry_id": found.entry_id, "by": actor.name, "on": found.held_on.isoformat(), "words": words},
    )


def settle(db: Session, actor: Actor, entry_id: str, now: datetime) -> None:
    """The owner says that it is right after all; what the office answered stays. Raises NotDisputable."""
    found = disputable(db, actor, entry_id, for_update=True)
    if found is None or found.owner_id != actor.person_id:
        raise NotDisputable(entry_id)
    mine = (OfficeQuestion.association_id == found.association_id, OfficeQuestion.entry_id == entry_id)
    db.execute(delete(OfficeQuestion).where(*mine, OfficeQuestion.answered_at.is_(None)))
    trail.record(
        db, actor, "entry.settled", entry_id, association_id=found.association_id, at=now, person_id=found.owner_id
    )
    db.flush()
