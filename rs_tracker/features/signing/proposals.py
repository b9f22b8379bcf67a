"""Proposals of the office to strike a signature, as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import endings
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.features.signing import ending
from rs_tracker.features.signing.ending import Signature
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, Membership, MembershipRole, Person, Strike, Vouch

MOST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal, open or settled, and the session it is about as it was signed.

    `is_vouch`: nobody signed it, it was confirmed in the supervisor's place.
    """

    association_id: str
    id: str
    entry_id: str
    reason: str
    words: str | None
    proposed_by: str
    proposer_name: str
    proposed_at: datetime
    notice_until: datetime | None
    outcome: str | None
    second_kind: str | None
    second_name: str | None
    answer_words: str | None
    settled_at: datetime | None
    owner_id: str
    owner_name: str
    signer_id: str
    signer_name: str
    signed_at: datetime
    held_on: date
    minutes: int
    is_in_force: bool
    is_vouch: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody can still say something about it."""
        return self.outcome is None and self.is_in_force

    def second(self, actor: Actor) -> str | None:
        """As what the actor may agree or object while it is open; None if it is not theirs to say."""
        hats = actor.hats_in(self.association_id)
        facts = endings.Signed(self.owner_id, self.signer_id, None)
        roles = hats.roles if hats is not None else frozenset[str]()
        return endings.second_of(facts, self.proposed_by, actor.person_id, roles) if self.is_open else None


def proposal(db: Session, actor: Actor, strike_id: str) -> Proposal | None:
    """A proposal that the actor proposed, is a party to, or sees as an officer; None for everybody else."""
    for hats in actor.memberships:
        row = db.execute(_proposals(hats.association_id).where(Strike.id == strike_id)).first()
        if row is not None:
            found = Proposal(*row)
            return found if _may_see(found, actor, hats) else None
    return None


def open_in(db: Session, association_id: str) -> list[Proposal]:
    """What waits for a second person in one association, the oldest first."""
    waits = (Strike.outcome.is_(None), _stands())
    rows = db.execute(_proposals(association_id).where(*waits).order_by(Strike.proposed_at).limit(MOST))
    return [Proposal(*row) for row in rows]


def open_for(db: Session, actor: Actor) -> list[Proposal]:
    """What waits for the actor's word, as signer or as owner, in all their associations, the oldest first."""
    found: list[Proposal] = []
    for hats in actor.memberships:
        found += [one for one in open_in(db, hats.association_id) if actor.person_id in (one.owner_id, one.signer_id)]
    return found


def officers(db: Session, association_id: str) -> list[str]:
    """Everybody who speaks for the office: living members who coordinate or administer."""
    wanted = (
        select(MembershipRole.person_id)
        .join(
            Membership,
            (Membership.association_id == MembershipRole.association_id)
            & (Membership.person_id == MembershipRole.person_id),
        )
        .where(
            MembershipRole.association_id == association_id,
            MembershipRole.role.in_(sorted(endings.OFFICERS)),
            Membership.ended_at.is_(None),
            Membership.joined_at.is_not(None),
        )
    )
    return sorted(set(db.scalars(wanted)))


def signature_seen(db: Session, actor: Actor, entry_id: str, *, for_update: bool = False) -> Signature | None:
    """The signature in force on an entry that the actor's office may see, in the association they act in."""
    found = ending.in_force(db, actor.association, entry_id, for_update=for_update)
    if found is None:
        return None
    owner = (Membership.association_id == actor.association, Membership.person_id == found.owner_id)
    return found if db.scalar(select(Membership.office_sees).where(*owner)) is True else None


def _may_see(found: Proposal, actor: Actor, hats: Hats) -> bool:
    is_party = actor.person_id in (found.owner_id, found.signer_id, found.proposed_by)
    return is_party or bool(hats.roles & endings.OFFICERS)


def _proposals(association_id: str) -> Select[*tuple[Any, ...]]:
    """The columns of a Proposal. Whoever signed is told by the record in use."""
    owner, signer, current, proposer, second = (aliased(Person) for _ in range(5))
    proposal = (Strike.association_id, Strike.id, Strike.entry_id, Strike.reason, Strike.words, Strike.proposed_by)
    answer = (Strike.outcome, Strike.second_kind, second.name, Strike.answer_words, Strike.settled_at)
    signed_at = func.coalesce(Attestation.signed_at, Vouch.at)
    signed_by = (func.coalesce(current.id, signer.id), func.coalesce(current.name, signer.name), signed_at)
    session = (EntryVersion.held_on, EntryVersion.minutes, _stands(), Attestation.entry_id.is_(None))
    return (
        select(
            *proposal,
            proposer.name,
            Strike.proposed_at,
            Strike.notice_until,
            *answer,
            Entry.person_id,
            owner.name,
            *signed_by,
            *session,
        )
        .join(Entry, (Entry.association_id == Strike.association_id) & (Entry.id == Strike.entry_id))
        .join(EntryVersion, _is_about(EntryVersion))
        .outerjoin(Attestation, _is_about(Attestation))
        .outerjoin(Vouch, _is_about(Vouch))
        .join(owner, owner.id == Entry.person_id)
        .join(signer, signer.id == func.coalesce(Attestation.signer_id, Vouch.by_id))
        .outerjoin(current, current.id == signer.joined_to)
        .join(proposer, proposer.id == Strike.proposed_by)
        .outerjoin(second, second.id == Strike.second_by)
        .where(Strike.association_id == association_id)
    )


def _stands() -> ColumnElement[bool]:
    """Whether what is to be struck is in force: the signature, or a confirmation in the supervisor's place."""
    return or_(
        func.coalesce(Entry.signed_version == Strike.version, False),
        and_(Entry.vouched_as.is_not(None), Entry.version == Strike.version),
    )


def _is_about(table: type[EntryVersion] | type[Attestation] | type[Vouch]) -> ColumnElement[bool]:
    return (
        (table.association_id == Strike.association_id)
        & (table.entry_id == Strike.entry_id)
        & (table.version == Strike.version)
    )
