"""Templates compiled once for a whole run: every test makes an app of its own, and compiling took a third of the time.

Jinja asks the cache by a template's name and the checksum of its source, so a changed template is compiled anew.
"""

import tempfile
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = Path(tempfile.gettempdir()) / "rs-tracker-compiled-templates"


def keep_compiled() -> None:
    """Let every app of this process, and of those that tests start, share what was compiled."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(FOLDER))}
