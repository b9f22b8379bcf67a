"""Whether a bundle proves what it says, step by step, without asking anybody.

Each step is told apart, good or bad, so that somebody who does not trust this program can do the same by hand with
docs/ledger.md. Words for people stand elsewhere; here are codes: a step, what was found, and a few facts about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rs_tracker.domain import bundle, checkpoint, full_ledger, ledger, strict
from rs_tracker.domain.bundle import Bundle, Key, NoBundle, Row
from rs_tracker.domain.canonical import digest
from rs_tracker.domain.checkpoint import BadNote, Note
from rs_tracker.domain.passkey_evidence import Approves, approved
from rs_tracker.domain.proving_keys import key_steps
from rs_tracker.domain.steps import BAD, GOOD, OPEN, Step

BYTES, SEAL, SIGNATURE, RECORD, NAMES = "bytes", "seal", "signature", "record", "names"
CHECKPOINT, COVERED, OLD_NOTE, STATUS = "checkpoint", "covered", "old-note", "status"

Signed = Callable[[str, bytes, str], bool]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the arithmetic needs from outside: Ed25519 (public key, message, signature) and a passkey's signature."""

    signed: Signed
    approves: Approves


@dataclass(frozen=True, slots=True)
class Held:
    """What the person who checks holds beside the bundle, each of it or nothing.

    `root` is the association's paper root key (64 hex digits), `old_note` a checkpoint kept earlier, `full` the lines
    of the whole ledger or of the public list of hashes.
    """

    root: str | None = None
    old_note: str | None = None
    full: Iterable[str] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All steps in their order; `bundle` is None where the file could not even be read."""

    steps: tuple[Step, ...]
    bundle: Bundle | None = None
    is_readable: bool = field(default=True)

    @property
    def is_sound(self) -> bool:
        """Whether every step but the last holds: the file is real, whatever became of the signature since."""
        return self.is_readable and all(step.found != BAD for step in self.steps if step.code != STATUS)

    @property
    def holds(self) -> bool:
        """Whether the file is real and the signature stood when it was made."""
        return self.is_readable and all(step.found != BAD for step in self.steps)


def verify(data: bytes, tools: Tools, held: Held) -> Verdict:
    """Look at a bundle. Nothing is raised: what cannot be read is a verdict too."""
    try:
        read = bundle.read(data)
    except NoBundle as fault:
        return Verdict((Step(BYTES, BAD, "unreadable", {"why": str(fault)}),), None, is_readable=False)
    return Verdict((Step(BYTES, GOOD), *_steps(read, tools, held)), read)


def _steps(read: Bundle, tools: Tools, held: Held) -> Iterator[Step]:
    yield _seal(read, tools.signed)
    yield from key_steps(read, tools.signed, held.root)
    yield _signature(read, tools.signed)
    yield _record(read)
    yield _names(read)
    note = _note(read)
    yield _checkpoint(read, note, tools.signed)
    yield _covered(read, note)
    if held.old_note is not None:
        yield _old_note(read, note, held, tools.signed)
    if held.full is not None:
        yield from full_ledger.steps(read, note, held.old_note, held.full, tools.signed)
    yield approved(read, tools.approves)
    yield _status(read, tools.signed)


def _seal(read: Bundle, signed: Signed) -> Step:
    """The association's key in use signed everything in the file."""
    key = next((key for key in read.keys if key.kid == read.seal_kid), None)
    is_good = key is not None and key.to_seq is None and signed(key.public, read.seal_message, read.seal_sig)
    return Step(SEAL, GOOD if is_good else BAD, facts={"at": read.says["sealed_at"]})


def _signature(read: Bundle, signed: Signed) -> Step:
    facts = {"seq": read.row.seq, "kid": read.row.kid}
    if read.row.kind not in ledger.SIGNATURES or read.row.says["assoc"] != read.association_id:
        return Step(SIGNATURE, BAD, "kind", facts)
    return Step(SIGNATURE, GOOD if is_signed(read, read.row, signed) else BAD, "", facts)


def is_signed(read: Bundle, row: Row, signed: Signed) -> bool:
    """Whether the key of that row signed it, and it is a row of this association."""
    key = read.key_of(row.seq)
    return (
        key is not None
        and key.kid == row.kid
        and row.says["assoc"] == read.association_id
        and signed(key.public, row.message, row.sig)
    )


def _record(read: Bundle) -> Step:
    """What was signed is what the file shows: the version's text has the hash that the row names."""
    row, said = read.row.says, strict.read_text(read.says["version"])
    same = {"assoc": "assoc", "entry": "entry", "version": "version", "date": "date", "minutes": "minutes"}
    is_same = all(row.get(name) == said.get(other) for name, other in same.items())
    is_whole = digest("entry", read.says["version"]) == row.get("version_sha256")
    facts = {"date": row.get("date"), "minutes": row.get("minutes")}
    return Step(RECORD, GOOD if is_same and is_whole and said.get("what") == "entry" else BAD, "", facts)


