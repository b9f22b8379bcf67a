"""Taking proofs out of what somebody uploads: files one by one, or many in a zip. Bounded before it is unpacked."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from zlib import error as ZlibError

from rs_tracker.domain.strict import MOST_BYTES

MOST_FILES = 500
MOST_UNPACKED = 48_000_000
ZIP = b"PK\x03\x04"


class TooMuch(ValueError):
    """More files than are taken at once, or more bytes in them."""


def unpacked(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Name and bytes of every file, those of archives in their place. Raises TooMuch.

    What is in an archive is only ever read as a proof, so its names lead nowhere. An archive in an archive is a file
    that is no proof.
    """
    found: list[tuple[str, bytes]] = []
    total = 0
    for name, data in files:
        for inner, content in _inside(data) if data.startswith(ZIP) else iter([(name, data)]):
            total += len(content)
            found.append((inner[-120:], content))
            if len(found) > MOST_FILES or total > MOST_UNPACKED:
                raise TooMuch
    return found


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an archive; one that cannot be read is a file of nothing, which no proof is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.infolist():
                if not one.is_dir():
                    yield one.filename, _content(archive, one)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        yield "", b""


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """One byte more than a proof can have is enough to see that it is none, whatever its header promised."""
    try:
        with archive.open(one) as file:
            return file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ZlibError, OSError, EOFError):
        return b""
