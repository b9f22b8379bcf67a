"""What is printed, as plain data: a document of pairs, sentences and tables. How it looks is an adapter's business."""

from dataclasses import dataclass, field
from datetime import datetime

LETTER, A4 = "us-letter", "a4"
_LETTER_ZONES = ("America/", "US/", "Canada/", "Pacific/Honolulu", "Pacific/Guam", "Asia/Manila")


def size(zone: str) -> str:
    """The paper that lies in the printers of a time zone: Letter in the Americas and where they brought it, else A4."""
    return LETTER if zone.startswith(_LETTER_ZONES) else A4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: lines of text, the last of them in small print if there are two; `url` makes it a link."""

    text: str
    small: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. `width` is a share of what is left (1, 2, …), or 0: as wide as what stands in it."""

    head: str
    width: int = 0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads; `sums` is one more row, set apart."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Something told beside the tables: numbers under their labels, sentences, addresses of sources."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Square:
    """A square code: its SVG, what it says in words, and the address it holds."""

    svg: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that travels inside the PDF."""

    name: str
    kind: str
    words: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. `head` and `foot` stand on every page; `page` holds {page} and {pages}; `made_at` is its date."""

    language: str
    size: str
    title: str
    author: str
    head: str
    foot: str
    page: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Part, ...] = ()
    square: Square | None = None
    attached: tuple[Attached, ...] = field(default=(), repr=False)
