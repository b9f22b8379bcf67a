"""`rs-tracker packs`: read, evaluate and check the rule packs; needs neither settings nor a database."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from rs_tracker.adapters import clock
from rs_tracker.rulepacks import report


def _answer(result: tuple[str, int]) -> None:
    text, code = result
    click.echo(text, nl=False, err=code == report.BAD)
    sys.exit(code)


@click.group()
def packs() -> None:
    """The rules of each association, as dated rows with their sources."""


@packs.command("list")
def list_packs() -> None:
    """Every pack that ships with this release."""
    _answer(report.packs_list())


@packs.command("show")
@click.argument("pack_id", metavar="ID")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at (today).")
def show_pack(pack_id: str, on: datetime | None) -> None:
    """The rows in force on a day, each with the page it comes from."""
    day: date = on.date() if on else clock.today("UTC")
    _answer(report.packs_show(pack_id, day))


@packs.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON array, one object per case in file order.")
def evaluate_file(file: Path, as_json: bool) -> None:
    """Evaluate the cases of a file: exit 0 whatever the verdicts, 2 for a file with a fault."""
    _answer(report.packs_evaluate(file, as_json))


@packs.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def check_files(files: tuple[Path, ...]) -> None:
    """Compare cases with what they expect: exit 1 on a difference, 2 for a fault. Without FILE: every pack."""
    _answer(report.packs_check(files))
