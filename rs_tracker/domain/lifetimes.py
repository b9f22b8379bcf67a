"""How long somebody stays signed in: the more of other people's hours they see, the shorter."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from rs_tracker.domain.actor import ADMIN, COORDINATOR, SUPERVISOR


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`idle` without a visit, `whole` since signing in."""

    idle: timedelta
    whole: timedelta


# Who meets once a month must find the log still open.
LONG = Lifetime(timedelta(days=180), timedelta(days=400))
WORKING_DAY = Lifetime(timedelta(hours=12), timedelta(days=400))
OFFICE = Lifetime(timedelta(minutes=60), timedelta(hours=12))


def lifetime(roles: Set[str], is_own_device: bool) -> Lifetime:
    """The lifetime of a session for all hats of a person together; a supervisor's is long on a device of their own."""
    if roles & {COORDINATOR, ADMIN}:
        return OFFICE
    if SUPERVISOR in roles and not is_own_device:
        return WORKING_DAY
    return LONG


def has_ended(life: Lifetime, begun_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session begun and last seen then is over now."""
    return now >= seen_at + life.idle or now >= begun_at + life.whole
