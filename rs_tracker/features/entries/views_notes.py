"""Notes on a session in words: what it brings to each goal, and what stands in its way."""

from dataclasses import dataclass, replace
from datetime import date

from rs_tracker.features.entries.brought import COUNTS, Notes, Preview
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.queries import Own
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


def of_own(notes: Notes, own: Own, today: date) -> list[GoalNote]:
    """The same of a session in the log, for every goal."""
    session = Session(own.draft.held_on, own.draft.minutes, own.provider_name, own.draft.kind, today=today)
    session = replace(session, is_vouched=own.is_vouched)
    return [_note(one, _lines(one, session)) for one in notes.brought]


def in_the_way(notes: Notes, draft: Draft, who: str, today: date) -> list[GoalNote]:
    """Goals to which the session brings nothing or a part, and why."""
    session = Session(draft.held_on, draft.minutes, who, draft.kind, today=today)
    told = [_note(one, _lines(one, session)) for one in notes.brought]
    return [note for note in told if note.lines]


def _lines(one: Preview, session: Session) -> list[Sentence]:
    """What hinders; a session that counts with less than its length says so itself."""
    is_less = one.counted + one.waiting < session.minutes and one.reasons[-1:] == (COUNTS,)
    return sentences(one, session) if is_less else hindrances(one, session)


def _note(one: Preview, lines: list[Sentence]) -> GoalNote:
    return GoalNote(one.goal_id, one.kind, credentials.full_name(one.category), one.minutes, one.counted > 0, lines)
