"""All proofs of a person in one association, as a file to keep and to bring along elsewhere."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.proofs import bundles, lookup, queries
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Address, Attestation, Entry

Addressed = Callable[[str], str]


class _Pipe(RawIOBase):
    """Where the archive is written to, and from where its bytes are taken as they come."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since this was asked last."""
        found, self.pieces = b"".join(self.pieces), []
        return found


def every_proof(db: Session, actor: Actor, address: Addressed, now: datetime) -> Iterator[bytes]:
    """A zip of the proofs of all the actor's sessions whose signature is in force here, while it is made.

    `address` makes a proof page's address of its token. The copies name the actor's own proven addresses, by which
    another association knows that the sessions are theirs.
    """
    holder = proven(db, actor.person_id)
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        signed = _signed(db, actor)
        tokens = queries.addresses(db, actor.association, [entry_id for entry_id, _seq in signed])
        for entry_id, seq in signed:
            token = tokens.get(entry_id, "")
            found = lookup.signature(db, actor.association, seq, token)
            if found is None:
                continue
            data = bundles.file_of(db, found, address(token) if token else "", now, holder)
            archive.writestr(f"{found.row.says['date']}-{entry_id}.json", data)
            yield pipe.taken()
    yield pipe.taken()


def one_proof(db: Session, actor: Actor, entry_id: str, address: Addressed, now: datetime) -> bytes | None:
    """The owner's copy of the proof of one entry, or None if it is not theirs or was never signed."""
    newest = queries.own(db, actor, entry_id)
    found = lookup.signature(db, actor.association, newest.seq) if newest is not None else None
    if newest is None or found is None:
        return None
    at = address(newest.token) if newest.token else ""
    return bundles.file_of(db, found, at, now, proven(db, actor.person_id))


def proven(db: Session, person_id: str) -> list[str]:
    """The addresses of a person that they have proven to be theirs."""
    wanted = select(Address.email).where(Address.person_id == person_id, Address.proven_at.is_not(None))
    return list(db.scalars(wanted.order_by(Address.email)))


def note(db: Session, actor: Actor, now: datetime) -> None:
    """Leave the line of this download in the trail."""
    trail.record(db, actor, "export.proofs", association_id=actor.association, at=now)


def _signed(db: Session, actor: Actor) -> list[tuple[str, int]]:
    """The actor's entries whose signature is in force, with its row, oldest session first."""
    rows = db.execute(
        select(Entry.id, Attestation.seq)
        .join(
            Attestation,
            (Attestation.association_id == Entry.association_id)
            & (Attestation.entry_id == Entry.id)
            & (Attestation.version == Entry.signed_version),
        )
        .where(Entry.association_id == actor.association, Entry.person_id == actor.person_id)
        .order_by(Entry.held_on, Entry.id)
    ).all()
    return [(row.id, row.seq) for row in rows]
