"""When a co-signature may be given. Signing says that the meeting took place; whether it counts is counting's business.

Every condition stands in one function, asked when the queue is shown, when the statement is built and once more inside
the signing transaction.
"""

from dataclasses import dataclass
from datetime import date

LONG_MINUTES = 240
SIGNABLE = frozenset({"waiting", "changed"})
# Confirmed in the supervisor's place; nobody asks for a signature any more, but one that comes takes its place.
VOUCHED = "vouched"
# Faults, in the order in which they are told.
NOT_YOURS, OWN, GONE, CHANGED, SIGNED, FUTURE = "not-yours", "own", "gone", "changed", "already-signed", "in-the-future"
PASSKEY = "asks-for-a-passkey"  # the association takes nothing weaker
# Marks that make a line odd: looked at one by one, never part of *Select all*.
CORRECTION, DUPLICATE, LONG, AHEAD = "correction", "duplicate", "long", "ahead"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it stands now, as far as signing looks at it; `version` is the newest one."""

    owner_id: str
    provider_id: str | None
    state: str
    version: int
    sha256: str
    held_on: date


def fault(line: Line | None, signer_id: str, version: int, sha256: str, today: date) -> str | None:
    """Why `signer_id` may not sign `version` with that hash on `today`, or None if they may.

    Source: the named provider signs, never the owner; what was shown is what is signed (design of the signing moment).
    """
    if line is None or line.provider_id != signer_id:
        return NOT_YOURS
    if line.owner_id == signer_id:
        return OWN
    if line.state == "signed" and line.version == version:
        return SIGNED
    if line.state not in SIGNABLE and line.state != VOUCHED:
        return GONE
    if line.version != version or line.sha256 != sha256:
        return CHANGED
    return FUTURE if line.held_on > today else None


def marks(state: str, minutes: int, held_on: date, today: date, is_twin: bool) -> tuple[str, ...]:
    """What is odd about a waiting line: a correction, a likely duplicate, very long, dated ahead."""
    found = []
    if state == "changed":
        found.append(CORRECTION)
    if is_twin:
        found.append(DUPLICATE)
    if minutes > LONG_MINUTES:
        found.append(LONG)
    if held_on > today:
        found.append(AHEAD)
    return tuple(found)
