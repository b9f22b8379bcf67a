"""What counting is told about a person here: who they are, what they logged, who gave it, how the office counts.

This runs inside every save. The statements are made once, of plain columns, because building one costs more than
asking it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from rs_tracker import rulepacks
from rs_tracker.domain import facts as domain
from rs_tracker.domain.lifecycle import ENDED, REMOVED
from rs_tracker.domain.pack import RulePack
from rs_tracker.store.engine import asking
from rs_tracker.store.entries import told_version
from rs_tracker.store.tables import Association, Entry, EntryVersion, Person, PersonTrait, Qualification

YES = frozenset({"yes", "true", "1"})

_office, _trait, _held = Association.__table__.c, PersonTrait.__table__.c, Qualification.__table__.c

_OFFICE = select(_office.settings, _office.claimed_at, _office.zone).where(_office.id == bindparam("here"))
_TRAITS = select(_trait.trait, _trait.value, _trait.from_on).where(_trait.person_id == bindparam("person"))
_QUALIFICATIONS = (
    select(
        _held.person_id,
        _held.category,
        _held.status,
        _held.starts_on,
        _held.ends_on,
        _held.degree,
        _held.confirmed_at.is_not(None),
    )
    .where(
        _held.association_id == bindparam("here"),
        _held.person_id.in_(bindparam("people", expanding=True)),
        _held.refused_at.is_(None),
    )
    .order_by(_held.starts_on, _held.id)
)


def _said() -> Select[*tuple[Any, ...]]:
    """The version of each living entry that counts, by day. Old ids of joined records lead to the one in use."""
    entry, said, person = Entry.__table__, EntryVersion.__table__, Person.__table__
    told = told_version(entry.c)
    return (
        select(
            entry.c.id,
            said.c.held_on,
            said.c.minutes,
            func.coalesce(person.c.joined_to, said.c.provider_id),
            said.c.kind,
            said.c.format,
            said.c.group_size,
            said.c.medium,
            said.c.about_rsc,
            said.c.track,
            entry.c.signed_version.is_not(None),
            entry.c.state.in_(sorted(ENDED)),
            entry.c.vouched_as,
        )
        .join(
            said,
            (said.c.association_id == entry.c.association_id)
            & (said.c.entry_id == entry.c.id)
            & (said.c.version == told),
        )
        .outerjoin(person, person.c.id == said.c.provider_id)
        .where(
            entry.c.association_id == bindparam("here"),
            entry.c.person_id == bindparam("person"),
            entry.c.state != REMOVED,
        )
        .order_by(said.c.held_on, entry.c.id)
    )


_ALL = _said()
_SINCE = _ALL.where(EntryVersion.__table__.c.held_on >= bindparam("since"))
_SOME = _ALL.where(Entry.__table__.c.id.in_(bindparam("entries", expanding=True)))


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
    row = asking(db).execute(_OFFICE, {"here": association_id}).first()
    if row is None:
        raise LookupError(association_id)
    return make_rules(association_id, row.settings, row.claimed_at, row.zone, now)


def make_rules(
    association_id: str, settings: Mapping[str, Any], claimed_at: datetime | None, zone: str, now: datetime
) -> Rules:
    """The same from the columns of the association's row."""
    pack = pack_of(association_id)
    today = now.astimezone(ZoneInfo(zone)).date()
    return Rules(association_id, pack, _digest_of(pack), make_settings(settings, claimed_at is not None), today)


def settings_of(db: Session, association_id: str) -> domain.Settings:
    """What the office has set beside its pack; one nobody runs yet takes declared supervisors."""
    row = asking(db).execute(_OFFICE, {"here": association_id}).one()
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
    return make_person(tuple(row) for row in asking(db).execute(_TRAITS, {"person": person_id}))


def make_person(traits: Iterable[tuple[str | None, str, date | None]]) -> domain.Person:
    """The same from rows of (trait, value, from_on)."""
    rows = list(traits)
    return domain.Person(
        degree=tuple(domain.Dated(value, from_on) for trait, value, from_on in rows if trait == "degree"),
        gives_rsc=tuple(domain.Dated(value in YES, from_on) for trait, value, from_on in rows if trait == "gives_rsc"),
    )


def qualifications(
    db: Session, association_id: str, person_ids: Iterable[str]
) -> dict[str, tuple[domain.Qualification, ...]]:
    """What entitles these people to give RSC here; what nobody has confirmed is `declared`, refused rows are left out.

    Every id asked for is a key of the answer; a person who holds nothing has an empty tuple.
    """
    found: dict[str, list[domain.Qualification]] = {person_id: [] for person_id in sorted(set(person_ids))}
    if not found:
        return {}
    rows = asking(db).execute(_QUALIFICATIONS, {"here": association_id, "people": list(found)})
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
    asked: dict[str, Any] = {"here": association_id, "person": person_id}
    if entry_ids is not None:
        rows = asking(db).execute(_SOME, asked | {"entries": list(entry_ids)}).all()
    elif since is not None:
        rows = asking(db).execute(_SINCE, asked | {"since": since}).all()
    else:
        rows = asking(db).execute(_ALL, asked).all()
    held = qualifications(db, association_id, {row[3] for row in rows if row[3] is not None})
    providers = {provider_id: domain.Provider(provider_id, rows) for provider_id, rows in held.items()}
    return [_fact(providers, *row) for row in rows]


def _fact(
    providers: Mapping[str, domain.Provider], entry_id: str, on: date, minutes: int, provider_id: str | None, *said: Any
) -> domain.Fact:
    provider = providers[provider_id] if provider_id is not None else None
    return domain.known_fact(entry_id, on, minutes, provider, *said)


def pack_of(association_id: str) -> RulePack:
    """The published rules of an association."""
    return rulepacks.load(association_id)


def _digest_of(pack: RulePack) -> str:
    found = _digests.get(pack.id)
    if found is None:
        found = _digests[pack.id] = rulepacks.digest(pack)
    return found


# A pack is read once per process, and so is the digest of its rows taken once.
_digests: dict[str, str] = {}
