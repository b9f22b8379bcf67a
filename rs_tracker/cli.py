"""The command line: what an operator types. Commands live in rs_tracker/commands and are imported when called."""

from importlib import import_module

import click

COMMANDS = {
    "association": "association:association",
    "demo": "demo.command:demo",
    "doctor": "database:doctor",
    "export": "export:export",
    "import": "log:import_group",
    "keys": "keys:keys",
    "migrate": "database:migrate",
    "packs": "packs:packs",
    "serve": "server:serve",
    "verify": "verify:verify",
    "worker": "server:worker",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing anything."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, or None for an unknown name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(f"rs_tracker.commands.{module}"), attribute)
        return command if isinstance(command, click.Command) else None


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rs-tracker")
def main() -> None:
    """The log of reflective supervision hours toward the endorsement."""
