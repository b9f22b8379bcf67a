"""What the roof hands to the web: the engine and the few settings that pages depend on."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Engine

from rs_tracker.adapters.letters import Letters
from rs_tracker.adapters.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Runtime:
    """Made once by the app factory."""

    engine: Engine
    passwords: Passwords
    letters: Letters
    static: Path
    base_url: str
    sign_up: str
    is_https: bool
    is_demo: bool
    host_name: str
    host_contact: str
    languages: tuple[str, ...]


def install(app: Flask, runtime: Runtime) -> None:
    """Make it known to this app."""
    app.extensions["rs_tracker"] = runtime


def runtime() -> Runtime:
    """The running app's."""
    return cast(Runtime, current_app.extensions["rs_tracker"])
