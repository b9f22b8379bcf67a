"""What other rooms may ask of progress: the facts of counting, standings, and what an entry brings."""

from rs_tracker.features.progress.facts import facts, person, qualifications, settings_of
from rs_tracker.features.progress.goals import own
from rs_tracker.features.progress.previews import Preview, previews
from rs_tracker.features.progress.rows import Dates, Pace, StandingRow

__all__ = [
    "Dates",
    "Pace",
    "Preview",
    "StandingRow",
    "facts",
    "own",
    "person",
    "previews",
    "qualifications",
    "settings_of",
]
