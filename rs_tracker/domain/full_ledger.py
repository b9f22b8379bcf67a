"""Going through a whole ledger, or through the public list of its hashes, line by line and in constant memory.

A ledger is the file that docs/ledger.md describes; a line of the list is a hash. With the ledger every row is read: its
number, the row before it, its signature. With the list alone it is only seen that the hashes stand where they should.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rs_tracker.domain import checkpoint, ledger, strict
from rs_tracker.domain.bundle import Bundle, Row, kid_of, read_row
from rs_tracker.domain.checkpoint import BadNote, Note
from rs_tracker.domain.proving_keys import handed_to
from rs_tracker.domain.shape import HEX32, HEX64, fits
from rs_tracker.domain.steps import BAD, GOOD, Step
from rs_tracker.domain.strict import NotCanonical

FULL, OLD_NOTE_IN_FULL = "full", "old-note-in-full"
GENESIS, KIND = ledger.GENESIS, "rs-tracker-ledger"
Signed = Callable[[str, bytes, str], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must stand at some places: number of the row → its hash."""

    row: tuple[int, str]
    end: tuple[int, str] | None
    old: tuple[int, str] | None


class _Broken(ValueError):
    """The ledger is broken at a row, for a reason that is a code."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"{seq}: {why}")
        self.seq = seq
        self.why = why


def steps(
    read: Bundle, note: Note | None, old_note: str | None, lines: Iterable[str], signed: Signed
) -> Iterator[Step]:
    """Whether the ledger is whole and has this row, and whether it goes on from the old note."""
    old = _old(old_note)
    wanted = Wanted(
        (read.row.seq, read.row.digest),
        (note.size, note.last_hash) if note is not None else None,
        (old.size, old.last_hash) if old is not None else None,
    )
    size, kind, fault = 0, "list", None
    seen: dict[int, str] = {}
    places = {place[0] for place in (wanted.row, wanted.end, wanted.old) if place is not None}
    try:
        for last in _rows(read, lines, signed):
            size, kind, entry_hash = last
            if size in places:
                seen[size] = entry_hash
    except _Broken as broken:
        fault = broken
    yield _whole(wanted, seen, size, kind, fault)
    if wanted.old is not None:
        facts = {"size": wanted.old[0]}
        if fault is not None or wanted.old[0] > size:
            yield Step(OLD_NOTE_IN_FULL, BAD, "truncated" if fault is None else "broken", facts)
        else:
            is_same = seen.get(wanted.old[0]) == wanted.old[1]
            yield Step(OLD_NOTE_IN_FULL, GOOD if is_same else BAD, "" if is_same else "rewritten", facts)


def _old(text: str | None) -> Note | None:
    if text is None:
        return None
    try:
        return checkpoint.read_kept(text)
    except BadNote:
        return None


def _whole(wanted: Wanted, seen: dict[int, str], size: int, kind: str, fault: _Broken | None) -> Step:
    if fault is not None:
        return Step(FULL, BAD, fault.why, {"seq": fault.seq})
    facts = {"size": size, "kind": kind}
    if wanted.end is None or size < wanted.end[0]:
        return Step(FULL, BAD, "truncated", facts | {"wanted": wanted.end[0] if wanted.end else 0})
    if seen.get(wanted.row[0]) != wanted.row[1]:
        return Step(FULL, BAD, "other-row", facts | {"seq": wanted.row[0]})
    if seen.get(wanted.end[0]) != wanted.end[1]:
        return Step(FULL, BAD, "other-end", facts | {"seq": wanted.end[0]})
    return Step(FULL, GOOD, kind, facts)


def _rows(read: Bundle, lines: Iterable[str], signed: Signed) -> Iterator[tuple[int, str, str]]:
    """Number, kind of file and hash of each row. Raises _Broken."""
    before, kind, keys = GENESIS, "", _Keys(read, signed)
    for line in (one.rstrip("\r\n") for one in lines):
        if not kind:
            kind = "rows" if line.startswith("{") else "list"
            if kind == "rows":
                _head(line, read)
                seq = 0
                continue
            seq = 0
        seq += 1
        if kind == "list":
            if HEX32.fullmatch(line) is None:
                raise _Broken(seq, "unreadable")
            yield seq, kind, line
            continue
        row = _read(line, seq)
        if row.seq != seq or row.says["prev"] != before:
            raise _Broken(seq, "out-of-order")
        if row.says["assoc"] != read.association_id or not keys.take(row):
            raise _Broken(seq, "signature")
        before = row.digest
        yield seq, kind, before


def _head(line: str, read: Bundle) -> None:
    """The first line says whose ledger this is. Its keys are not believed: the rows say which key follows which."""
    try:
        says = strict.read_text(line)
    except NotCanonical:
        raise _Broken(0, "unreadable") from None
    if (says.get("kind"), says.get("v")) != (KIND, 1) or says.get("association") != read.association_id:
        raise _Broken(0, "another-ledger")


def _read(line: str, seq: int) -> Row:
    try:
        found = strict.read_text(line)
        if not fits(found, {"canonical": str, "hash": HEX32, "kid": str, "sig": HEX64}):
            raise NotCanonical("not a row")
        row = read_row({"canonical": str(found["canonical"]), "sig": str(found["sig"])})
    except NotCanonical:
        raise _Broken(seq, "unreadable") from None
    if (found["hash"], found["kid"]) != (row.digest, row.kid):
        raise _Broken(seq, "unreadable")
    return row


class _Keys:
    """Which key signs the next row, as the rows themselves say, from the first key on."""

    def __init__(self, read: Bundle, signed: Signed) -> None:
        self.signed = signed
        self.public = read.keys[0].public if read.keys else ""
        self.roots: dict[str, str] = {}

    def take(self, row: Row) -> bool:
        """Whether the row is signed by the key whose turn it is (or by a root key that revokes it)."""
        public = self.roots.get(row.kid, "") if row.kind == ledger.KEY_REVOKE else self.public
        if not public or kid_of(public) != row.kid or not self.signed(public, row.message, row.sig):
            return False
        named = row.says.get("public")
        if row.kind == ledger.KEY_ROOT and isinstance(named, str) and HEX32.fullmatch(named):
            self.roots[kid_of(named)] = named
        self.public = handed_to(row) or self.public
        return True
