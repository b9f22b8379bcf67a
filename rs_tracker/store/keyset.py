"""Lists in pages, the newest first, by a key and not an offset: page 900 costs what page 1 does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from rs_tracker.domain.ids import is_id

OLDER, NEWER = "older", "newer"
T = TypeVar("T", bound=date)  # a day, or an instant, which is one too


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """Where a page ends: its outermost line, and in which direction to go on. `str()` is what an address carries."""

    at: T
    id: str
    way: str = OLDER

    def __str__(self) -> str:
        return f"{self.way}_{self.at.isoformat()}_{self.id}"


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The rows of one page, the newest first, and the keys of the pages before and after."""

    rows: list[Row[*tuple[Any, ...]]]
    newer: Key[T] | None
    older: Key[T] | None


def read_key(text: str, read: Callable[[str], T]) -> Key[T] | None:
    """The key in an address, or None for the first page and for what is no key; `read` makes a day or an instant."""
    way, _, rest = text.partition("_")
    when, _, id_ = rest.partition("_")
    if way not in (OLDER, NEWER) or not is_id(id_):
        return None
    try:
        return Key(read(when), id_, way)
    except ValueError:
        return None


def part(
    db: Session,
    wanted: Select[*tuple[Any, ...]],
    at: InstrumentedAttribute[T],
    id_: InstrumentedAttribute[str],
    key: Key[T] | None,
    size: int,
) -> Part[T]:
    """One page of `wanted`, which selects `at` and `id_` under their own names and orders nothing."""
    is_newer = key is not None and key.way == NEWER
    order = (at.asc(), id_.asc()) if is_newer else (at.desc(), id_.desc())
    found = db.execute(wanted.where(*_beyond(key, at, id_)).order_by(*order).limit(size + 1)).all()
    has_more = len(found) > size
    rows = list(found[:size][::-1] if is_newer else found[:size])
    if not rows:
        return Part([], None, None)
    has_newer, has_older = (has_more, key is not None) if is_newer else (key is not None, has_more)
    first, last = rows[0], rows[-1]
    newer: Key[T] | None = Key(getattr(first, at.key), first.id, NEWER) if has_newer else None
    older: Key[T] | None = Key(getattr(last, at.key), last.id, OLDER) if has_older else None
    return Part(rows, newer, older)


def _beyond(
    key: Key[T] | None, at: InstrumentedAttribute[T], id_: InstrumentedAttribute[str]
) -> list[ColumnElement[bool]]:
    """What comes after a key. The first half alone lets the index do the work; the second settles equal days."""
    if key is None:
        return []
    if key.way == NEWER:
        return [at >= key.at, or_(at > key.at, and_(at == key.at, id_ > key.id))]
    return [at <= key.at, or_(at < key.at, and_(at == key.at, id_ < key.id))]
