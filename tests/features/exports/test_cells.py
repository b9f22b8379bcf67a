"""No cell of a file is calculated, and no name is spoiled."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rs_tracker.features.exports.cells import MARK, csv_file, guarded, hours

SIGNS = "=+-@＝＋－＠"
NAMES = (
    "Alice O'Brien",
    "Anne-Marie D'Angelo-Smith",
    "María José Ñuñez",
    "Li, Wei",
    'Robert "Bob" Birch',
    "Nguyễn Thị Minh",
    "x = y @ home + more",
    "a;b",
    "",
)
ATTACKS = (
    '=HYPERLINK("http://example.org","open")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "  =1+1",
    "＝1+1",
    "harmless;=1+1",
    "harmless\t=1+1",
    "harmless\n@SUM(1)",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert guarded(name) == name


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_would_be_calculated_is_text(attack: str) -> None:
    assert calculated(guarded(attack)) == []
    assert guarded(attack).replace("'", "") == attack


def calculated(text: str) -> list[str]:
    """The parts of a cell that a spreadsheet would take for formulas, whatever it separates cells by."""
    parts = [text]
    for separator in ";\t\r\n":
        parts = [piece for part in parts for piece in part.split(separator)]
    return [part for part in parts if part.strip()[:1] and part.strip()[0] in SIGNS]


@given(st.text(st.sampled_from([*SIGNS, *"ab1; \t\r\n'\",", "é"]), max_size=12))
def test_nothing_is_calculated_whatever_somebody_is_called(text: str) -> None:
    assert calculated(guarded(text)) == []


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=30))
def test_what_is_written_can_be_read_back(rows: list[tuple[str, str]]) -> None:
    cells = [(guarded(a.replace("\0", "")), guarded(b.replace("\0", ""))) for a, b in rows]
    text = b"".join(csv_file(["one", "two"], cells)).decode()
    assert text.startswith(MARK)
    read = list(csv.reader(StringIO(text.removeprefix(MARK), newline="")))
    assert read == [["one", "two"], *map(list, cells)]


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(csv_file(["number"], ((number,) for number in range(2500))))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == 2501


def test_hours_are_cut_and_never_promise_too_much() -> None:
    assert [hours(minutes) for minutes in (0, 59, 60, 85, 680, 100_000)] == [
        "0.00",
        "0.98",
        "1.00",
        "1.41",
        "11.33",
        "1666.66",
    ]
