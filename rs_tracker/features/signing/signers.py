"""What is known of a signer in one association when they sign, asked at once: every signing needs all of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.people import queries as people
from rs_tracker.features.signing import passkeys_asked
from rs_tracker.store.engine import asking
from rs_tracker.store.tables import Association, Qualification, SupervisionPair


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification as far as the signer's role depends on it."""

    status: str
    starts_on: date
    ends_on: date | None
    confirmed_at: datetime | None
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class Signer:
    """`is_asked_for_passkey`: the association takes nothing weaker. `has_named_pairs`: somebody named them lately."""

    is_asked_for_passkey: bool
    has_named_pairs: bool
    email: str | None
    held: tuple[Held, ...]

    def is_too_weak(self, auth: str) -> bool:
        """Whether the association takes no signature given in this way."""
        return self.is_asked_for_passkey and auth != passkeys_asked.PASSKEY


def known(db: Session, actor: Actor, association_id: str) -> Signer:
    """The actor as a signer in that association."""
    named = exists().where(
        SupervisionPair.association_id == association_id,
        SupervisionPair.provider_id == actor.person_id,
        SupervisionPair.state == "named",
    )
    mine = (Qualification.association_id == association_id) & (Qualification.person_id == actor.person_id)
    wanted = (
        select(
            Association.settings,
            Association.claimed_at,
            named.label("has_named_pairs"),
            people.primary_address(actor.person_id).scalar_subquery().label("email"),
            Qualification.status,
            Qualification.starts_on,
            Qualification.ends_on,
            Qualification.confirmed_at,
            Qualification.refused_at,
        )
        .outerjoin(Qualification, mine)
        .where(Association.id == association_id)
    )
    rows = asking(db).execute(wanted).all()
    first = rows[0]
    return Signer(
        passkeys_asked.is_asked(first.settings, first.claimed_at),
        first.has_named_pairs,
        first.email,
        tuple(Held(*row[4:]) for row in rows if row.status is not None),
    )
