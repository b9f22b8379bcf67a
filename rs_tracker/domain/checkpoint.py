"""A checkpoint: the signed word that a ledger had so many rows at a time, and which hash was the last.

It is a text that can be mailed, printed and kept; whoever kept one can later prove that what came before was changed.

    rs-tracker/checkpoint/v1
    <association>
    <size>
    <hash of the last row>
    <instant in UTC>

    ed25519 <key> <signature>

The first five lines, each with its line end, are what is signed.
"""

import re
from dataclasses import dataclass

HEAD = "rs-tracker/checkpoint/v1"
ALG = "ed25519"
_NOTE = re.compile(
    HEAD + r"\n([a-z0-9-]{1,40})\n([1-9][0-9]{0,15})\n([0-9a-f]{64})\n"
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n\n" + ALG + r" ([0-9a-f]{16}) ([0-9a-f]{128})\n",
    re.ASCII,
)


class BadNote(ValueError):
    """This text is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint, read. `at` is an instant as rows spell it; `sig` and `last_hash` are lower-case hex."""

    association_id: str
    size: int
    last_hash: str
    at: str
    kid: str
    sig: str

    @property
    def message(self) -> bytes:
        """The bytes that were signed."""
        return message(self.association_id, self.size, self.last_hash, self.at)


def message(association_id: str, size: int, last_hash: str, at: str) -> bytes:
    """The bytes to sign: the first five lines."""
    return f"{HEAD}\n{association_id}\n{size}\n{last_hash}\n{at}\n".encode()


def text(note: Note) -> str:
    """The checkpoint as it is kept and mailed."""
    return f"{note.message.decode()}\n{ALG} {note.kid} {note.sig}\n"


def read(text: str) -> Note:
    """The checkpoint in a text, which must be spelled exactly so. Raises BadNote."""
    found = _NOTE.fullmatch(text)
    if found is None:
        raise BadNote("no checkpoint")
    return Note(found[1], int(found[2]), found[3], found[4], found[5], found[6])


def read_kept(text: str) -> Note:
    """The same for one that somebody kept, whatever mail programs made of its line ends and margins."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").strip().split("\n")]
    return read("\n".join(lines) + "\n")
