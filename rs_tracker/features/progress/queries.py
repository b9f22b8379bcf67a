"""What other rooms may ask of progress: the facts of counting, standings, and what an entry brings."""

from rs_tracker.features.progress.facts import facts, person, qualifications, settings_of
from rs_tracker.features.progress.goals import GoalRow, goal, own
from rs_tracker.features.progress.log import LinePage, LineRow, Place, lines
from rs_tracker.features.progress.previews import Preview, previews
from rs_tracker.features.progress.rows import Dates, Pace, StandingRow, asked_beside

__all__ = [
    "Dates",
    "GoalRow",
    "LinePage",
    "LineRow",
    "Pace",
    "Place",
    "Preview",
    "StandingRow",
    "asked_beside",
    "facts",
    "goal",
    "lines",
    "own",
    "person",
    "previews",
    "qualifications",
    "settings_of",
]
