"""Pages that take a larger file than others: the limit stands beside the view and holds before a byte is read.

It lies well above what is kept, so that a file that is somewhat too large comes back with a sentence and with
everything that was typed, instead of breaking off.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])
MARK = "__most_bytes__"


def takes_up_to(most: int) -> Callable[[View], View]:
    """Let requests to this view be so many bytes long. Put it beneath `allow`."""

    def mark(view: View) -> View:
        vars(view)[MARK] = most
        return view

    return mark


def _set_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = vars(view).get(MARK) if view is not None and hasattr(view, "__dict__") else None
    if most is not None:
        request.max_content_length = most


def install(app: Flask) -> None:
    """Before anything else looks at a form."""
    app.before_request(_set_limit)
