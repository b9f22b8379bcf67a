"""New keys for a ledger: rotating, a root key on paper, and revoking a key that may be in other hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters.keys import ALG, SigningKey, from_seed, new
from rs_tracker.domain import canonical, ledger
from rs_tracker.domain.ledger import Record
from rs_tracker.features.ledger import checkpoints, keys
from rs_tracker.features.ledger.service import Head, append, hold, write
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import AssociationKey, Attestation, AttestationEnd

ROOT_DOMAIN = b"rs-tracker/root/v1\n"
_KEYS = AssociationKey.__table__.c


class NoKey(LookupError):
    """This association has no key yet (nothing was ever signed), or no root key."""


class WrongRoot(ValueError):
    """This is not the root key of the association."""


class OutOfRange(ValueError):
    """The key in use signed no such row: it can be revoked from `first` to `last` on."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"the key in use signed the rows from {first} to {last}")
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as lists and files show it; everything in it is public."""

    kid: str
    role: str
    public: str
    from_seq: int
    to_seq: int | None
    revoked_from: int | None
    certificate: str | None
    certificate_sig: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """What revoking did: the new key, and the entries whose signature in force is not believed any more."""

    kid: str
    new_kid: str
    entry_ids: tuple[str, ...]


def listed(db: Session, association_id: str) -> list[KeyRow]:
    """All keys of an association in the order of their use."""
    names = KeyRow.__slots__
    wanted = select(*(_KEYS[name] for name in names)).where(_KEYS.association_id == association_id)
    return [KeyRow(*row) for row in asking(db).execute(wanted.order_by(_KEYS.from_seq, _KEYS.role.desc(), _KEYS.kid))]


def rotate(db: Session, association_id: str, now: datetime) -> tuple[str, str]:
    """Hand the ledger over to a new key; the names of the old and the new one. Raises NoKey.

    The old key signs a last row that names the new one, and the checkpoint at that row; then its private part is gone.
    """
    db.flush()
    head = hold(db, association_id)
    old, fresh = _in_use(db, head, now), new()
    about = {"public": fresh.public, "next": fresh.kid}
    [sealed] = write(db, head, old, [Record(ledger.KEY_ROTATE, about)], now)
    checkpoints.keep(db, Head(association_id, sealed.seq, sealed.entry_hash), old, now)
    _end(db, association_id, old.kid, sealed.seq, None)
    keys.begin(db, association_id, fresh, sealed.seq + 1, now)
    return old.kid, fresh.kid


def make_root(db: Session, association_id: str, now: datetime) -> SigningKey:
    """Make the association's root key, let it name the key in use, and keep of it only the public part.

    The private part is in the returned key and nowhere else: whoever calls shows it once. A root made before is
    replaced.
    """
    db.flush()
    head = hold(db, association_id)
    signer, root = keys.signer(db, head, now), new()
    certificate = _certificate(db, association_id, root, signer, now)
    signature = root.sign(ROOT_DOMAIN + certificate.encode())
    said = {"public": root.public, "root": root.kid, "certificate": certificate, "certificate_sig": signature}
    [sealed] = append(db, association_id, [Record(ledger.KEY_ROOT, said)], now)
    changing(db).execute(
        update(AssociationKey)
        .where(_KEYS.association_id == association_id, _KEYS.role == keys.ROOT, _KEYS.to_seq.is_(None))
        .values(to_seq=sealed.seq - 1)
    )
    own = {"kid": root.kid, "public": root.public, "certificate": certificate, "certificate_sig": signature}
    changing(db).execute(
        insert(AssociationKey),
        own
        | {
            "association_id": association_id,
            "role": keys.ROOT,
            "alg": ALG,
            "from_seq": sealed.seq,
            "created_at": now,
        },
    )
    return root


def _certificate(db: Session, association_id: str, root: SigningKey, signer: SigningKey, now: datetime) -> str:
    """What a root signs: that this key is the association's, and from which row on."""
    return canonical.text(
        {
            "v": 1,
            "assoc": association_id,
            "root": root.kid,
            "kid": signer.kid,
            "public": signer.public,
            "from_seq": next(one.from_seq for one in listed(db, association_id) if one.kid == signer.kid),
            "at": ledger.instant(now),
        }
    )


def revoke(db: Session, association_id: str, root_seed: str, from_seq: int, now: datetime) -> Revoked:
    """Say with the root key that rows of the key in use are not believed from `from_seq` on, and begin a new key.

    The old private part is not needed for it, nor the secret it was sealed under. Whoever calls ends the signatures of
    the entries that are returned. Raises NoKey, WrongRoot and OutOfRange; ValueError for what is no key at all.
    """
    db.flush()
    root = from_seed(root_seed)
    head = hold(db, association_id)
    known = [one for one in listed(db, association_id) if one.to_seq is None]
    if root.kid not in [one.kid for one in known if one.role == keys.ROOT]:
        raise WrongRoot("this is not the root key of the association")
    old = next((one for one in known if one.role == keys.SIGNING), None)
    if old is None:
        raise NoKey(association_id)
    if not old.from_seq <= from_seq <= head.size + 1:
        raise OutOfRange(old.from_seq, head.size)
    fresh = new()
    about = {"revoked": old.kid, "from": from_seq, "public": fresh.public, "next": fresh.kid}
    affected = _signed_from(db, association_id, from_seq)
    [sealed] = write(db, head, root, [Record(ledger.KEY_REVOKE, about)], now)
    _end(db, association_id, old.kid, sealed.seq - 1, from_seq)
    keys.begin(db, association_id, fresh, sealed.seq + 1, now)
    return Revoked(old.kid, fresh.kid, tuple(affected))


def _in_use(db: Session, head: Head, now: datetime) -> SigningKey:
    if head.kid is None:
        raise NoKey(head.association_id)
    return keys.signer(db, head, now)


def _end(db: Session, association_id: str, kid: str, to_seq: int, revoked_from: int | None) -> None:
    changing(db).execute(
        update(AssociationKey)
        .where(_KEYS.association_id == association_id, _KEYS.kid == kid)
        .values(to_seq=to_seq, revoked_from=revoked_from, sealed=None)
    )


def _signed_from(db: Session, association_id: str, from_seq: int) -> Sequence[str]:
    """Entries with a signature from that row on that has not ended yet."""
    ended = (
        select(AttestationEnd.seq)
        .where(
            AttestationEnd.association_id == association_id,
            AttestationEnd.entry_id == Attestation.entry_id,
            AttestationEnd.version == Attestation.version,
        )
        .exists()
    )
    wanted = select(Attestation.entry_id).where(
        Attestation.association_id == association_id, Attestation.seq >= from_seq, ~ended
    )
    return sorted(set(db.scalars(wanted)))
