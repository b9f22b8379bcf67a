"""A PDF as evidence: that it is one from its first byte to its last, and that it does nothing when it is opened."""

import re
import zlib

PDF_START = re.compile(rb"%PDF-[12]\.[0-9][\r\n ]")
_END = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")
_XREF = re.compile(rb"\s*(xref\b|[0-9]+\s+[0-9]+\s+obj\b)")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9])"
)
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_PAGES = re.compile(rb"/Type\s*/Pages?(?![A-Za-z0-9])")
MOST_UNPACKED = 64 * 1024 * 1024


class BrokenPdf(ValueError):
    """The bytes begin like a PDF and are none that can be opened."""


class LockedPdf(ValueError):
    """Nobody can read it without its password."""


class ActivePdf(ValueError):
    """It runs, sends or carries something; a scan of a page does none of that."""


def check_pdf(content: bytes) -> bytes:
    """The same bytes, looked at. Raises BrokenPdf, LockedPdf, ActivePdf."""
    end = _END.search(content, max(0, len(content) - 1024))
    if end is None or not _XREF.match(content, int(end[1])):
        raise BrokenPdf("a PDF without its table of contents, or with something behind its end")
    seen = content + b"\n" + _unpacked(content)
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), seen)
    if _LOCKED.search(plain):
        raise LockedPdf("a PDF with a password")
    if _ACTIVE.search(plain):
        raise ActivePdf("a PDF that does more than show pages")
    if not _PAGES.search(plain):
        raise BrokenPdf("a PDF without pages")
    return content


def _unpacked(content: bytes) -> bytes:
    """What the streams of objects hold (where newer files keep everything that is no picture), up to a limit."""
    found: list[bytes] = []
    left = MOST_UNPACKED
    for start in _STREAM.finditer(content):
        head = content[content.rfind(b"obj", 0, start.start()) : start.start()]
        if b"/ObjStm" not in head:
            continue
        if b"/FlateDecode" not in head:
            raise BrokenPdf("a PDF whose objects are packed in a way nobody uses")
        try:
            piece = zlib.decompressobj().decompress(content[start.end() :], left)
        except zlib.error as fault:
            raise BrokenPdf("a PDF whose objects cannot be unpacked") from fault
        left -= len(piece)
        if left <= 0:
            raise BrokenPdf("a PDF that unpacks to far more than it is")
        found.append(piece)
    return b"\n".join(found)
