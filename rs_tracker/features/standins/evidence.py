"""What people hand in behind a session: kept once per owner and content, read by the owner and the office alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rs_tracker.adapters import evidence_files as adapter
from rs_tracker.adapters.evidence_files import ENDINGS, MIME, BadEvidence, read_evidence
from rs_tracker.domain.actor import COORDINATOR, Actor
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import EvidenceFile, EvidenceUse, Membership, Person

__all__ = ["BadEvidence", "Kept", "Listed", "keep", "listed", "one", "record_download"]

MOST_OF_ONE = 200


class TooMany(ValueError):
    """This person's sessions hold as many files as one person may have here."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A file behind a session, without its bytes."""

    id: str
    kind: str
    size: int
    added_at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class Read:
    """A file with its bytes, and whose sessions it is about."""

    id: str
    owner_id: str
    kind: str
    content: bytes
    sha256: str

    @property
    def mime(self) -> str:
        return MIME[self.kind]

    @property
    def name(self) -> str:
        """What the download is called: nothing that anybody typed."""
        return f"evidence-{self.sha256[:8]}.{ENDINGS[self.kind][0]}"


def keep(
    db: Session,
    actor: Actor,
    association_id: str,
    owner_id: str,
    entry_ids: Iterable[str],
    sent: tuple[str, bytes],
    now: datetime,
) -> Kept:
    """Keep a file (its name and bytes as sent) for these sessions of one owner; the same file is kept once.

    Raises BadEvidence (with its `problem`) and TooMany.
    """
    file = read_evidence(*sent)
    mine = (EvidenceFile.association_id == association_id, EvidenceFile.owner_id == owner_id)
    known = db.execute(select(EvidenceFile.id, EvidenceFile.sha256).where(*mine).limit(MOST_OF_ONE)).all()
    file_id = next((row.id for row in known if row.sha256 == file.sha256), None)
    if file_id is None and len(known) >= MOST_OF_ONE:
        raise TooMany(owner_id)
    file_id = file_id or _add(db, actor, association_id, owner_id, file, now)
    _use(db, association_id, file_id, entry_ids)
    return Kept(file_id, file.sha256)


def _add(
    db: Session, actor: Actor, association_id: str, owner_id: str, file: adapter.EvidenceFile, now: datetime
) -> str:
    row = EvidenceFile(
        association_id=association_id,
        id=str(uuid4()),
        owner_id=owner_id,
        kind=file.kind,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
        added_by=actor.person_id,
        added_at=now,
    )
    db.add(row)
    db.flush()
    told = "evidence.added", row.id
    trail.record(db, actor, *told, association_id=association_id, at=now, person_id=owner_id, kind=file.kind)
    return row.id


def _use(db: Session, association_id: str, file_id: str, entry_ids: Iterable[str]) -> None:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    uses = [{"association_id": association_id, "entry_id": entry_id, "file_id": file_id} for entry_id in entry_ids]
    if uses:
        db.execute(dialect.insert(EvidenceUse.__table__).on_conflict_do_nothing(), uses)


def listed(db: Session, association_id: str, entry_id: str) -> list[Listed]:
    """The files behind one session, oldest first; who may see the session is the caller's business."""
    rows = db.execute(
        select(EvidenceFile.id, EvidenceFile.kind, EvidenceFile.size, EvidenceFile.added_at, Person.name)
        .join(
            EvidenceUse,
            (EvidenceUse.association_id == EvidenceFile.association_id) & (EvidenceUse.file_id == EvidenceFile.id),
        )
        .join(Person, Person.id == EvidenceFile.added_by)
        .where(EvidenceFile.association_id == association_id, EvidenceUse.entry_id == entry_id)
        .order_by(EvidenceFile.added_at, EvidenceFile.id)
    )
    return [Listed(*row) for row in rows]


def one(db: Session, actor: Actor, file_id: str) -> Read | None:
    """A file of the actor's own sessions, or, for a coordinator, of somebody who lets the office see theirs."""
    row = db.execute(
        select(
            EvidenceFile.id, EvidenceFile.owner_id, EvidenceFile.kind, EvidenceFile.content, EvidenceFile.sha256
        ).where(EvidenceFile.association_id == actor.association, EvidenceFile.id == file_id, _may_read(actor))
    ).first()
    return Read(*row) if row else None


def _may_read(actor: Actor) -> ColumnElement[bool]:
    mine = EvidenceFile.owner_id == actor.person_id
    if COORDINATOR not in actor.roles:
        return mine
    is_seen = exists().where(
        Membership.association_id == actor.association,
        Membership.person_id == EvidenceFile.owner_id,
        Membership.office_sees.is_(True),
    )
    return or_(mine, is_seen)


def record_download(db: Session, actor: Actor, file: Read, now: datetime) -> None:
    """Write that somebody took a file away."""
    trail.record(db, actor, "evidence.read", file.id, association_id=actor.association, at=now, person_id=file.owner_id)
