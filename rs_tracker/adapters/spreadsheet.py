"""Reading what people keep in spreadsheets: CSV as programs write it, and XLSX. Bounded before anything is unpacked.

What comes out are plain cells; what they mean is decided elsewhere. Formulas are never computed: XLSX keeps their last
value, and CSV has none.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import import_module
from itertools import islice
from typing import Any

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 5020  # 5,000 sessions, and what stands above them
MOST_LINES = 50_000  # empty ones included: a sheet may end a million lines after its last word
MOST_COLUMNS = 40
MOST_SHEETS = 10
MOST_LETTERS = 200  # as long as a name may be
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
DELIMITERS = (",", ";", "\t", "|")
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (empty for CSV) and its rows with something in them, each with its number in the file."""

    name: str
    rows: tuple[tuple[int, Row], ...]


class Unreadable(ValueError):
    """The file cannot be read. `code`: too-large, empty, old-excel, not-a-spreadsheet, broken, too-many-rows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes) -> list[Sheet]:
    """The sheets of a file that hold anything; Unreadable says why there are none. Told apart by content, not name."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too-large")
    if content.startswith(OLD_OFFICE):
        raise Unreadable("old-excel")
    sheets = _read_xlsx(content) if content.startswith(ZIP) else [Sheet("", _read_csv(content))]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Unreadable("empty")
    return found


def _read_xlsx(content: bytes) -> list[Sheet]:
    try:
        _check_size(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations that we do not read anyway
            book = import_module("openpyxl").load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                return [Sheet(sheet.title[:100], _rows_of(sheet)) for sheet in visible[:MOST_SHEETS]]
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as fault:  # the library fails in as many ways as a file can be broken
        raise Unreadable("broken") from fault


def _check_size(content: bytes) -> None:
    """A small file can unpack to gigabytes; its table of contents tells before we try."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {entry.filename for entry in archive.infolist()}
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise Unreadable("too-large")
        if "xl/workbook.xml" not in names:
            raise Unreadable("not-a-spreadsheet")


def _rows_of(sheet: Any) -> tuple[tuple[int, Row], ...]:
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    return _kept(enumerate(rows, start=1))


def _read_csv(content: bytes) -> tuple[tuple[int, Row], ...]:
    text = _decoded(content)
    best = max(DELIMITERS, key=lambda delimiter: _width(text, delimiter))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=best)
        return _kept((reader.line_num, row) for row in reader)
    except csv.Error as fault:
        raise Unreadable("broken") from fault


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise Unreadable("not-a-spreadsheet")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what Excel writes where it does not write UTF-8


def _width(text: str, delimiter: str) -> int:
    """How many lines of the beginning a delimiter splits alike, times their width."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(reader, 20)]
    except csv.Error:
        return 0
    usual = max((width for width in widths if width > 1), key=widths.count, default=0)
    return usual * widths.count(usual)


def _kept(rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[tuple[int, Row], ...]:
    """Rows that hold anything, cells in short; Unreadable when there are more than we take."""
    kept: list[tuple[int, Row]] = []
    for number, row in islice(rows, MOST_LINES):
        cells = [_cell(value) for value in row[:MOST_COLUMNS]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            kept.append((number, tuple(cells)))
        if len(kept) > MOST_ROWS:
            raise Unreadable("too-many-rows")
    return tuple(kept)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return " ".join(CONTROLS.sub(" ", value).split())[:MOST_LETTERS]
    if value is None or isinstance(value, bool | int | float | date | datetime | time | timedelta):
        return value
    return str(value)[:MOST_LETTERS]
