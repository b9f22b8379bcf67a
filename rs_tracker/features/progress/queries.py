"""What counting is told about a person here: who they are, what they logged, who gave it, how the office counts.

Core selects of columns only: this runs inside every save.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Select, case, func, select
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.domain import facts as domain
from rs_tracker.domain.lifecycle import REMOVED
from rs_tracker.domain.pack import RulePack
from rs_tracker.store.tables import Association, Entry, EntryVersion, Person, PersonTrait, Qualification


@dataclass(frozen=True, slots=True)
class Rules:
    """How an association counts: its pack and settings, and the calendar day it is there."""

    association_id: str
    pack: RulePack
    digest: str
    settings: domain.Settings
    today: date


def rules_of(db: Session, association_id: str, now: datetime) -> Rules:
    """The association's rules at an instant. LookupError for an association nobody knows."""
    row = db.execute(
        select(Association.settings, Association.claimed_at, Association.zone).where(Association.id == association_id)
    ).first()
    if row is None:
        raise LookupError(association_id)
    pack, digest = _shelf(association_id)
    today = now.astimezone(ZoneInfo(row.zone)).date()
    return Rules(association_id, pack, digest, make_settings(row.settings, row.claimed_at is not None), today)


def settings_of(db: Session, association_id: str) -> domain.Settings:
    """What the office has set beside its pack; one nobody runs yet takes declared supervisors."""
    row = db.execute(select(Association.settings, Association.claimed_at).where(Association.id == association_id)).one()
    return make_settings(row.settings, row.claimed_at is not None)


def make_settings(stored: Mapping[str, Any], is_office_run: bool) -> domain.Settings:
    """The counting settings among everything an association's row keeps."""
    return domain.Settings(
        group_limit=stored.get("group_limit"),
        group_rule=stored.get("group_rule"),
        individual_share=stored.get("individual_share"),
        sources=stored.get("sources", domain.FLAG),
        readings=stored.get("readings", {}),
        run_by_office=is_office_run,
    )


def person(db: Session, person_id: str) -> domain.Person:
    """Degree and whether they give RSC, with the days from which each holds."""
    rows = db.execute(
        select(PersonTrait.trait, PersonTrait.value, PersonTrait.from_on).where(PersonTrait.person_id == person_id)
    ).all()
    return domain.Person(
        degree=tuple(domain.Dated(row.value, row.from_on) for row in rows if row.trait == "degree"),
        gives_rsc=tuple(domain.Dated(row.value in YES, row.from_on) for row in rows if row.trait == "gives_rsc"),
    )


YES = frozenset({"yes", "true", "1"})


def qualifications(
    db: Session, association_id: str, person_ids: Iterable[str]
) -> dict[str, tuple[domain.Qualification, ...]]:
    """What entitles these people to give RSC here; what nobody has confirmed is `declared`, refused rows are left out.

    Every id asked for is a key of the answer; a person who holds nothing has an empty tuple.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    found: dict[str, list[domain.Qualification]] = {person_id: [] for person_id in wanted}
    rows = db.execute(
        select(
            Qualification.person_id,
            Qualification.category,
            Qualification.status,
            Qualification.starts_on,
            Qualification.ends_on,
            Qualification.degree,
            Qualification.confirmed_at.is_not(None).label("is_confirmed"),
        )
        .where(
            Qualification.association_id == association_id,
            Qualification.person_id.in_(wanted),
            Qualification.refused_at.is_(None),
        )
        .order_by(Qualification.starts_on, Qualification.id)
    )
    for person_id, category, status, starts_on, ends_on, degree, is_confirmed in rows:
        word = status if is_confirmed else domain.DECLARED
        found[person_id].append(domain.Qualification(category, word, starts_on, ends_on, degree))
    return {person_id: tuple(held) for person_id, held in found.items()}


def facts(
    db: Session, association_id: str, person_id: str, since: date | None = None, entry_ids: Sequence[str] | None = None
) -> list[domain.Fact]:
    """A person's entries as counting sees them, by day: the signed version of each, else the newest; none removed.

    `since` leaves out what was held before that day; `entry_ids` takes these entries alone.
    """
    statement = _SAID.where(Entry.association_id == association_id, Entry.person_id == person_id)
    if since is not None:
        statement = statement.where(EntryVersion.held_on >= since)
    if entry_ids is not None:
        statement = statement.where(Entry.id.in_(entry_ids))
    rows = db.execute(statement.order_by(EntryVersion.held_on, Entry.id)).all()
    named = {row.provider_id for row in rows if row.provider_id is not None}
    held = qualifications(db, association_id, named)
    providers = {provider_id: domain.Provider(provider_id, rows) for provider_id, rows in held.items()}
    return [_fact(providers, *row) for row in rows]


def _fact(
    providers: Mapping[str, domain.Provider], entry_id: str, on: date, minutes: int, provider_id: str | None, *said: Any
) -> domain.Fact:
    return domain.Fact(entry_id, on, minutes, providers[provider_id] if provider_id is not None else None, *said)


def _said() -> Select[*tuple[Any, ...]]:
    """The version of each living entry that counts. Old ids of joined records lead to the one in use."""
    told = func.coalesce(Entry.signed_version, Entry.version)
    return (
        select(
            Entry.id,
            EntryVersion.held_on,
            EntryVersion.minutes,
            func.coalesce(Person.joined_to, EntryVersion.provider_id).label("provider_id"),
            EntryVersion.kind,
            EntryVersion.format,
            EntryVersion.group_size,
            EntryVersion.medium,
            EntryVersion.about_rsc,
            EntryVersion.track,
            case((Entry.signed_version.is_(None), False), else_=True).cast(Boolean),
        )
        .join(
            EntryVersion,
            (EntryVersion.association_id == Entry.association_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == told),
        )
        .outerjoin(Person, Person.id == EntryVersion.provider_id)
        .where(Entry.state != REMOVED)
    )


_SAID = _said()


def _shelf(association_id: str) -> tuple[RulePack, str]:
    """The pack and the digest of its rows; both are made once per process."""
    pack = rulepacks.load(association_id)
    found = _digests.get(association_id)
    if found is None:
        found = _digests[association_id] = rulepacks.digest(pack)
    return pack, found


_digests: dict[str, str] = {}
