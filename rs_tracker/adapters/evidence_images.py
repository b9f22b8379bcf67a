"""Photos as evidence: read segment by segment and written anew with nothing but the picture.

A telephone writes into a photo where it was taken, when, and with which device. None of that is evidence here, so only
the parts that a picture is made of are kept, and nothing that lies behind its end. How it was held is kept, because
without it a page of a paper log lies on its side.
"""

import struct
import zlib
from collections.abc import Iterator

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
MOST_PIXELS = 120_000_000

# Tables, frames, scans, restart intervals; of the application segments the one that tells how colours are coded.
_JPEG_KEPT = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xE0, 0xEE})
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_RESTARTS = range(0xD0, 0xD8)
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
# What a picture needs to be drawn in its colours; every other chunk may carry words.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"})
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PIECE = 1 << 16


class BrokenImage(ValueError):
    """The bytes begin like a picture and are none, or are one that is far too large to be drawn."""


def clean_jpeg(content: bytes) -> bytes:
    """The same picture without anything that is not drawn, turned as it was held. Raises BrokenImage."""
    kept = [b"\xff\xd8"]
    orientation = 1
    has_frame = has_scan = False
    for marker, segment in _jpeg_segments(content):
        if marker == 0xE1:
            orientation = _orientation(segment[4:]) or orientation
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", segment[5:9]) if len(segment) >= 9 else (0, 0)
            _check_size(width, height)
            has_frame = True
        has_scan = has_scan or marker == 0xDA
        if marker == 0xE0:
            segment = _plain_jfif(segment)
        if marker in _JPEG_KEPT:
            kept.append(segment)
    if not (has_frame and has_scan):
        raise BrokenImage("a JPEG without a picture in it")
    if orientation != 1:
        kept.insert(1, _turned(orientation))
    return b"".join([*kept, b"\xff\xd9"])


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of every segment, a scan with what it draws, up to the end of the picture."""
    place = 2
    while True:
        if place + 4 > len(content) or content[place] != 0xFF:
            raise BrokenImage("a JPEG that breaks off")
        marker = content[place + 1]
        if marker == 0xFF:  # fill bytes may stand before any marker
            place += 1
            continue
        length = int.from_bytes(content[place + 2 : place + 4])
        end = place + 2 + length
        if length < 2 or end > len(content) or marker in (0x00, 0x01, 0xD8, 0xD9) or marker in _RESTARTS:
            raise BrokenImage("a JPEG with a segment that cannot be")
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[place:end]
        place = end
        if content[place : place + 2] == b"\xff\xd9":
            return


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the drawn bytes of a scan end: at the first marker that is neither a stuffed zero nor a restart."""
    while (place := content.find(b"\xff", place)) >= 0 and place + 1 < len(content):
        following = content[place + 1]
        if following == 0xFF:
            place += 1
        elif following == 0x00 or following in _RESTARTS:
            place += 2
        else:
            return place
    raise BrokenImage("a JPEG that breaks off")


def _plain_jfif(segment: bytes) -> bytes:
    """The first segment without its thumbnail; one of another kind is left out."""
    if segment[4:9] != b"JFIF\0" or len(segment) < 18:
        return b""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _orientation(exif: bytes) -> int | None:
    """How the camera was held, 1 to 8, from the first directory of an Exif segment."""
    body = exif.removeprefix(_EXIF)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(body[:4])
    if body == exif or order is None or len(body) < 8:
        return None
    (place,) = struct.unpack_from(order + "I", body, 4)
    if place + 2 > len(body):
        return None
    (count,) = struct.unpack_from(order + "H", body, place)
    for start in range(place + 2, min(place + 2 + 12 * count, len(body) - 11), 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", body, start)
        if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
            return int(value)
    return None


def _turned(orientation: int) -> bytes:
    """An Exif segment that says how the picture was held and nothing else."""
    directory = struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = _EXIF + b"MM\0*" + struct.pack(">I", 8) + directory
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def clean_png(content: bytes) -> bytes:
    """The same picture without words, times and places. Raises BrokenImage."""
    kept = [PNG_START]
    drawn = _Drawn()
    for name, chunk in _png_chunks(content):
        if name == b"IHDR":
            drawn.begin(chunk[8:-4])
        elif name == b"IDAT":
            drawn.draw(chunk[8:-4])
        if name in _PNG_KEPT:
            kept.append(chunk)
    drawn.finish()
    return b"".join(kept)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes of every chunk up to the last, each with the sum that proves it."""
    place, is_first = len(PNG_START), True
    while True:
        if place + 12 > len(content):
            raise BrokenImage("a PNG that breaks off")
        length, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content) or (is_first and (name != b"IHDR" or length != 13)):
            raise BrokenImage("a PNG with a chunk that cannot be")
        if zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise BrokenImage("a PNG whose sums are wrong")
        yield name, content[place:end]
        if name == b"IEND":
            return
        place, is_first = end, False


class _Drawn:
    """Unpacks a PNG's picture piece by piece, keeping nothing, to see that it is as large as it says."""

    def __init__(self) -> None:
        self._left = -1
        self._unpack = zlib.decompressobj()

    def begin(self, header: bytes) -> None:
        width, height, depth, colour, method, filtering, interlaced = struct.unpack(">IIBBBBB", header)
        if self._left >= 0 or colour not in _PNG_SAMPLES or depth not in (1, 2, 4, 8, 16) or method or filtering:
            raise BrokenImage("a PNG with a header that cannot be")
        _check_size(width, height)
        self._left = _raw_size(width, height, depth * _PNG_SAMPLES[colour], is_interlaced=bool(interlaced))

    def draw(self, packed: bytes) -> None:
        if self._left < 0:
            raise BrokenImage("a PNG that draws before it begins")
        try:
            while packed:
                self._left -= len(self._unpack.decompress(packed, _PIECE))
                if self._left < 0:
                    raise BrokenImage("a PNG that unpacks to more than its size")
                packed = self._unpack.unconsumed_tail
        except zlib.error as fault:
            raise BrokenImage("a PNG that cannot be unpacked") from fault

    def finish(self) -> None:
        if self._left != 0:
            raise BrokenImage("a PNG that holds less than its size")


def _raw_size(width: int, height: int, bits: int, *, is_interlaced: bool) -> int:
    """Bytes of a picture unpacked: each line has one byte more than its pixels."""
    if not is_interlaced:
        return height * (1 + (width * bits + 7) // 8)
    size = 0
    for left, top, across, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)):
        size += _lines(width, height, left, top, across, down, bits)
    return size + _lines(width, height, 0, 1, 1, 2, bits)


def _lines(width: int, height: int, left: int, top: int, across: int, down: int, bits: int) -> int:
    columns, rows = -(-(width - left) // across), -(-(height - top) // down)
    return rows * (1 + (columns * bits + 7) // 8) if columns > 0 and rows > 0 else 0


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise BrokenImage("a picture of no size, or of one that nobody can open")
