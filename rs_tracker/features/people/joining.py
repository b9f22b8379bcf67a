"""Two records of one person become one: what was said under the old id stays said, what is in use moves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from rs_tracker.features.people.memberships import places_of
from rs_tracker.features.people.moving import (
    MOVED,
    end_doubled_lines,
    end_duplicate_goals,
    move_membership,
    move_pairs,
    move_sheets,
)
from rs_tracker.features.people.moving_standins import move_standins
from rs_tracker.features.progress import service as progress
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import (
    Address,
    Attestation,
    Endorsement,
    Entry,
    Passkey,
    Person,
    PersonTrait,
    RecoveryCode,
    Vouch,
    WebSession,
)


class SignedEachOther(ValueError):
    """One of the two records gave the other supervision: they are two people, or an entry is wrong."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What joining the other record would bring: entries logged, entries that wait for or have its signature."""

    other_id: str
    name: str
    entries: int
    supervised: int
    associations: int
    has_account: bool
    was_stopped: bool
    is_refused: bool


def preview(db: Session, keep_id: str, other_id: str) -> Preview:
    """What would be joined, told before it happens."""
    places = places_of(db, other_id)
    row = db.execute(select(Person.name, Person.joined_at, Person.may_sign_from).where(Person.id == other_id)).one()
    return Preview(
        other_id=other_id,
        name=row.name,
        entries=sum(_count(db, place, Entry.person_id == other_id) for place in places),
        supervised=sum(_count(db, place, Entry.provider_id == other_id) for place in places),
        associations=len(places),
        has_account=row.joined_at is not None,
        was_stopped=row.joined_at is None and row.may_sign_from is not None,
        is_refused=_signed_each_other(db, keep_id, other_id),
    )


def _count(db: Session, association_id: str, condition: object) -> int:
    wanted = select(func.count()).select_from(Entry).where(Entry.association_id == association_id, condition)  # type: ignore[arg-type]
    return db.scalar(wanted) or 0


def _signed_each_other(db: Session, keep_id: str, other_id: str) -> bool:
    """Whether an entry of one names the other, or was ever signed or confirmed by the other."""
    keep, other = _ids(db, keep_id), _ids(db, other_id)
    for place in set(places_of(db, keep_id)) & set(places_of(db, other_id)):
        for mine, theirs in ((keep, other), (other, keep)):
            names = select(Entry.id).where(
                Entry.association_id == place, Entry.person_id.in_(mine), Entry.provider_id.in_(theirs)
            )
            signed = select(Attestation.entry_id).where(
                Attestation.association_id == place,
                Attestation.supervisee_id.in_(mine),
                Attestation.signer_id.in_(theirs),
            )
            vouched = select(Vouch.entry_id).where(
                Vouch.association_id == place, Vouch.supervisee_id.in_(mine), Vouch.by_id.in_(theirs)
            )
            if any(db.scalar(one.limit(1)) is not None for one in (names, signed, vouched)):
                return True
    return False


def _ids(db: Session, person_id: str) -> list[str]:
    """A person's id and those of the records joined to it before."""
    return [person_id, *db.scalars(select(Person.id).where(Person.joined_to == person_id))]


def join(db: Session, keep_id: str, other_id: str, now: datetime) -> None:
    """Move everything in use from one record to the other and measure again. Raises SignedEachOther.

    Entry versions and signatures keep the id of the day they were made; `person.joined_to` leads from it to this one.
    """
    if keep_id == other_id or _signed_each_other(db, keep_id, other_id):
        raise SignedEachOther
    places = places_of(db, other_id)
    for place in places:
        move_membership(db, place, keep_id, other_id, now)
        _forget_doubled_imports(db, place, keep_id, other_id)
        end_duplicate_goals(db, place, keep_id, other_id, now)
        end_doubled_lines(db, place, keep_id, other_id)
        for table, column in MOVED:
            old = getattr(table, column)
            db.execute(
                update(table)
                .where(table.association_id == place, old == other_id)
                .values({column: keep_id})
                .execution_options(synchronize_session=False)
            )
        move_pairs(db, place, keep_id, other_id)
        move_standins(db, place, keep_id, other_id)
        trail.record(db, None, "person.joined", other_id, association_id=place, at=now, person_id=keep_id)
    move_sheets(db, keep_id, other_id)
    _move_what_is_theirs_everywhere(db, keep_id, other_id, now)
    db.expire_all()
    for place in sorted({*places, *places_of(db, keep_id)}):
        progress.refresh(db, place, keep_id, now)
        progress.refresh_supervisees(db, place, keep_id, now)


def _forget_doubled_imports(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    """A row of a spreadsheet that both records imported: the entries stay, only one keeps the key of its row."""
    here = Entry.association_id == association_id
    kept = select(Entry.import_key).where(here, Entry.person_id == keep_id, Entry.import_key.is_not(None))
    doubled = db.scalars(kept).all()
    if doubled:
        db.execute(
            update(Entry)
            .where(here, Entry.person_id == other_id, Entry.import_key.in_(doubled))
            .values(import_key=None)
            .execution_options(synchronize_session=False)
        )


def _move_what_is_theirs_everywhere(db: Session, keep_id: str, other_id: str, now: datetime) -> None:
    db.flush()
    mine = select(PersonTrait.trait, PersonTrait.from_on).where(PersonTrait.person_id == keep_id)
    said = {(trait, from_on) for trait, from_on in db.execute(mine)}
    for row in db.scalars(select(PersonTrait).where(PersonTrait.person_id == other_id)).all():
        if (row.trait, row.from_on) in said:
            db.delete(row)
        else:
            row.person_id = keep_id
    db.flush()
    db.execute(update(Endorsement).where(Endorsement.person_id == other_id).values(person_id=keep_id))
    db.execute(update(Address).where(Address.person_id == other_id).values(person_id=keep_id, is_primary=False))
    live = (WebSession.person_id == other_id, WebSession.ended_at.is_(None))
    db.execute(update(WebSession).where(*live).values(ended_at=now, is_own_device=False))
    for table in (Passkey, RecoveryCode):  # like the other account's password, they open nothing now
        db.execute(delete(table).where(table.person_id == other_id))
    db.execute(update(Person).where(Person.joined_to == other_id).values(joined_to=keep_id))
    db.execute(update(Person).where(Person.id == other_id).values(joined_to=keep_id, password_hash=None))
    trail.record_account(db, keep_id, "person.joined", at=now)
    db.flush()


def forget_address(db: Session, email: str) -> None:
    """Somebody wrote this address down for a person who never proved it: it is not theirs any more."""
    db.execute(delete(Address).where(Address.email == email, Address.proven_at.is_(None)))
    db.flush()
