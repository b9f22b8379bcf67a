"""The room's door, and what its addresses look like on paper."""

from flask import Blueprint

from rs_tracker.web.runtime import runtime

bp = Blueprint("proofs", __name__)


def site() -> str:
    """What every proof page's address begins with."""
    return f"{runtime().base_url}/verify/"


def address(token: str) -> str:
    """A proof page's address as it is printed."""
    return site() + token
