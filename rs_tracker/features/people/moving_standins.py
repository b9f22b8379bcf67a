"""Joining two records: what was said of gone supervisors, who was named as being there, and evidence follow along."""

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.store.tables import EvidenceFile, EvidenceUse, StandIn, SupervisorGone


def move_standins(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    """All of it belongs to the kept record from now on; nobody stands in for themselves."""
    both, here = (keep_id, other_id), StandIn.association_id == association_id
    db.execute(delete(StandIn).where(here, StandIn.person_id.in_(both), StandIn.named_by.in_(both)))
    for column in (StandIn.person_id, StandIn.named_by):
        db.execute(update(StandIn).where(here, column == other_id).values({column.key: keep_id}))
    _move_files(db, association_id, keep_id, other_id)
    _move_words(db, association_id, keep_id, other_id)


def _move_files(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    """The same file is kept once, and speaks for the sessions of both."""
    here = EvidenceFile.association_id == association_id
    rows = db.execute(
        select(EvidenceFile.id, EvidenceFile.sha256, EvidenceFile.owner_id).where(
            here, EvidenceFile.owner_id.in_((keep_id, other_id))
        )
    ).all()
    mine = {row.sha256: row.id for row in rows if row.owner_id == keep_id}
    for row in rows:
        if row.owner_id == other_id and row.sha256 in mine:
            _move_uses(db, association_id, row.id, mine[row.sha256])
            db.execute(delete(EvidenceFile).where(here, EvidenceFile.id == row.id))
    db.execute(update(EvidenceFile).where(here, EvidenceFile.owner_id == other_id).values(owner_id=keep_id))


def _move_uses(db: Session, association_id: str, from_id: str, to_id: str) -> None:
    here = EvidenceUse.association_id == association_id
    known = set(db.scalars(select(EvidenceUse.entry_id).where(here, EvidenceUse.file_id == to_id)))
    uses = set(db.scalars(select(EvidenceUse.entry_id).where(here, EvidenceUse.file_id == from_id))) - known
    db.execute(delete(EvidenceUse).where(here, EvidenceUse.file_id == from_id))
    if uses:
        row = {"association_id": association_id, "file_id": to_id}
        db.execute(insert(EvidenceUse), [row | {"entry_id": entry_id} for entry_id in sorted(uses)])


def _move_words(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    here = SupervisorGone.association_id == association_id
    touched = or_(SupervisorGone.provider_id == other_id, SupervisorGone.told_by == other_id)
    rows = db.execute(
        select(SupervisorGone.provider_id, SupervisorGone.told_by, SupervisorGone.scope).where(here, touched)
    ).all()
    for provider_id, told_by, scope in rows:
        one = (here, *_is(provider_id, told_by, scope))
        provider, teller = (keep_id if side == other_id else side for side in (provider_id, told_by))
        known = select(SupervisorGone.scope).where(here, *_is(provider, teller, scope))
        if provider == teller or db.scalar(known) is not None:
            db.execute(delete(SupervisorGone).where(*one))
            continue
        db.execute(update(SupervisorGone).where(*one).values(provider_id=provider, told_by=teller))


def _is(provider_id: str, told_by: str, scope: str) -> tuple[ColumnElement[bool], ...]:
    return (
        SupervisorGone.provider_id == provider_id,
        SupervisorGone.told_by == told_by,
        SupervisorGone.scope == scope,
    )
