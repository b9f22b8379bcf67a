"""An owner's own entries: one, the last, and what a form needs to know about supervisors. Nobody else's, ever."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import SUPERVISOR, Actor
from rs_tracker.features.entries.draft import Draft
from rs_tracker.store import called
from rs_tracker.store.engine import asking
from rs_tracker.store.entries import standing_version
from rs_tracker.store.tables import Entry, EntryVersion, Membership, MembershipRole, Person, SentBack, SupervisionPair

FACTS = (
    EntryVersion.held_on,
    EntryVersion.minutes,
    EntryVersion.provider_id,
    EntryVersion.kind,
    EntryVersion.format,
    EntryVersion.group_size,
    EntryVersion.medium,
    EntryVersion.about_rsc,
    EntryVersion.track,
)


@dataclass(frozen=True, slots=True)
class Own:
    """One of the actor's entries. `draft` is what stands: the signed version of a signed one, else the newest."""

    id: str
    state: str
    version: int
    signed_version: int | None
    returns: int
    changed_at: datetime
    provider_name: str
    draft: Draft

    @property
    def is_sent_back(self) -> bool:
        return self.state == lifecycle.RETURNED

    @property
    def has_ended(self) -> bool:
        """Whether what stands was signed once and is no more."""
        return self.state in lifecycle.ENDED

    @property
    def is_vouched(self) -> bool:
        return self.state == lifecycle.VOUCHED

    @property
    def was_signed(self) -> bool:
        return self.signed_version is not None


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Somebody an entry may name; `pair_state` is None where nobody has named them yet.

    `is_unanswered`: they named the supervisee, who has not said anything of it.
    """

    name: str
    pair_state: str | None
    is_unanswered: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """Another entry with the same supervisor, day and format."""

    id: str
    held_on: date
    minutes: int


def _provider() -> Select[*tuple[Any, ...]]:
    """Somebody who is a supervisor here, or whom the supervisee named, with the state of the pair."""
    wears = exists().where(
        MembershipRole.association_id == bindparam("here"),
        MembershipRole.person_id == bindparam("provider"),
        MembershipRole.role == SUPERVISOR,
    )
    return (
        select(
            called.of_pair(bindparam("supervisee")).label("name"), SupervisionPair.state, SupervisionPair.confirmed_at
        )
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            SupervisionPair,
            and_(
                SupervisionPair.association_id == bindparam("here"),
                SupervisionPair.supervisee_id == bindparam("supervisee"),
                SupervisionPair.provider_id == bindparam("provider"),
            ),
        )
        .where(
            Membership.association_id == bindparam("here"),
            Membership.person_id == bindparam("provider"),
            or_(wears, SupervisionPair.provider_id.is_not(None)),
        )
    )


def _says(number: Any) -> Any:
    return and_(
        EntryVersion.association_id == Entry.association_id,
        EntryVersion.entry_id == Entry.id,
        EntryVersion.version == number,
    )


def _entries() -> Select[*tuple[Any, ...]]:
    """Own entries with the version that stands. The supervisor's id is the entry's: it follows joined records."""
    return (
        select(
            Entry.id,
            Entry.state,
            Entry.version,
            Entry.signed_version,
            Entry.returns,
            Entry.changed_at,
            *FACTS,
            Person.joined_to,
            called.provider(Entry.association_id, Entry.person_id).label("name"),
        )
        .join(EntryVersion, _says(standing_version(Entry)))
        .outerjoin(Person, Person.id == EntryVersion.provider_id)
        .where(Entry.association_id == bindparam("here"), Entry.person_id == bindparam("me"))
    )


_PROVIDER = _provider()  # asked at every save
_ENTRIES = _entries()
_ONE = _ENTRIES.where(Entry.id == bindparam("entry"))
_ONE_LOCKED = _ONE.with_for_update(of=Entry)
_LAST = _ENTRIES.where(Entry.state != lifecycle.REMOVED).order_by(Entry.held_on.desc(), Entry.minutes.desc()).limit(1)


def own(db: Session, actor: Actor, entry_id: str, *, for_update: bool = False) -> Own | None:
    """The actor's entry with this id in the association they act in, or None."""
    asked = {"here": actor.association, "me": actor.person_id, "entry": entry_id}
    row = asking(db).execute(_ONE_LOCKED if for_update else _ONE, asked).first()
    return _own(row) if row else None


def last(db: Session, actor: Actor) -> Draft | None:
    """What the newest session was like, for *Same as last time*; None before the first one."""
    row = asking(db).execute(_LAST, {"here": actor.association, "me": actor.person_id}).first()
    return _own(row).draft if row else None


def provider(db: Session, actor: Actor, person_id: str) -> Supervisor | None:
    """A supervisor of the actor's association, or None if that person is no such thing."""
    asked = {"here": actor.association, "supervisee": actor.person_id, "provider": person_id}
    row = asking(db).execute(_PROVIDER, asked).first()
    return Supervisor(row.name, row.state, row.state == "confirmed" and row.confirmed_at is None) if row else None


def twins(db: Session, actor: Actor, draft: Draft, entry_id: str = "") -> list[Twin]:
    """The actor's other sessions with that supervisor on that day in that format: logged already, perhaps."""
    rows = db.execute(
        select(Entry.id, Entry.held_on, Entry.minutes)
        .where(
            Entry.association_id == actor.association,
            Entry.person_id == actor.person_id,
            Entry.held_on == draft.held_on,
            Entry.provider_id == draft.provider_id,
            Entry.format == draft.format,
            Entry.state.not_in(sorted(lifecycle.NO_RECORD)),
        )
        .order_by(Entry.created_at)
        .limit(5)
    ).all()
    return [Twin(row.id, row.held_on, row.minutes) for row in rows if row.id != entry_id]


def is_version_returned(db: Session, actor: Actor, entry_id: str, number: int) -> bool:
    """Whether this version was sent back once; it cannot be sent back again."""
    found = exists().where(
        SentBack.association_id == actor.association, SentBack.entry_id == entry_id, SentBack.version == number
    )
    return bool(db.scalar(select(found)))


def _own(row: Row[*tuple[Any, ...]]) -> Own:
    return Own(
        id=row.id,
        state=row.state,
        version=row.version,
        signed_version=row.signed_version,
        returns=row.returns,
        changed_at=row.changed_at,
        provider_name=row.name or "",
        draft=_draft(row, row.joined_to or row.provider_id),
    )


def _draft(row: Row[*tuple[Any, ...]], provider_id: str | None) -> Draft:
    return Draft(
        held_on=row.held_on,
        minutes=row.minutes,
        provider_id=provider_id,
        kind=row.kind,
        format=row.format,
        group_size=row.group_size,
        medium=row.medium,
        about_rsc=row.about_rsc,
        track=row.track,
    )
