"""Six letters that are read out in a room: none looks like another one or like a digit, and no vowel makes a word."""

from secrets import choice

from rs_tracker.adapters import qr

LETTERS = "BCDFGHJKMNPRSTWXYZ"
LENGTH = 6


def new_code() -> str:
    """One of 34 million."""
    return "".join(choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code somebody typed or pasted, however it was spaced and whatever its capitals; None if it is none."""
    letters = "".join(filter(str.isalnum, typed[:40])).upper()
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else None


def drawn(base_url: str, code: str) -> str:
    """The square code, an SVG, that leads a phone to the page for joining with this code."""
    return qr.svg(f"{base_url}/entries/join/{code}")
