"""When a supervisor is gone: which ways open when, and when a confirmation in their place may be given.

A confirmation in the supervisor's place is never a signature. It counts like one unless a pack's `vouched` row refuses
it, and a signature that comes after all takes its place.
"""

from dataclasses import dataclass
from datetime import date

from rs_tracker.domain import lifecycle
from rs_tracker.domain.facts import OFFICE, STAND_IN

# Why somebody will not sign any more, as told; `silent`: nobody told anything, they did not answer.
DIED, RETIRED, LEFT, REFUSES, SILENT = "died", "retired", "left", "refuses", "silent"
GONE_REASONS = (DIED, RETIRED, LEFT, REFUSES)
REASONS = (*GONE_REASONS, SILENT)

# A supervisee speaks for their own sessions, the office for everybody's.
OWN_WORD, OFFICE_WORD = "own", "office"
SCOPES = (OWN_WORD, OFFICE_WORD)

# How a stand-in came to be there.
GROUP_MEMBER, CO_FACILITATOR, SECOND_SUPERVISOR = "group-member", "co-facilitator", "second-supervisor"
RELATIONS = (GROUP_MEMBER, CO_FACILITATOR, SECOND_SUPERVISOR)

# Days that a session has waited in its newest version until a way opens by itself.
REMIND_AFTER, STAND_IN_AFTER, OFFICE_AFTER = 14, 30, 60
# Days the office leaves to a stand-in who was named and has not answered.
STAND_IN_FIRST = 14

# Why a confirmation cannot be given, in the order in which it is told.
NOT_NAMED, OWN, SUPERVISORS_OWN, SIGNED, GONE = "not-named", "own", "supervisors-own", "already-signed", "gone"
CHANGED, FUTURE, NOT_OPEN = "changed", "in-the-future", "not-open"
FAULTS = (NOT_NAMED, OWN, SUPERVISORS_OWN, SIGNED, GONE, CHANGED, FUTURE, NOT_OPEN)


@dataclass(frozen=True, slots=True)
class Ways:
    """What may be done about a session that waits. `is_reminded`: asking again is the thing to do, and this is told."""

    is_reminded: bool
    stand_in: bool
    office: bool

    def opens(self, by_as: str) -> bool:
        """Whether this way (`stand-in` or `office`) is open."""
        return self.stand_in if by_as == STAND_IN else self.office


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands now, as far as a confirmation looks at it; `version` is the newest one.

    `stand_in_id` is who was named for it and has not declined.
    """

    owner_id: str
    provider_id: str | None
    state: str
    version: int
    sha256: str
    held_on: date
    stand_in_id: str | None
    ways: Ways


def ways(days_waiting: int, *, is_gone: bool, days_named: int | None = None) -> Ways:
    """Which ways are open after so many days of waiting.

    `is_gone`: the owner or the office said that the supervisor died, retired, left or refuses; then both ways are open
    at once. `days_named`: how long ago a stand-in was named who has neither confirmed nor declined; the office comes
    after them, so it waits STAND_IN_FIRST days for their answer.
    """
    is_theirs = days_named is not None and days_named < STAND_IN_FIRST
    return Ways(
        is_reminded=is_gone or days_waiting >= REMIND_AFTER,
        stand_in=is_gone or days_waiting >= STAND_IN_AFTER,
        office=(is_gone or days_waiting >= OFFICE_AFTER) and not is_theirs,
    )


def opens_on(since: date, by_as: str) -> date:
    """The day on which a way opens by itself for a session that has waited since that day."""
    return date.fromordinal(since.toordinal() + (STAND_IN_AFTER if by_as == STAND_IN else OFFICE_AFTER))


def fault(line: Line | None, by_id: str, by_as: str, version: int, sha256: str, today: date) -> str | None:
    """Why `by_id` may not confirm `version` with that hash on `today` as `stand-in` or `office`, or None if they may.

    A stand-in confirms what they were named for, the office what it may see (its queries' business); nobody their own,
    and the supervisor signs instead.
    """
    if line is None or (by_as == STAND_IN and line.stand_in_id != by_id):
        return NOT_NAMED
    if line.owner_id == by_id:
        return OWN
    if line.provider_id == by_id or line.provider_id is None:
        return SUPERVISORS_OWN
    if line.state in lifecycle.HOLDS_SIGNATURE:
        return SIGNED
    if (line.state, lifecycle.VOUCH) not in lifecycle.MOVES:
        return GONE
    if line.version != version or line.sha256 != sha256:
        return CHANGED
    if line.held_on > today:
        return FUTURE
    return None if line.ways.opens(by_as) else NOT_OPEN


__all__ = ["OFFICE", "STAND_IN", "Line", "Ways", "fault", "opens_on", "ways"]
