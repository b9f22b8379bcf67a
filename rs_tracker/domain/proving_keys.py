"""Whether the keys in a bundle are one association's: each named by the one before it, and by the root key on paper."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from rs_tracker.domain import ledger, strict
from rs_tracker.domain.bundle import Bundle, Key, Row, kid_of
from rs_tracker.domain.steps import BAD, GOOD, OPEN, Step
from rs_tracker.domain.strict import NotCanonical

KEYS, ROOT = "keys", "root"
CERTIFICATE = b"rs-tracker/root/v1\n"
Signed = Callable[[str, bytes, str], bool]


def key_steps(read: Bundle, signed: Signed, root: str | None) -> Iterator[Step]:
    """That the keys follow one another, and that the root key, if somebody holds it, speaks for one of them."""
    facts = {"first": read.keys[0].public if read.keys else "", "in_use": read.seal_kid, "count": len(read.keys)}
    yield Step(KEYS, GOOD if _are_linked(read, signed) else BAD, "", facts)
    yield _root(read, signed, root)


def _are_linked(read: Bundle, signed: Signed) -> bool:
    keys = read.keys
    if not keys or keys[0].from_seq != 1 or keys[-1].to_seq is not None:
        return False
    if any(kid_of(key.public) != key.kid for key in keys) or len({key.kid for key in keys}) < len(keys):
        return False
    rows = {row.seq: row for row in read.key_rows}
    return all(_hands_over(rows.get(old.to_seq or 0), old, new, read, signed) for old, new in pairwise(keys))


def _hands_over(row: Row | None, old: Key, new: Key, read: Bundle, signed: Signed) -> bool:
    """Whether the old key's last row names the new one."""
    return (
        row is not None
        and new.from_seq == row.seq + 1
        and handed_to(row) == new.public
        and row.kid == old.kid
        and row.says["assoc"] == read.association_id
        and signed(old.public, row.message, row.sig)
    )


def handed_to(row: Row) -> str | None:
    """The public key that signs from the next row on, if this row says so."""
    named = row.says.get("public") if row.kind == ledger.KEY_ROTATE else None
    return named if isinstance(named, str) else None


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
    return says.get("assoc") == read.association_id and says.get("public") in [key.public for key in read.keys]
