"""Whether the keys in a bundle are one association's: each named by the one before it, and by the root key on paper."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from rs_tracker.domain import ledger, strict
from rs_tracker.domain.bundle import Bundle, Key, Row, kid_of
from rs_tracker.domain.shape import HEX32
from rs_tracker.domain.steps import BAD, GOOD, OPEN, Step
from rs_tracker.domain.strict import NotCanonical

KEYS, ROOT = "keys", "root"
CERTIFICATE = b"rs-tracker/root/v1\n"
Signed = Callable[[str, bytes, str], bool]


def key_steps(read: Bundle, signed: Signed, root: str | None) -> Iterator[Step]:
    """That the keys follow one another, and that the root key, if somebody holds it, speaks for one of them."""
    roots = {kid_of(one["public"]): one["public"] for one in read.says["roots"] if root in (None, one["public"])}
    facts = {"first": read.keys[0].public if read.keys else "", "in_use": read.seal_kid, "count": len(read.keys)}
    yield Step(KEYS, GOOD if _are_linked(read, signed, roots) else BAD, "", facts)
    yield _root(read, signed, root)


def _are_linked(read: Bundle, signed: Signed, roots: Mapping[str, str]) -> bool:
    keys = read.keys
    if not keys or keys[0].from_seq != 1 or keys[-1].to_seq is not None:
        return False
    if any(kid_of(key.public) != key.kid for key in keys) or len({key.kid for key in keys}) < len(keys):
        return False
    rows = {row.seq: row for row in read.key_rows}
    for old, new in pairwise(keys):
        row = rows.get(new.from_seq - 1)
        if row is None or row.says["assoc"] != read.association_id or handed_to(row) != new.public:
            return False
        if not (_rotates if row.kind == ledger.KEY_ROTATE else _revokes)(row, old, signed, roots):
            return False
    return True


def _rotates(row: Row, old: Key, signed: Signed, roots: Mapping[str, str]) -> bool:
    """Whether the old key's last row names the new one."""
    is_last = row.seq == old.to_seq and row.kid == old.kid and old.revoked_from is None
    return is_last and signed(old.public, row.message, row.sig)


def _revokes(row: Row, old: Key, signed: Signed, roots: Mapping[str, str]) -> bool:
    """Whether a root key put the new one in the place of the old, which it takes its word back from."""
    is_next = old.to_seq is not None and row.seq == old.to_seq + 1
    is_about = (row.says.get("revoked"), row.says.get("from")) == (old.kid, old.revoked_from)
    return is_next and is_about and row.kid in roots and signed(roots[row.kid], row.message, row.sig)


def handed_to(row: Row) -> str | None:
    """The public key that signs from the next row on, if this row says so."""
    named = row.says.get("public") if row.kind in (ledger.KEY_ROTATE, ledger.KEY_REVOKE) else None
    return named if isinstance(named, str) and HEX32.fullmatch(named) else None


def _root(read: Bundle, signed: Signed, root: str | None) -> Step:
    if root is None:
        return Step(ROOT, OPEN, "not-given" if read.says["roots"] else "none")
    for one in read.says["roots"]:
        if one["public"] != root:
            continue
        is_signed = signed(root, CERTIFICATE + one["certificate"].encode(), one["sig"])
        return Step(ROOT, GOOD if is_signed and _speaks_for(read, one["certificate"]) else BAD)
    return Step(ROOT, BAD, "another")


def _speaks_for(read: Bundle, certificate: str) -> bool:
    """Whether the certificate names this association and one of its keys here."""
    try:
        says = strict.read_text(certificate)
    except NotCanonical:
        return False
    named = (says.get("assoc"), says.get("public"), says.get("from_seq"))
    return named in [(read.association_id, key.public, key.from_seq) for key in read.keys]
