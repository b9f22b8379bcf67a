"""Files that people hand in as evidence: what they are is read from their bytes, never from what they say they are.

A photo is written anew without the words, places and times in it; a PDF is kept as it came. Neither is ever shown by
us: they are kept and handed out as downloads.
"""

from dataclasses import dataclass
from hashlib import sha256

from rs_tracker.adapters.evidence_images import JPEG_START, PNG_START, BrokenImage, clean_jpeg, clean_png
from rs_tracker.adapters.evidence_pdf import PDF_START, ActivePdf, BrokenPdf, LockedPdf, check_pdf

MOST_BYTES = 8 * 1024 * 1024
JPEG, PNG, PDF = "jpeg", "png", "pdf"
KINDS = (JPEG, PNG, PDF)
MIME = {JPEG: "image/jpeg", PNG: "image/png", PDF: "application/pdf"}
ENDINGS = {JPEG: ("jpg", "jpeg", "jpe", "jfif"), PNG: ("png",), PDF: ("pdf",)}

# Why a file is not taken.
EMPTY, TOO_LARGE, BAD_NAME, UNKNOWN, HEIC, MISNAMED = "empty", "too-large", "bad-name", "unknown", "heic", "misnamed"
BROKEN, LOCKED, ACTIVE = "broken", "locked", "active"
PROBLEMS = (EMPTY, TOO_LARGE, BAD_NAME, UNKNOWN, HEIC, MISNAMED, BROKEN, LOCKED, ACTIVE)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class BadEvidence(ValueError):
    """A file that is not taken; `problem` is one of PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it is kept: what it is, its bytes, and their SHA-256 (lower-case hex)."""

    kind: str
    content: bytes
    sha256: str


def read_evidence(file_name: str, content: bytes) -> EvidenceFile:
    """A JPEG, PNG or PDF of at most MOST_BYTES, as it is to be kept. Raises BadEvidence for anything else.

    `file_name` is looked at for what it claims and then forgotten.
    """
    if not content:
        raise BadEvidence(EMPTY)
    if len(content) > MOST_BYTES:
        raise BadEvidence(TOO_LARGE)
    if set(file_name) & set('/\\:\0"<>|') or not file_name.isprintable() or file_name.startswith("."):
        raise BadEvidence(BAD_NAME)
    kind = _kind(content)
    _, dot, ending = file_name.rpartition(".")
    if not dot or ending.lower() not in ENDINGS[kind]:
        raise BadEvidence(MISNAMED)
    kept = _kept(kind, content)
    return EvidenceFile(kind, kept, sha256(kept).hexdigest())


def _kind(content: bytes) -> str:
    if content.startswith(JPEG_START):
        return JPEG
    if content.startswith(PNG_START):
        return PNG
    if PDF_START.match(content):
        return PDF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise BadEvidence(HEIC)
    raise BadEvidence(UNKNOWN)


def _kept(kind: str, content: bytes) -> bytes:
    try:
        if kind == PDF:
            return check_pdf(content)
        return clean_jpeg(content) if kind == JPEG else clean_png(content)
    except LockedPdf as fault:
        raise BadEvidence(LOCKED) from fault
    except ActivePdf as fault:
        raise BadEvidence(ACTIVE) from fault
    except (BrokenImage, BrokenPdf) as fault:
        raise BadEvidence(BROKEN) from fault
