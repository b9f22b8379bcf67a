"""The lines one looks for in a demo: returned, disputed, corrected, imported, doubled, taken out, never answered."""

from rs_tracker.commands.demo.stage import Stage


def play(stage: Stage) -> None:
    """All scenes."""
