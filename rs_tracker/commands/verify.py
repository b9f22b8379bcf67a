"""`rs-tracker verify`: one proof's file, anywhere and offline; or, without a file, this installation's database."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from rs_tracker.adapters import keys
from rs_tracker.adapters.passkey_signatures import approves
from rs_tracker.commands import database, settings, verdicts
from rs_tracker.domain import checkpoint, proving
from rs_tracker.domain.strict import MOST_BYTES

HERE = click.Path(path_type=Path)
KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.ASCII)


@click.command()
@click.argument("bundle", required=False, type=HERE)
@click.option("--root-key", type=HERE, help="The association's root key, as you got it from them.")
@click.option("--old-note", type=HERE, help="A checkpoint that you kept.")
@click.option("--full", type=HERE, help="The whole ledger, or the public list of its hashes.")
@click.pass_context
def verify(
    ctx: click.Context, bundle: Path | None, root_key: Path | None, old_note: Path | None, full: Path | None
) -> None:
    """Check a proof's file BUNDLE, step by step and without asking anybody; without BUNDLE, this database.

    Exit 0: it holds. 1: it does not. 2: it cannot be read.
    """
    if bundle is None:
        if root_key or old_note or full:
            raise settings.Fault("Give the proof's file that these belong to.")
        ctx.invoke(database.verify)
        return
    held = proving.Held(_root(root_key), _note(old_note), _lines(full) if full else None)
    tools = proving.Tools(keys.verify, approves)
    verdict = proving.verify(_bytes(bundle), tools, held)
    for step in verdict.steps:
        click.echo(verdicts.sentence(step))
    click.echo("It holds." if verdict.holds else "It does not hold." if verdict.is_readable else "It cannot be read.")
    sys.exit(0 if verdict.holds else 1 if verdict.is_readable else 2)


def _bytes(path: Path) -> bytes:
    """As many bytes as a proof's file can have, and one more."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise settings.Fault(f"{path} cannot be read: {fault.strerror}.") from None


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _root(path: Path | None) -> str | None:
    if path is None:
        return None
    found = {one.group() for one in KEY.finditer(_text(path).lower())}
    if len(found) != 1:
        raise settings.Fault(f"{path} does not have one root key of 64 digits in it.")
    return found.pop()


def _note(path: Path | None) -> str | None:
    if path is None:
        return None
    text = _text(path)
    try:
        checkpoint.read_kept(text)
    except checkpoint.BadNote:
        raise settings.Fault(f"{path} is no checkpoint.") from None
    return text


def _lines(path: Path) -> Iterator[str]:
    """Line by line, so that a ledger of any length fits."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield from file
    except OSError as fault:
        raise settings.Fault(f"{path} cannot be read: {fault.strerror}.") from None
