"""Files for spreadsheets: CSV that opens with a double click, and cells that a spreadsheet cannot take for formulas.

UTF-8 with a byte order mark, because Excel reads anything else as it likes. A text that would be calculated gets an
apostrophe before the sign that would start it; every other text, O'Brien and Anne-Marie among them, stays as it is.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import StringIO
from itertools import islice

from rs_tracker.domain.hours import decimal_hours

AT_ONCE = 1000
MARK = "\ufeff"

# A formula begins with one of these (or its full-width twin), at the start of a cell, or where a spreadsheet that
# separates by semicolons, tabs or line ends would see the start of one.
_FORMULA = re.compile("(^|[;\t\r\n])(\\s*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")
_HOURS = tuple(decimal_hours(minutes) for minutes in range(1441))


@lru_cache(maxsize=4096)
def guarded(text: str) -> str:
    """The text so that no spreadsheet calculates it."""
    return _FORMULA.sub(r"\1\2'\3", text)


def hours(minutes: int) -> str:
    """Hours as a decimal number, cut like on the screen: 680 minutes are 11.33."""
    return _HOURS[minutes] if minutes < len(_HOURS) else decimal_hours(minutes)


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file piece by piece. Texts of people in `rows` are guarded by whoever made the rows."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow([guarded(head) for head in heads])
    rows = iter(rows)
    while chunk := list(islice(rows, AT_ONCE)):
        writer.writerows(chunk)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if rest := buffer.getvalue():
        yield rest.encode()
