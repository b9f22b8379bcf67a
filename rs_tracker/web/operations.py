"""What a phone may deliver: operations by kind, each carried out by the room it belongs to.

An operation is one change that was made without a connection. The rooms offer a function for each kind, the roof puts
them together (`app.py`), and `features/pwa` receives them; so no room needs to know who delivers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from rs_tracker.domain.actor import Actor

# What a phone is told. RECEIVED is the only outcome after which it lets its copy go.
RECEIVED, CHECK, CONFLICT, GONE = "received", "check", "conflict", "gone"
_KEY = "rs_tracker.operations"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change: `target` is the entry, `fields` what the form says, `base_version` what was on the screen."""

    id: str
    kind: str
    association_id: str
    target: str
    fields: Mapping[str, str]
    base_version: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an operation; below 400 its effect is kept and the same answer is given for ever."""

    status: int
    outcome: str
    about: Mapping[str, object] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The answer as the phone reads it."""
        return {"outcome": self.outcome, **self.about}


Handler = Callable[[Actor, Operation], Answer]


def install(app: Flask, handlers: Mapping[str, Handler]) -> None:
    """Let the app receive these kinds of operations."""
    app.extensions[_KEY] = dict(handlers)


def handler(kind: str) -> Handler | None:
    """Who carries out operations of this kind."""
    found: Handler | None = current_app.extensions[_KEY].get(kind)
    return found
