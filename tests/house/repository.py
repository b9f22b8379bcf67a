"""Checks of the repository itself: what its files may never name, and what its papers must mention."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.house.tree import files

# Written in pieces, so that this file does not name what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+|Users/\w+|tmp/\w+)/")
BINARY = (".png", ".ico", ".jpg", ".woff2", ".xlsx", ".mo")
TAKEN_IN = re.compile(r"(^|/)(node_modules|vendor)/|\.min\.(js|css)$")


def tracked(root: Path) -> list[Path]:
    """The files that belong to the repository; without git, every file that tools did not leave there."""
    if shutil.which("git") and (root / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True).stdout
        return [root / name for name in listed.split("\0") if name and (root / name).is_file()]
    return [path for path in files(root, "") if "static/dist" not in path.as_posix()]


def names_a_place(root: Path) -> Iterator[str]:
    """Files that name a package registry's host or a path of one machine."""
    for path in tracked(root):
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            where = f"{path.relative_to(root).as_posix()}:{number}"
            yield from (f"{where}: names {host}" for host in HOSTS if host in line)
            if MACHINE.search(line):
                yield f"{where}: names a path of one machine"


def taken_in(root: Path) -> list[str]:
    """Other people's files in the repository; they come by the lock files."""
    names = (path.relative_to(root).as_posix() for path in tracked(root))
    return [name for name in names if TAKEN_IN.search(name)]


def settings_table(readme: str) -> dict[str, str]:
    """Field -> variable, as the README's settings table has them."""
    return {field: name for name, field in re.findall(r"^\| `([A-Z_]+)` \| `([a-z_]+)` \|", readme, re.MULTILINE)}


def settings_differ(readme: str, expected: Mapping[str, str]) -> list[str]:
    """Fields of Config that the README's table lacks, names wrongly, or has too many."""
    told = settings_table(readme)
    return sorted(
        f"{field}: README says {told.get(field)}, Config reads {expected.get(field)}"
        for field in set(told) | set(expected)
        if told.get(field) != expected.get(field)
    )


def commands_untold(readme: str, commands: Iterable[str]) -> list[str]:
    """Commands that the README's table of commands does not name."""
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    return [name for name in commands if not any(re.search(rf"`{name}[ `]", row.split("|")[1]) for row in rows)]


def incomplete_packs(rulepacks: Path) -> Iterator[str]:
    """Associations without examples or without sources."""
    for folder in sorted(path for path in rulepacks.iterdir() if path.is_dir() and path.name != "__pycache__"):
        for need in ("pack.toml", "cases.toml", "SOURCES.md"):
            if not (folder / need).is_file():
                yield f"{folder.name} has no {need}"
        cases = folder / "cases.toml"
        if cases.is_file() and "[[case]]" not in cases.read_text("utf-8"):
            yield f"{folder.name}/cases.toml has no example"
