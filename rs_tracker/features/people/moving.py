"""The parts of joining two records that have to look at both: memberships, pairs, goals."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from rs_tracker.store.tables import (
    Carried,
    Entry,
    Goal,
    GroupLine,
    GroupSheet,
    Invitation,
    LogUpload,
    Membership,
    MembershipRole,
    Qualification,
    RscSession,
    Standing,
    SupervisionPair,
)

# Tables of an association whose rows follow their person; what was said or signed (versions, signatures) never moves.
MOVED = (
    (Entry, "person_id"),
    (Entry, "provider_id"),
    (Goal, "person_id"),
    (Standing, "person_id"),
    (Qualification, "person_id"),
    (Invitation, "person_id"),
    (LogUpload, "person_id"),
    (Carried, "person_id"),
    (GroupLine, "person_id"),
    (RscSession, "provider_id"),
)
FURTHEST = {"ended": 0, "named": 1, "confirmed": 2}


def move_membership(db: Session, association_id: str, keep_id: str, other_id: str, now: datetime) -> None:
    """The one record has the hats of both here; the other's membership ends."""
    here = Membership.association_id == association_id
    theirs = db.scalars(select(Membership).where(here, Membership.person_id == other_id)).one()
    mine = db.scalars(select(Membership).where(here, Membership.person_id == keep_id)).first()
    if mine is None:
        mine = Membership(association_id=association_id, person_id=keep_id, created_at=theirs.created_at)
        mine.office_sees, mine.invited_by, mine.ended_at = theirs.office_sees, theirs.invited_by, theirs.ended_at
        db.add(mine)
    else:
        mine.office_sees = _least(mine.office_sees, theirs.office_sees)
        mine.ended_at = mine.ended_at if theirs.ended_at is not None else None
    mine.joined_at = mine.joined_at or theirs.joined_at or now
    db.flush()
    worn = MembershipRole.association_id == association_id
    known = set(db.scalars(select(MembershipRole.role).where(worn, MembershipRole.person_id == keep_id)))
    hats = select(MembershipRole).where(worn, MembershipRole.person_id == other_id)
    for hat in db.scalars(hats).all():
        if hat.role not in known and theirs.ended_at is None:
            db.add(
                MembershipRole(
                    association_id=association_id,
                    person_id=keep_id,
                    role=hat.role,
                    granted_at=hat.granted_at,
                    granted_by=hat.granted_by,
                )
            )
        db.delete(hat)
    theirs.ended_at = theirs.ended_at or now
    db.flush()


def _least(mine: bool | None, theirs: bool | None) -> bool | None:
    """What the office may see of both: no is no, and who was not asked under one of them is asked."""
    if mine is False or theirs is False:
        return False
    return True if mine and theirs else None


def end_duplicate_goals(db: Session, association_id: str, keep_id: str, other_id: str, now: datetime) -> None:
    """Of two open goals that are the same, the kept record's stays open."""
    is_open = (Goal.association_id == association_id, Goal.closed_at.is_(None))
    wanted = select(Goal.kind, Goal.category, Goal.track).where(*is_open, Goal.person_id == keep_id)
    mine = {tuple(row) for row in db.execute(wanted)}
    for goal in db.scalars(select(Goal).where(*is_open, Goal.person_id == other_id)).all():
        if (goal.kind, goal.category, goal.track) in mine:
            goal.closed_at = now
            db.execute(delete(Standing).where(Standing.association_id == association_id, Standing.goal_id == goal.id))
    db.flush()


def move_pairs(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    """Everybody who worked with the other record works with this one; nobody works with themselves."""
    here = SupervisionPair.association_id == association_id
    both = (SupervisionPair.supervisee_id, SupervisionPair.provider_id)
    pairs = db.execute(
        select(*both, SupervisionPair.state).where(here, or_(*(side.in_((keep_id, other_id)) for side in both)))
    ).all()
    states = {(row.supervisee_id, row.provider_id): row.state for row in pairs}
    for (supervisee_id, provider_id), state in states.items():
        if other_id not in (supervisee_id, provider_id):
            continue
        one = (here, SupervisionPair.supervisee_id == supervisee_id, SupervisionPair.provider_id == provider_id)
        moved = tuple(keep_id if side == other_id else side for side in (supervisee_id, provider_id))
        if moved[0] == moved[1]:
            db.execute(delete(SupervisionPair).where(*one))
            continue
        if moved in states:
            if FURTHEST[states[moved]] >= FURTHEST[state]:
                db.execute(delete(SupervisionPair).where(*one))
                continue
            lesser = (here, SupervisionPair.supervisee_id == moved[0], SupervisionPair.provider_id == moved[1])
            db.execute(delete(SupervisionPair).where(*lesser))
        changed = {"supervisee_id": moved[0], "provider_id": moved[1]}
        db.execute(update(SupervisionPair).where(*one).values(changed))


def end_doubled_lines(db: Session, association_id: str, keep_id: str, other_id: str) -> None:
    """Nobody stands twice on a group sheet, or on one that they sign themselves; entries that came of it stay."""
    here = GroupLine.association_id == association_id
    own = select(GroupSheet.id).where(GroupSheet.provider_id.in_((keep_id, other_id)))
    kept = select(GroupLine.sheet_id).where(here, GroupLine.person_id == keep_id)
    for doubled in (
        (GroupLine.person_id == other_id, GroupLine.sheet_id.in_(list(db.scalars(kept)))),
        (GroupLine.person_id.in_((keep_id, other_id)), GroupLine.sheet_id.in_(list(db.scalars(own)))),
    ):
        db.execute(delete(GroupLine).where(here, *doubled).execution_options(synchronize_session=False))


def move_sheets(db: Session, keep_id: str, other_id: str) -> None:
    """The sheets that the other record signs or started; a statement made of an open one signs nothing any more."""
    for column in (GroupSheet.provider_id, GroupSheet.started_by):
        moved = update(GroupSheet).where(column == other_id).values({column.key: keep_id})
        db.execute(moved.execution_options(synchronize_session=False))
