"""What is installed from a wheel runs from anywhere, with everything it needs inside."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rs_tracker.layout import ROOT
from tests.support.server import environment

SHOW = """
from rs_tracker import layout
from rs_tracker.app import create_app
app = create_app(layout.Config.from_env(__import__("os").environ))
print(layout.IS_WHEEL, layout.ROOT)
print(app.jinja_env.get_template("base.html").filename)
print(app.test_client().get("/static/dist/pico.min.css").status_code)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel puts into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """Run Python on the installed package, from a folder that has nothing of ours."""
    folder.mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RS_")}
    env = inherited | environment(f"sqlite:///{folder / 'wheel.sqlite'}") | {"PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_carries_only_what_runs(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert {"rs_tracker/config.py", "rs_tracker/migrations/env.py", "rs_tracker/static/dist/htmx.min.js"} <= names
    assert "rs_tracker/adapters/paper.typ" in names
    assert not [name for name in names if "test" in name or name.endswith(".pyc") or "node_modules" in name]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"rs_tracker"}


def test_a_wheel_finds_its_own_templates_and_files(installed: Path, tmp_path: Path) -> None:
    where, template, style = run(installed, tmp_path / "empty", "-c", SHOW).splitlines()
    assert where == f"True {installed / 'rs_tracker'}"
    assert template.startswith(str(installed))
    assert style == "200"


def test_a_wheel_migrates_a_database(installed: Path, tmp_path: Path) -> None:
    command = ("-c", "from rs_tracker.cli import main; main()")
    first = run(installed, tmp_path / "empty", *command, "migrate")
    assert "associations" in first
    assert (tmp_path / "empty" / "wheel.sqlite").stat().st_size > 0
    assert "0 of them new" in run(installed, tmp_path / "empty", *command, "migrate")