def _names(read: Bundle) -> Step:
    commit: Mapping[str, Any] = read.row.says["commit"]
    shown = [one["field"] for one in read.says["names"]]
    for one in read.says["names"]:
        if ledger.commitment(bytes.fromhex(one["salt"]), one["value"]) != commit.get(one["field"]):
            return Step(NAMES, BAD, "", {"field": one["field"]})
    if len(set(shown)) != len(shown):
        return Step(NAMES, BAD, "", {"field": shown[0]})
    erased = sorted(set(commit) - set(shown))
    facts = {"supervisee": read.name("supervisee"), "supervisor": read.name("supervisor")}
    return Step(NAMES, OPEN if erased else GOOD, "erased" if erased else "", facts)


def _note(read: Bundle) -> Note | None:
    try:
        return checkpoint.read(read.says["checkpoint"])
    except BadNote:
        return None


def _checkpoint(read: Bundle, note: Note | None, signed: Signed) -> Step:
    if note is None:
        return Step(CHECKPOINT, BAD, "unreadable")
    facts = {"size": note.size, "at": note.at, "last_hash": note.last_hash}
    return Step(CHECKPOINT, GOOD if _is_note(read, note, signed) else BAD, "", facts)


def _is_note(read: Bundle, note: Note, signed: Signed) -> bool:
    """Whether the association signed it: with the key of its last row, or of the row that would have followed."""
    by = [
        key for key in (read.key_of(note.size), read.key_of(note.size + 1)) if key is not None and key.kid == note.kid
    ]
    return note.association_id == read.association_id and bool(by) and signed(by[0].public, note.message, note.sig)


def _covered(read: Bundle, note: Note | None) -> Step:
    """A row is shown to be under a checkpoint by the rows between, which a bundle does not carry: they are others'."""
    if note is None or not 1 <= read.row.seq <= note.size:
        return Step(COVERED, BAD)
    facts = {"seq": read.row.seq, "size": note.size}
    if read.row.seq == note.size:
        return Step(COVERED, GOOD if read.row.digest == note.last_hash else BAD, "last", facts)
    for row in read.later:
        if row.seq == note.size and row.digest != note.last_hash:
            return Step(COVERED, BAD, "", facts)
        if row.seq == read.row.seq + 1 and row.says["prev"] != read.row.digest:
            return Step(COVERED, BAD, "", facts)
    return Step(COVERED, GOOD, "stated", facts)


def _old_note(read: Bundle, note: Note | None, held: Held, signed: Signed) -> Step:
    """A note kept earlier must be part of the same history; most of that needs the whole ledger or the list."""
    try:
        old = checkpoint.read_kept(held.old_note or "")
    except BadNote:
        return Step(OLD_NOTE, BAD, "unreadable")
    facts = {"size": old.size, "at": old.at}
    if note is None or not _is_note(read, old, signed):
        return Step(OLD_NOTE, BAD, "not-theirs", facts)
    known = {row.seq: row.digest for row in (read.row, *read.later, *read.key_rows)}
    known |= {row.seq - 1: row.says["prev"] for row in (read.row, *read.later, *read.key_rows)}
    known[note.size] = note.last_hash
    if old.size in known:
        return Step(OLD_NOTE, GOOD if known[old.size] == old.last_hash else BAD, "", facts)
    if old.size > note.size:
        return Step(OLD_NOTE, OPEN, "newer", facts)
    return Step(OLD_NOTE, OPEN, "needs-full" if held.full is None else "in-full", facts)


def _status(read: Bundle, signed: Signed) -> Step:
    """What became of the signature until the file was made, from the rows that say so."""
    state, by = outcome_of(read.row, read.later, read.keys)
    told = read.says["status"]
    facts = {"state": state, "by": by, "as_of": read.says["sealed_at"]}
    if (told["state"], told["by"]) != (state, by) or not all(is_signed(read, row, signed) for row in read.later):
        return Step(STATUS, BAD, "untrue", facts)
    return Step(STATUS, GOOD if state == bundle.VALID else BAD, state, facts)


def outcome_of(row: Row, later: Sequence[Row], keys: Sequence[Key]) -> tuple[str, int | None]:
    """What a signature has become, and the row that made it so, from the rows about its entry that came later.

    A row that a revoked key signed is not believed, neither as a signature nor as the end of one.
    """
    revoked = {key.kid: key.revoked_from for key in keys if key.revoked_from is not None}
    if not ledger.believed(row.kid, row.seq, revoked):
        return bundle.REVOKED, None
    entry, version = row.says.get("entry"), row.says.get("version")
    state, by = bundle.VALID, None
    for one in later:
        if one.seq <= row.seq or one.says.get("entry") != entry or not ledger.believed(one.kid, one.seq, revoked):
            continue
        if one.kind == ledger.AMEND and one.says.get("version") != version and state == bundle.VALID:
            state, by = bundle.REPLACED, one.seq
        elif one.kind in ledger.ENDS and one.says.get("version") == version:
            state, by = (bundle.WITHDRAWN if one.kind == ledger.WITHDRAW else bundle.VOIDED), one.seq
    return state, by


__all__ = ["Held", "Tools", "Verdict", "is_signed", "outcome_of", "verify"]
