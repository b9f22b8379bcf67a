"""Telling somebody that signed sessions of theirs have stopped counting, which, and why.

It happens when what is recorded about a supervisor is corrected. Nothing that was signed changes by it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from rs_tracker.domain.standing import OUTSIDE_WINDOW, PROVIDER_CATEGORY, PROVIDER_NOT_CURRENT, PROVIDER_VETTED
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.progress import facts as told
from rs_tracker.features.progress.previews import Preview, previews
from rs_tracker.features.progress.standings import CURRENT
from rs_tracker.store.tables import Address, Person, Standing

ABOUT_THE_SUPERVISOR = frozenset({PROVIDER_NOT_CURRENT, PROVIDER_VETTED, PROVIDER_CATEGORY})
MOST = 30

_kept, _address, _person = Standing.__table__.c, Address.__table__.c, Person.__table__.c
_COUNTED = select(_kept.goal_id, _kept.counted).where(
    _kept.association_id == bindparam("here"), _kept.person_id == bindparam("person"), _kept.place == CURRENT
)
_READER = (
    select(_address.email, _person.language)
    .join(Person.__table__, _person.id == _address.person_id)
    .where(_address.person_id == bindparam("person"), _address.is_primary, _address.proven_at.is_not(None))
)


def counted_now(db: Session, association_id: str, person_id: str) -> dict[str, int]:
    """The counted minutes of each goal, as stored."""
    rows = db.execute(_COUNTED, {"here": association_id, "person": person_id})
    return {row.goal_id: row.counted for row in rows}


def tell_if_less(
    db: Session, association_id: str, person_id: str, provider_id: str, before: Mapping[str, int], now: datetime
) -> bool:
    """Queue one letter if a goal counts less than `before` because of this supervisor; whether there was cause to."""
    after = counted_now(db, association_id, person_id)
    if not any(after.get(goal_id, counted) < counted for goal_id, counted in before.items()):
        return False
    lines = _lost(db, association_id, person_id, provider_id, now)
    reader = db.execute(_READER, {"person": person_id}).first()
    if not lines or reader is None:
        return False
    who = db.scalar(select(Person.name).where(Person.id == provider_id))
    return outbox.queue(
        db,
        "counts_less",
        reader.email,
        f"counts-less:{association_id}:{person_id}:{provider_id}:{now.isoformat()}",
        now=now,
        params={"who": who, "lines": lines[:MOST], "more": max(0, len(lines) - MOST)},
        person_id=person_id,
        association_id=association_id,
        language=reader.language,
    )


def _lost(
    db: Session, association_id: str, person_id: str, provider_id: str, now: datetime
) -> list[dict[str, str | int]]:
    """The confirmed sessions with this supervisor that would count for some goal, were it not for the supervisor."""
    facts = [
        fact
        for fact in told.facts(db, association_id, person_id)
        if (fact.signed or fact.vouched) and fact.provider is not None and fact.provider.key == provider_id
    ]
    lines = previews(db, association_id, person_id, facts, now)
    found: list[dict[str, str | int]] = []
    for fact, line in zip(facts, lines, strict=True):
        for brings in line:
            code = _code(brings)
            if code:
                ended_on = brings.gap.ended_on if brings.gap else None
                day = ended_on.isoformat() if ended_on else ""
                found.append({"on": fact.on.isoformat(), "minutes": fact.minutes, "why": code, "ended_on": day})
                break
    return found


def _code(brings: Preview) -> str:
    """Why the supervisor keeps it from counting: the reason, or for one who held nothing that day the kind of gap."""
    if OUTSIDE_WINDOW in brings.reasons:
        return ""
    code = next((code for code in brings.reasons if code in ABOUT_THE_SUPERVISOR), "")
    return brings.gap.kind if code and brings.gap else code
