"""Evidence files: what they are is read from their bytes, and nothing but the picture is kept of a photo."""

import struct
import zlib

import pytest

from rs_tracker.adapters.evidence_files import (
    ACTIVE,
    BAD_NAME,
    BROKEN,
    EMPTY,
    HEIC,
    LOCKED,
    MISNAMED,
    MOST_BYTES,
    TOO_LARGE,
    UNKNOWN,
    BadEvidence,
    read_evidence,
)
from tests.support.files import JPEG, PDF, PNG, chunk, exif, jpeg, pdf, png, segment


def problem(content: bytes, name: str = "log.png") -> str:
    with pytest.raises(BadEvidence) as refused:
        read_evidence(name, content)
    return refused.value.problem


def outcome(content: bytes) -> str | bytes:
    """What is kept of a picture, or why it is refused."""
    try:
        return read_evidence("log.png", content).content
    except BadEvidence as fault:
        return fault.problem


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("log.png", PNG, "png"), ("Log of May.JPG", JPEG, "jpeg"), ("log.jpeg", JPEG, "jpeg"), ("scan.pdf", PDF, "pdf")],
)
def test_photos_and_scans_are_taken_for_what_they_are(name: str, content: bytes, kind: str) -> None:
    found = read_evidence(name, content)
    assert (found.kind, found.content) == (kind, content)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04" + b"\0" * 60,
        b"GIF89a" + b"\0" * 20,
        b"MZ\x90\0",
        b"plain words",
        b" " + PDF,
        b"<!-- " + JPEG,
    ],
)
def test_whatever_else_is_refused_whatever_its_name_says(content: bytes) -> None:
    for name in ("log.png", "log.jpg", "log.pdf"):
        assert problem(content, name) == UNKNOWN


def test_a_file_that_says_it_is_something_else_is_refused() -> None:
    assert problem(PNG, "log.jpg") == MISNAMED
    assert problem(JPEG, "log.pdf") == MISNAMED
    assert problem(PDF, "log.html") == MISNAMED
    assert problem(PDF, "log") == MISNAMED


@pytest.mark.parametrize(
    "name", ["../log.png", "a/log.png", "a\\log.png", "C:log.png", "lo\0g.png", ".png", "l\ng.png", "l\u202eg.png"]
)
def test_a_name_with_parts_of_a_path_or_signs_nobody_sees_is_refused(name: str) -> None:
    assert problem(PNG, name) == BAD_NAME


def test_an_empty_file_and_one_over_eight_megabytes_are_refused() -> None:
    assert problem(b"") == EMPTY
    assert problem(PNG + b"\0" * (MOST_BYTES + 1 - len(PNG))) == TOO_LARGE


def test_a_photo_from_an_iphone_in_its_own_format_is_refused_with_a_reason_of_its_own() -> None:
    assert problem(b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.heic") == HEIC


def test_where_and_when_a_photo_was_taken_is_not_kept() -> None:
    secret = b"GPS 30.2672 -97.7431"
    found = read_evidence(
        "log.jpg", jpeg(exif(1, secret), segment(0xED, secret), segment(0xFE, secret), segment(0xE2, secret))
    )
    assert secret not in found.content
    assert found.content == JPEG


@pytest.mark.parametrize("orientation", range(2, 9))
def test_how_a_photo_was_held_is_kept(orientation: int) -> None:
    kept = read_evidence("log.jpg", jpeg(exif(orientation))).content
    assert b"GPS" not in kept
    assert kept == read_evidence("log.jpg", kept).content
    place = kept.index(b"Exif\0\0") + 6
    assert struct.unpack_from(">HHIHH", kept, place + 10) == (0x0112, 3, 1, orientation, 0)


@pytest.mark.parametrize(
    "broken",
    [b"", b"MM", b"MM\0*\0\0\0\x08", b"XX\0*\0\0\0\x08\0\x01", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"],
)
def test_broken_directories_of_a_photo_are_left_out(broken: bytes) -> None:
    assert read_evidence("log.jpg", jpeg(segment(0xE1, b"Exif\0\0" + broken))).content == JPEG


def test_what_lies_behind_the_end_of_a_photo_is_not_kept() -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>"
    assert read_evidence("log.jpg", jpeg(behind=hidden)).content == JPEG
    assert read_evidence("log.png", PNG + hidden).content == PNG


def test_a_thumbnail_is_not_kept() -> None:
    thumbnail = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + b"\xaa\xbb\xcc")
    other = segment(0xE0, b"JFXX\0\x13" + b"\xaa\xbb\xcc")
    kept = read_evidence("log.jpg", JPEG[:2] + thumbnail + other + JPEG[20:]).content
    assert kept == JPEG


def test_words_times_and_places_in_a_picture_are_not_kept() -> None:
    secret = b"GPS 30.2672"
    chunks = [chunk(name, b"k\0" + secret) for name in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"prVt")]
    found = read_evidence("log.png", png(3, 2, *chunks))
    assert secret not in found.content
    assert found.content == PNG


