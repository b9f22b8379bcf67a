"""Sessions whose supervisor may be gone, as they stand: one statement for every page and the confirmation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased

from rs_tracker.domain import standins
from rs_tracker.domain.actor import Hats
from rs_tracker.domain.standins import OFFICE_WORD, OWN_WORD, Ways
from rs_tracker.store import called
from rs_tracker.store.tables import Entry, EntryVersion, Membership, Person, StandIn, SupervisorGone


@dataclass(frozen=True, slots=True)
class Stuck:
    """One entry in its newest version, with who was named for it and who said that its supervisor is gone.

    `asked_at` is when that version was written: it has waited since. `gone_own` and `gone_office` are reasons.
    """

    association_id: str
    id: str
    person_id: str
    owner_name: str
    provider_id: str | None
    provider_name: str
    state: str
    version: int
    sha256: str
    said_of_id: str
    asked_at: datetime
    held_on: date
    minutes: int
    kind: str
    format: str
    group_size: int | None
    medium: str
    stand_in_id: str | None
    stand_in_name: str | None
    relation: str | None
    named_at: datetime | None
    declined_at: datetime | None
    gone_own: str | None
    gone_office: str | None
    is_seen_by_office: bool

    @property
    def value(self) -> str:
        """What its check box sends: exactly the version that was shown."""
        return f"{self.association_id}/{self.id}/{self.version}"

    @property
    def reason(self) -> str:
        """Why its supervisor does not sign, the office's word first; `silent` where nobody said anything."""
        return self.gone_office or self.gone_own or standins.SILENT

    @property
    def is_gone(self) -> bool:
        """Whether the owner or the office said so."""
        return self.reason != standins.SILENT

    @property
    def named_id(self) -> str | None:
        """Who was named for it and has not declined."""
        return self.stand_in_id if self.declined_at is None else None

    def days(self, hats: Hats, now: datetime) -> int:
        """How many days it has waited, as the association's calendar counts."""
        return max((hats.today(now) - hats.today(self.asked_at)).days, 0)

    def ways(self, hats: Hats, now: datetime) -> Ways:
        """What may be done about it now."""
        named = (hats.today(now) - hats.today(self.named_at)).days if self.named_at and self.named_id else None
        return standins.ways(self.days(hats, now), is_gone=self.is_gone, days_named=named)

    def line(self, hats: Hats, now: datetime) -> standins.Line:
        """The entry as the rule of a confirmation looks at it."""
        return standins.Line(
            self.person_id,
            self.provider_id,
            self.state,
            self.version,
            self.sha256,
            self.held_on,
            self.named_id,
            self.ways(hats, now),
        )


def stuck(
    db: Session, association_id: str, *asked: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Stuck]:
    """Entries of one association that meet these conditions, the longest waiting first."""
    statement = _statement(association_id).where(*asked).order_by(EntryVersion.created_at, Entry.held_on, Entry.id)
    return [Stuck(association_id, *row) for row in db.execute(statement.limit(limit).offset(offset))]


def held(db: Session, association_id: str, entry_ids: Iterable[str]) -> dict[str, Stuck]:
    """These entries, locked first and read then, by id."""
    wanted = list(entry_ids)
    locked = select(Entry.id).where(Entry.association_id == association_id, Entry.id.in_(wanted))
    db.execute(locked.order_by(Entry.id).with_for_update())
    return {row.id: row for row in some(db, association_id, wanted)}


def some(db: Session, association_id: str, entry_ids: Iterable[str]) -> list[Stuck]:
    """These entries as they stand."""
    return stuck(db, association_id, Entry.id.in_(list(entry_ids)))


def _statement(association_id: str) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person)
    return (
        select(*_columns(association_id, owner))
        .join(
            EntryVersion,
            and_(
                EntryVersion.association_id == Entry.association_id,
                EntryVersion.entry_id == Entry.id,
                EntryVersion.version == Entry.version,
            ),
        )
        .join(owner, owner.id == Entry.person_id)
        .join(Person, Person.id == Entry.provider_id)
        .join(
            Membership,
            and_(Membership.association_id == Entry.association_id, Membership.person_id == Entry.person_id),
        )
        .outerjoin(StandIn, and_(StandIn.association_id == Entry.association_id, StandIn.entry_id == Entry.id))
        .where(Entry.association_id == association_id)
    )


def _columns(association_id: str, owner: Any) -> tuple[Any, ...]:
    """What a Stuck is made of, in its order, without its association."""
    return (
        Entry.id,
        Entry.person_id,
        owner.name,
        Entry.provider_id,
        called.provider(Entry.association_id, Entry.person_id),
        Entry.state,
        Entry.version,
        EntryVersion.sha256,
        EntryVersion.person_id,
        EntryVersion.created_at,
        EntryVersion.held_on,
        EntryVersion.minutes,
        EntryVersion.kind,
        EntryVersion.format,
        EntryVersion.group_size,
        EntryVersion.medium,
        StandIn.person_id,
        StandIn.named_as,
        StandIn.relation,
        StandIn.named_at,
        StandIn.declined_at,
        _gone(association_id, OWN_WORD),
        _gone(association_id, OFFICE_WORD),
        Membership.office_sees.is_(True),
    )


def _gone(association_id: str, scope: str) -> ColumnElement[str]:
    """The newest word of that kind that still holds: the owner's own, or any officer's."""
    said = (
        select(SupervisorGone.reason)
        .where(
            SupervisorGone.association_id == association_id,
            SupervisorGone.provider_id == Entry.provider_id,
            SupervisorGone.scope == scope,
            SupervisorGone.ended_at.is_(None),
        )
        .order_by(SupervisorGone.told_at.desc())
        .limit(1)
    )
    if scope == OWN_WORD:
        said = said.where(SupervisorGone.told_by == Entry.person_id)
    return said.correlate(Entry).scalar_subquery()
