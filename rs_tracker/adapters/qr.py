"""A square code for a camera: an address as an SVG, drawn here and by nobody else, without style or script in it."""

from io import BytesIO

import segno

MOST = 300


def svg(address: str) -> str:
    """An SVG element that shows `address` and nothing else, black on white with its quiet margin, in any size.

    It carries neither a size nor a declaration, so that a page and a PDF can both take it in. Raises ValueError for
    what is no web address, and for one of more than 300 characters (a phone would not read it off a screen).
    """
    if not address.startswith(("https://", "http://")) or len(address) > MOST or not address.isascii():
        raise ValueError("a square code holds a web address and nothing else")
    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, border=4, dark="#000", light="#fff")
    return drawn.getvalue().decode("ascii")
