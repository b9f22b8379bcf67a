"""`rs-tracker keys`: the keys that sign an association's records, a new one, a root on paper, and taking one away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.adapters.keys import WrongSecret
from rs_tracker.commands import settings
from rs_tracker.domain import ledger
from rs_tracker.features.ledger import rotation
from rs_tracker.features.signing import ending
from rs_tracker.features.trail import service as trail
from rs_tracker.store import engine as store
from rs_tracker.store.tables import Association

PRIVATE, PUBLIC = "rs-tracker root key", "rs-tracker root public key"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """The keys with which associations sign their records."""


@keys.command("list")
@click.argument("association_id", metavar="[ASSOCIATION]", required=False)
def list_keys(association_id: str | None) -> None:
    """Every key: which rows it signed, its name, its public part."""
    with _session(association_id) as db:
        ids = [association_id] if association_id else db.scalars(select(Association.id).order_by(Association.id)).all()
        for one in ids:
            for key in rotation.listed(db, one):
                rows = f"{key.from_seq}–{key.to_seq if key.to_seq is not None else ''}"
                note = f"  not believed from row {key.revoked_from}" if key.revoked_from is not None else ""
                click.echo(f"{one:<18}{key.role:<9}{rows:<15}{key.kid}  {key.public}{note}")


@keys.command("rotate")
@click.argument("association_id", metavar="ASSOCIATION")
def rotate(association_id: str) -> None:
    """Let a new key sign from now on; the old one signs a last row that names it."""
    now = clock.now()
    with _session(association_id, is_writing=True) as db:
        old, new = rotation.rotate(db, association_id, now)
        trail.record(db, None, "key.rotated", new, association_id=association_id, at=now)
    click.echo(f"{association_id}: {old} handed over to {new}.")


@keys.command("root")
@click.argument("association_id", metavar="ASSOCIATION")
def root(association_id: str) -> None:
    """Make the association's root key for paper. It is shown once; the server keeps only its public part."""
    now = clock.now()
    with _session(association_id, is_writing=True) as db:
        made = rotation.make_root(db, association_id, now)
        trail.record(db, None, "key.rooted", made.kid, association_id=association_id, at=now)
    click.echo(f"Write this down or print it, and keep it where no computer reads it:\n\n{PRIVATE}\n{association_id}")
    click.echo(f"{made.seed()}\n\nThis is its public part, for everybody who checks:\n")
    click.echo(f"{PUBLIC}\n{association_id}\n{made.public}")


@keys.command("revoke")
@click.argument("association_id", metavar="ASSOCIATION")
@click.option("--root-key", type=FILE, required=True, help="A file with the root key from paper.")
@click.option("--from-seq", type=click.IntRange(min=1), required=True, help="The first row that is not believed.")
def revoke(association_id: str, root_key: Path, from_seq: int) -> None:
    """Take the key in use away: it may be in other hands. A new key signs from now on.

    Signatures it gave from that row on do not count any more; their sessions can be corrected and signed again.
    """
    now = clock.now()
    with _session(association_id, is_writing=True) as db:
        done = rotation.revoke(db, association_id, _seed(root_key, association_id), from_seq, now)
        trail.record(db, None, "key.revoked", done.kid, association_id=association_id, at=now)
        ended = sum(_strike(db, association_id, entry_id, from_seq, now) for entry_id in done.entry_ids)
    click.echo(f"{association_id}: {done.kid} is not believed from row {from_seq} on; {done.new_kid} signs now.")
    click.echo(f"{ended} signatures ended by it.")


def _strike(db: Session, association_id: str, entry_id: str, from_seq: int, now: datetime) -> bool:
    """End the signature in force if the key that is not believed gave it."""
    found = ending.signature(db, association_id, entry_id, for_update=True)
    if found is None or found.seq < from_seq:
        return False
    about = {"by": None, "second_kind": "root", "second_by": None, "reason": "key_revoked"}
    ending.end(db, None, found, ledger.VOID, about, now)
    return True


def _seed(file: Path, association_id: str) -> str:
    """The private part from a file as `keys root` printed it, or from one that holds nothing else."""
    lines = [line.strip() for line in file.read_text("utf-8", errors="replace").split("\n") if line.strip()]
    if PUBLIC in lines:
        raise settings.Fault("This file holds the public part of a root key; the private one is needed.")
    if PRIVATE in lines:
        lines = lines[lines.index(PRIVATE) + 1 :]
        if lines[:1] != [association_id]:
            raise settings.Fault(f"This is the root key of another association than {association_id}.")
        lines = lines[1:]
    if not lines or len(lines[0]) != 64:
        raise settings.Fault("This file holds no root key: 64 letters and digits, as `rs-tracker keys root` shows it.")
    return lines[0].lower()


@contextmanager
def _session(association_id: str | None, *, is_writing: bool = False) -> Iterator[Session]:
    """A session that is committed at the end, with the faults that keys have as sentences."""
    engine = settings.database(settings.read())
    db = store.writing(engine) if is_writing else store.reading(engine)
    try:
        if association_id and db.scalar(select(Association.id).where(Association.id == association_id)) is None:
            raise settings.Fault(f"There is no association {association_id}. See `rs-tracker association list`.")
        yield db
        if is_writing:
            db.commit()
    except WrongSecret:
        raise settings.Fault(settings.OTHER_SEAL) from None
    except rotation.NoKey:
        raise settings.Fault(f"{association_id} has no key yet: one is made when something is signed.") from None
    except (rotation.WrongRoot, ValueError) as fault:
        raise settings.Fault(_sentence(fault, association_id or "")) from None
    finally:
        db.close()


def _sentence(fault: Exception, association_id: str) -> str:
    if isinstance(fault, rotation.OutOfRange):
        return f"The key in use signed the rows {fault.first} to {fault.last}; --from-seq must be one of them."
    if isinstance(fault, rotation.WrongRoot):
        return f"This is not the root key of {association_id}."
    return "This file holds no root key: 64 letters and digits, as `rs-tracker keys root` shows it."
