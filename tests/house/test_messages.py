"""Translators get every sentence: from Python, from pages and from letters."""

import subprocess
import sys
from pathlib import Path

import pytest

from rs_tracker.layout import ROOT

OPTIONS = ("-k", "_l:1", "-k", "lazy_gettext", "-k", "ngettext:1,2", "--no-location")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = (sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", "pyproject.toml", *OPTIONS)
    subprocess.run([*command, "-o", str(target), "."], cwd=ROOT, check=True, capture_output=True)
    return Path(target).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        "Choose a reason.",  # a form, lazily
        "It had been signed already.",  # Python, at once
        "Nothing waits for you",  # a page
        "You signed %(num)d session",  # a letter, with a plural
    ],
)
def test_every_kind_of_sentence_is_found(messages: str, sentence: str) -> None:
    assert f'"{sentence}"' in messages
