"""Files that people hand in, made here byte by byte: each is as small as it can be and still what it says."""

import struct
import zlib


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG with its sum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 3, height: int = 2, *more: bytes, pixels: bytes | None = None) -> bytes:
    """A grey picture; `more` are further chunks behind its header."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    raw = pixels if pixels is not None else (b"\0" + b"\x7f" * width) * height
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def segment(marker: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def exif(orientation: int = 1, secret: bytes = b"GPS 30.2672 -97.7431") -> bytes:
    """What a telephone writes: how it was held, and where."""
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(">HHII", 0x8825, 4, 1, 99)
    body = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", 2) + entries + struct.pack(">I", 0) + secret
    return segment(0xE1, b"Exif\0\0" + body)


def jpeg(*more: bytes, width: int = 8, height: int = 8, behind: bytes = b"") -> bytes:
    """A picture as far as a reader of segments can tell; `more` stand before its frame, `behind` after its end."""
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    table = segment(0xDB, b"\0" + bytes(range(1, 65)))
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0")
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\x34\xff\x00\x56\xff\xd0\x78"
    return b"\xff\xd8" + jfif + b"".join(more) + table + frame + scan + b"\xff\xd9" + behind


def pdf(*objects: bytes, behind: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one empty page, with further objects."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, rows)
    end = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, trailer, len(body))
    return body + table + end + behind


PNG, JPEG, PDF = png(), jpeg(), pdf()
