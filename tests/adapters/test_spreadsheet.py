"""Reading files as people have them, and refusing those that nobody should read."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from rs_tracker.adapters import spreadsheet
from rs_tracker.adapters.spreadsheet import Unreadable, read


def xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_csv_rows_keep_their_numbers_and_lose_empty_lines() -> None:
    [sheet] = read(b"Date,Hours\n\n3/14/2024,1.5\n,\n2024-03-15,2\n")
    assert sheet.rows == ((1, ("Date", "Hours")), (3, ("3/14/2024", "1.5")), (5, ("2024-03-15", "2")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Date", "Hours", "Who"], ["2024-03-14", "1", "Ana, LCSW"]))
    if delimiter == ",":
        text = text.replace("Ana, LCSW", '"Ana, LCSW"')
    [sheet] = read(text.encode())
    assert sheet.rows[1][1] == ("2024-03-14", "1", "Ana, LCSW")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_every_encoding_that_excel_writes(encoding: str) -> None:
    [sheet] = read("Date,Supervisor\n2024-03-14,María Peña\n".encode(encoding))
    assert sheet.rows[1][1] == ("2024-03-14", "María Peña")


def test_xlsx_cells_come_as_what_they_are() -> None:
    content = xlsx(("Log", [["Date", "Length", "Hours"], [datetime.fromisoformat("2024-03-14"), time(1, 30), 1.5]]))
    [sheet] = read(content)
    assert sheet.name == "Log"
    assert sheet.rows[1] == (2, (datetime.fromisoformat("2024-03-14"), time(1, 30), 1.5))
    assert isinstance(sheet.rows[1][1][0], date)


def test_a_hidden_or_empty_sheet_is_left_out() -> None:
    book = Workbook()
    book.worksheets[0].append(["Date", "Hours"])
    book.create_sheet("Nothing")
    hidden = book.create_sheet("Secret")
    hidden.append(["Date"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert [sheet.name for sheet in read(file.getvalue())] == ["Sheet"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n,,\n", "empty"),
        (b"\xd0\xcf\x11\xe0 old excel", "old-excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not-a-spreadsheet"),
        (b"PK\x03\x04 not really", "broken"),
        (b"Date\n" + b"2024-03-14\n" * (spreadsheet.MOST_ROWS + 1), "too-many-rows"),
        (b"x" * (spreadsheet.MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.code == code


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (spreadsheet.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < 200_000
    with pytest.raises(Unreadable) as refused:
        read(file.getvalue())
    assert refused.value.code == "too-large"


def test_a_zip_of_something_else_is_no_spreadsheet() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear Ana")
    with pytest.raises(Unreadable) as refused:
        read(file.getvalue())
    assert refused.value.code == "not-a-spreadsheet"


def test_wide_rows_and_long_cells_are_cut() -> None:
    [sheet] = read(("," * 100 + "\n" + "a" * 1000 + ",b\n").encode())
    assert [len(row) for _, row in sheet.rows] == [2]
    assert sheet.rows[0][1] == ("a" * spreadsheet.MOST_LETTERS, "b")
