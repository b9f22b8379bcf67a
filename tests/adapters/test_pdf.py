"""PDFs: whatever a name holds is printed as it is, the file is tagged, carries its fonts and what is attached."""

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from rs_tracker.adapters import pdf, qr
from rs_tracker.domain.paper import A4, LETTER, Attached, Cell, Column, Paper, Part, Square, Table, size

MADE_AT = datetime(2026, 11, 21, 15, 4, tzinfo=UTC)
COLUMNS = (Column("Date"), Column("Name", width=1), Column("Hours", is_number=True))
STRANGE = [
    '#import "x.typ": *',
    '#panic("no")',
    "$ sum $ \\ #{1 + 1} [b] _i_ *b* `code` <label> @ref // gone",
    'O\'Brien "Q" – Zoë Ñandú',
    '=HYPERLINK("http://example.org")',
    "x" * 200,
    "شهد العلي",
    "מיה כהן",
    "Юлия Ωμέγα",
]


def paper(*rows: tuple[Cell, ...], **changes: object) -> Paper:
    told: dict[str, object] = {
        "language": "en",
        "size": LETTER,
        "title": "Log of reflective supervision and consultation",
        "author": "Alice Archer",
        "head": "First 5 Alabama",
        "foot": "Alice Archer · printed today",
        "page": "Page {page} of {pages}",
        "made_at": MADE_AT,
        "tables": (Table("Sessions", COLUMNS, rows),) if rows else (),
    }
    return Paper(**(told | changes))  # type: ignore[arg-type]


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(content).pages).replace("\u200b", "")


def row(name: str) -> tuple[Cell, ...]:
    return (Cell("Nov 2, 2026"), Cell(name), Cell("1.50"))


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_never_read_as_markup(name: str) -> None:
    fact = pdf.pdf(paper(row(name), facts=(("Name", name),), title=name, head=name, author=name))
    assert read(fact).metadata["/Title"] == name
    flat = "".join(text(fact).split())
    if name.isascii():
        assert flat.count("".join(name.split())) >= 3, "in the title, in the facts and in the table"
    assert "1.50" in flat


def test_letters_that_no_font_has_are_squares_and_the_rest_stays() -> None:
    names = [f"Maya {chr(0x13000 + number)} Reyes {chr(0xFFFFD)}" for number in range(3)]
    found = text(pdf.pdf(paper(*(row(name) for name in names))))
    for name in names:
        # A machine may have a font for hieroglyphs; nothing has one for the last letter.
        assert name[:-1].replace(name[5], "□") + "□" in found or f"{name[:-1]}□" in found


def test_what_cannot_be_seen_and_turns_the_direction_is_left_out() -> None:
    content = pdf.pdf(paper(row("Bob\u202e\u0007\x00 Birch\u2066")))
    assert "Bob Birch" in text(content)


def test_the_file_is_tagged_says_its_language_and_carries_its_fonts() -> None:
    content = pdf.pdf(paper(*(row(f"Bob {number}") for number in range(80)), language="es", facts=(("Name", "Bob"),)))
    found = read(content)
    root = found.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "es"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    kinds = structure(root["/StructTreeRoot"])
    assert {"/Table", "/TH", "/TD", "/H1", "/H2"} <= set(kinds)
    assert kinds.count("/TH") == len(COLUMNS), "the head that is repeated on each page is told once"
    assert kinds.count("/TD") == 80 * len(COLUMNS)
    for page in found.pages:
        for font in page["/Resources"]["/Font"].values():
            [child] = font["/DescendantFonts"]
            described = child["/FontDescriptor"]
            assert "/FontFile3" in described or "/FontFile2" in described


def structure(element: object) -> list[str]:
    """The kinds of all structure elements, in reading order."""
    found: list[str] = []
    todo = [element]
    while todo:
        one = todo.pop(0)
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            todo = [*one, *todo]
        elif isinstance(one, dict):
            found += [one["/S"]] if "/S" in one else []
            todo = [*([one["/K"]] if "/K" in one else []), *todo]
    return found


def test_pages_are_numbered_and_named() -> None:
    found = read(pdf.pdf(paper(*(row(f"Bob {number}") for number in range(120)))))
    texts = [page.extract_text() for page in found.pages]
    assert len(texts) > 1
    for number, words in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in words
        assert "First 5 Alabama" in words
        assert "Alice Archer · printed today" in words


@pytest.mark.parametrize(
    ("zone", "wanted", "points"),
    [
        ("America/Chicago", LETTER, (612, 792)),
        ("Pacific/Honolulu", LETTER, (612, 792)),
        ("Europe/Dublin", A4, (595, 842)),
    ],
)
def test_paper_is_what_lies_in_the_printers_there(zone: str, wanted: str, points: tuple[int, int]) -> None:
    assert size(zone) == wanted
    box = read(pdf.pdf(paper(size=wanted))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == points


def test_files_travel_inside_byte_for_byte() -> None:
    content = '{"names":"Zoë #x"}'.encode()
    made = pdf.pdf(paper(attached=(Attached("proof-1.json", "application/json", "Proof of Nov 2", content),)))
    assert read(made).attachments == {"proof-1.json": [content]}


def test_a_square_code_has_words_beside_it_and_a_way_behind_it() -> None:
    url = "https://hours.example.org/verify/AbCdEfGhIjKlMnOpQrStUv"
    made = pdf.pdf(paper(square=Square(qr.svg(url), "Proof page of the newest session", url)))
    assert "Proof page of the newest session" in " ".join(text(made).split())
    assert url in "".join(text(made).split())
    links = [one.get_object() for one in read(made).pages[0]["/Annots"]]
    assert [one["/A"]["/URI"] for one in links] == [url]
    assert "/Figure" in structure(read(made).trailer["/Root"]["/StructTreeRoot"])


def test_sources_are_links() -> None:
    url = "https://example.org/" + "a" * 90
    links = read(pdf.pdf(paper(parts=(Part("Renew IFS", links=(url,)),)))).pages[0]["/Annots"]
    assert {one.get_object()["/A"]["/URI"] for one in links} == {url}


def test_a_long_log_is_printed_in_seconds() -> None:
    started = time.perf_counter()
    made = pdf.pdf(paper(*(row(f"Bob {number}") for number in range(1500))))
    assert time.perf_counter() - started < 20
    assert "Bob 1499" in text(made)
