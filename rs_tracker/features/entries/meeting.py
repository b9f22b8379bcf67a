"""The group meeting that an entry is a line of, and whether somebody else than its owner wrote it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries.queries import Own
from rs_tracker.store.tables import Attestation, EntryVersion, OfficeQuestion, RscSession, SessionEntry


@dataclass(frozen=True, slots=True)
class Meeting:
    """`co_name`: who led it together with the signer; `is_written_by_other`: its owner may say that it is not right;
    `is_said_not_right`: they did, of the version that is signed.
    """

    co_name: str | None
    is_written_by_other: bool
    is_said_not_right: bool


def meeting(db: Session, actor: Actor, own: Own) -> Meeting:
    """What is to be told of the actor's own entry beside its own words."""
    here, signed = actor.association, own.signed_version or 0
    co_name = db.scalar(
        select(RscSession.co_name)
        .join(
            SessionEntry,
            (SessionEntry.association_id == RscSession.association_id) & (SessionEntry.session_id == RscSession.id),
        )
        .where(RscSession.association_id == here, SessionEntry.entry_id == own.id)
    )
    if own.state not in lifecycle.HOLDS_SIGNATURE:
        return Meeting(co_name, is_written_by_other=False, is_said_not_right=False)
    mine = (EntryVersion.association_id == here, EntryVersion.entry_id == own.id, EntryVersion.version == signed)
    is_others = db.scalar(select(EntryVersion.author_id != EntryVersion.person_id).where(*mine))
    said = select(func.count()).where(
        OfficeQuestion.association_id == here,
        OfficeQuestion.entry_id == own.id,
        Attestation.association_id == here,
        Attestation.entry_id == own.id,
        Attestation.version == signed,
        OfficeQuestion.asked_at >= Attestation.signed_at,
    )
    return Meeting(co_name, is_written_by_other=bool(is_others), is_said_not_right=bool(is_others and db.scalar(said)))
