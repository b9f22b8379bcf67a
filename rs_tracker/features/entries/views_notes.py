"""Notes on a session in words: what it brings to each goal, and what stands in its way."""

from dataclasses import dataclass
from datetime import date

from rs_tracker.features.entries.brought import Notes, Preview
from rs_tracker.features.entries.draft import Draft
from rs_tracker.web import credentials
from rs_tracker.web.reasons import Sentence, Session, hindrances, sentences


@dataclass(frozen=True, slots=True)
class GoalNote:
    """One goal and the session's part in it. `minutes` is what it adds now or once it is signed."""

    goal_id: str
    kind: str
    credential: str
    minutes: int
    is_signed: bool
    lines: list[Sentence]


def all_of(notes: Notes, draft: Draft, who: str, today: date, *, is_sent_back: bool = False) -> list[GoalNote]:
    """Every reason, for the page of the session itself."""
    session = Session(draft.held_on, draft.minutes, who, draft.kind, is_sent_back, today)
    return [_note(one, sentences(one, session)) for one in notes.brought]


def in_the_way(notes: Notes, draft: Draft, who: str, today: date) -> list[GoalNote]:
    """Only goals to which the session brings nothing or a part, for the form before it is saved."""
    session = Session(draft.held_on, draft.minutes, who, draft.kind, today=today)
    told = [_note(one, hindrances(one, session)) for one in notes.brought]
    return [note for note in told if note.lines]


def _note(one: Preview, lines: list[Sentence]) -> GoalNote:
    return GoalNote(one.goal_id, one.kind, credentials.full_name(one.category), one.minutes, one.counted > 0, lines)
