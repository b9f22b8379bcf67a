"""The square code that a page and a printed log show: the address, drawn, and nothing else."""

import re

import pytest
import segno

from rs_tracker.adapters import qr

ADDRESS = "https://hours.example.org/verify/Zx81abcdefghijklmnopqr"
MARGIN = 4
STROKE = re.compile(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?")


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark fields that the picture's one line covers, as column and row."""
    fields: set[tuple[int, int]] = set()
    x = y = 0.0
    line = re.search(r'class="qrline"[^>]* d="([^"]+)"', svg)
    assert line is not None
    for letter, first, second in STROKE.findall(line[1]):
        if letter == "M":
            x, y = float(first), float(second)
        elif letter == "m":
            x, y = x + float(first), y + float(second)
        else:
            fields |= {(int(x) + step, int(y - 0.5)) for step in range(int(float(first)))}
            x += float(first)
    return fields


@pytest.mark.parametrize("address", [ADDRESS, "http://localhost:5000/entries/join/K7M2QX"])
def test_the_picture_is_the_code_of_that_address(address: str) -> None:
    code = segno.make(address, error="m", micro=False)
    dark = {(x + MARGIN, y + MARGIN) for y, row in enumerate(code.matrix) for x, field in enumerate(row) if field}
    assert drawn(qr.svg(address)) == dark


def test_the_picture_passes_the_content_policy_and_fits_any_size() -> None:
    svg = qr.svg(ADDRESS)
    assert svg.startswith("<svg ")
    assert not re.search(r"style|script|<!|<\?| on\w+=|href| width=| height=", svg)
    side = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert side is not None
    assert side[1] == side[2] == str(segno.make(ADDRESS, error="m", micro=False).symbol_size(border=MARGIN)[0])


@pytest.mark.parametrize(
    "text",
    ["", "Alice Archer", "javascript:alert(1)", "https://hours.example.org/" + "a" * 300, "https://höurs.example"],
)
def test_what_is_no_web_address_is_not_drawn(text: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        qr.svg(text)