@pytest.mark.parametrize("length", [4, 20, 40, len(JPEG) - 2])
def test_a_photo_that_breaks_off_is_refused(length: int) -> None:
    assert problem(JPEG[:length], "log.jpg") == BROKEN


@pytest.mark.parametrize("length", [8, 20, 40, len(PNG) - 6])
def test_a_picture_that_breaks_off_is_refused(length: int) -> None:
    assert problem(PNG[:length]) == BROKEN


def test_every_changed_byte_of_a_picture_is_noticed_or_left_out() -> None:
    for place in range(8, len(PNG)):
        changed = PNG[:place] + bytes([PNG[place] ^ 1]) + PNG[place + 1 :]
        assert outcome(changed) in (BROKEN, PNG), place


def test_a_picture_that_unpacks_to_more_or_less_than_its_size_is_refused() -> None:
    assert problem(png(3, 2, pixels=b"\0" * 50_000_000)) == BROKEN
    assert problem(png(3, 2, pixels=b"\0" * 7)) == BROKEN
    assert problem(png(3, 2, pixels=b"")) == BROKEN


def test_a_picture_larger_than_anybody_opens_is_refused() -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    assert problem(bomb) == BROKEN
    assert problem(jpeg(width=65_500, height=65_500), "log.jpg") == BROKEN
    assert problem(jpeg(width=0), "log.jpg") == BROKEN


def test_an_interlaced_picture_is_taken_with_its_own_size() -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 5, 8, 2, 0, 0, 1))
    # Seven passes over 5 × 5: 1×1, 1×1, 2×1, 1×2, 3×1, 2×3, 5×2 pixels of three bytes, one byte more a line.
    raw = 1 * (1 + 3) + 1 * (1 + 3) + 1 * (1 + 6) + 2 * (1 + 3) + 1 * (1 + 9) + 3 * (1 + 6) + 2 * (1 + 15)
    whole = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * raw)) + chunk(b"IEND", b"")
    assert read_evidence("log.png", whole).content == whole


def test_a_pdf_that_does_something_or_carries_something_is_refused() -> None:
    for active in (
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /#4aavaScript >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile /Length 0 >>",
        b"<< /Subtype /RichMedia >>",
    ):
        assert problem(pdf(active), "log.pdf") == ACTIVE


def test_what_a_pdf_hides_in_packed_objects_is_seen() -> None:
    packed = zlib.compress(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    hidden = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    assert problem(pdf(hidden % (len(packed), packed)), "log.pdf") == ACTIVE
    harmless = zlib.compress(b"<< /Type /Font >>")
    assert read_evidence("log.pdf", pdf(hidden % (len(harmless), harmless))).kind == "pdf"
    assert problem(pdf(hidden % (4, b"junk")), "log.pdf") == BROKEN
    assert problem(pdf(b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nx\nendstream"), "log.pdf") == BROKEN


def test_a_pdf_that_unpacks_to_far_more_than_it_is_is_refused() -> None:
    bomb = zlib.compress(b"\0" * 70_000_000)
    assert (
        problem(pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + bomb + b"\nendstream"), "log.pdf") == BROKEN
    )


def test_a_locked_pdf_is_refused_with_a_reason_of_its_own() -> None:
    assert problem(pdf(trailer=b"/Encrypt 9 0 R"), "log.pdf") == LOCKED


def test_a_pdf_with_something_behind_its_end_or_without_pages_is_refused() -> None:
    assert problem(PDF + b"PK\x03\x04", "log.pdf") == BROKEN
    assert problem(pdf(behind=b"<script>alert(1)</script>"), "log.pdf") == BROKEN
    assert problem(PDF.replace(b"/Type /Page", b"/Type /Word"), "log.pdf") == BROKEN
    assert problem(b"%PDF-1.4\nhello\nstartxref\n0\n%%EOF\n", "log.pdf") == BROKEN
    assert problem(PDF[:40], "log.pdf") == BROKEN
