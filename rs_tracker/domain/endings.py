"""When a signature may end: cancelled by whoever gave it, or struck by the office together with a second person.

Every condition stands here, asked when a page is shown and once more inside the transaction that does it. Source: the
design's "Amendment, withdrawal, voiding": only the same supervisor withdraws; voiding takes a coordinator and one of
the signer, the supervisee, a second officer; an office of one goes ahead after seven days' notice without objection.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rs_tracker.domain.actor import ADMIN, COORDINATOR

NOTICE = timedelta(days=7)
OFFICERS = frozenset((COORDINATOR, ADMIN))

WHY_WITHDRAWN = ("date", "length", "not_reflective", "not_there", "by_mistake", "other")
WHY_STRUCK = ("not_held", "wrong_person", "duplicate", "by_mistake", "other")
OTHER = "other"

# Faults.
NOT_YOURS, NOT_SIGNED, PARTY = "not-yours", "not-signed", "party"
# Who stands beside the coordinator when a signature is struck.
SIGNER, SUPERVISEE, OFFICER, BY_NOTICE = "signer", "supervisee", "officer", "notice"


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry as far as ending its signature looks at it; `signer_id` gave the signature in force, if there is one."""

    owner_id: str
    signer_id: str | None
    signed_version: int | None


def fault_of_withdrawing(entry: Signed | None, actor_id: str, version: int) -> str | None:
    """Why `actor_id` may not cancel the signature of `version`, or None if they may."""
    if entry is None:
        return NOT_YOURS
    if entry.signed_version != version:
        return NOT_SIGNED
    return None if entry.signer_id == actor_id else NOT_YOURS


def fault_of_striking(entry: Signed | None, actor_id: str, roles: frozenset[str], version: int) -> str | None:
    """Why this coordinator may not propose to strike the signature of `version`, or None if they may.

    Nobody proposes it about their own entry or their own signature: somebody else in the office does.
    """
    if entry is None or COORDINATOR not in roles:
        return NOT_YOURS
    if entry.signed_version != version:
        return NOT_SIGNED
    return PARTY if actor_id in (entry.owner_id, entry.signer_id) else None


def second_of(entry: Signed, proposed_by: str, actor_id: str, roles: frozenset[str]) -> str | None:
    """As what this person may agree to a proposal, or object to it; None if it is not theirs to say."""
    if actor_id == proposed_by:
        return None
    if actor_id == entry.signer_id:
        return SIGNER
    if actor_id == entry.owner_id:
        return SUPERVISEE
    return OFFICER if roles & OFFICERS else None


def is_alone(entry: Signed, proposed_by: str, officers: Iterable[str]) -> bool:
    """Whether the office has nobody beside the proposer who could be asked as an officer."""
    return not set(officers) - {proposed_by, entry.owner_id, entry.signer_id}


def notice_until(*, alone: bool, was_objected: bool, now: datetime) -> datetime | None:
    """When silence is agreement; None where a second person has to agree.

    That is so in an office of more than one, and once one of the two objected to striking this very signature.
    """
    return now + NOTICE if alone and not was_objected else None


def notice_is_over(until: datetime | None, now: datetime) -> bool:
    """Whether the days of a notice have passed; never where none was given."""
    return until is not None and now >= until
