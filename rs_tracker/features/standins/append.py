"""What a confirmation in the supervisor's place appends, once every line was looked at under lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import ledger, lifecycle, standins
from rs_tracker.domain.actor import Actor
from rs_tracker.features.ledger import service as ledgers
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.standins.rows import Stuck
from rs_tracker.features.standins.statement import Statement
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Entry, Person, Vouch


@dataclass(frozen=True, slots=True)
class StepUp:
    """How they showed who they are, over which statement; `evidence` is a passkey's assertion."""

    intent_id: str
    intent_sha256: str
    auth: str
    evidence: bytes | None = None


def append(
    db: Session,
    actor: Actor,
    association_id: str,
    lines: Sequence[Stuck],
    said: Statement,
    step_up: StepUp,
    now: datetime,
) -> None:
    """Write the confirmations of one association, move its entries, and let the standings follow."""
    if not lines:
        return
    sealed = ledgers.append(db, association_id, [_record(actor, row, said, step_up) for row in lines], now)
    made = [_vouch(actor, row, said, step_up, now) | {"seq": one.seq} for row, one in zip(lines, sealed, strict=True)]
    db.execute(insert(Vouch), made)
    _move(db, association_id, lines, said.by_as, now)
    for row in lines:
        trail.record(
            db,
            actor,
            f"entry.vouched-{said.by_as}",
            row.id,
            association_id=association_id,
            at=now,
            person_id=row.person_id,
            version=row.version,
            auth=step_up.auth,
            reason=row.reason,
        )
    for owner_id in sorted({row.person_id for row in lines}):
        progress.refresh(db, association_id, owner_id, now)
        mine = [row for row in lines if row.person_id == owner_id]
        _tell(db, actor, "vouched", owner_id, mine, said, step_up, now)
    for provider_id in sorted({row.provider_id for row in lines if row.provider_id}):
        theirs = [row for row in lines if row.provider_id == provider_id and row.reason != standins.DIED]
        if theirs:
            _tell(db, actor, "vouched_without_you", provider_id, theirs, said, step_up, now)


def _record(actor: Actor, row: Stuck, said: Statement, step_up: StepUp) -> ledger.Record:
    hats = actor.hats_in(row.association_id)
    about: dict[str, object] = {
        "entry": row.id,
        "version": row.version,
        "version_sha256": row.sha256,
        "date": row.held_on.isoformat(),
        "minutes": row.minutes,
        "supervisee": row.said_of_id,
        "provider": row.provider_id,
        "by": actor.person_id,
        "as": said.by_as,
        "reason": row.reason,
        "evidence_file": said.evidence_sha256,
        "auth": step_up.auth,
        "intent": step_up.intent_id,
        "intent_sha256": step_up.intent_sha256,
        "meaning": said.meaning,
        "meaning_lang": said.language,
        "tz": hats.zone if hats is not None else "UTC",
    }
    names = {"supervisee": row.owner_name, "provider": row.provider_name, "by": actor.name}
    if said.words:
        names["words"] = said.words
    return ledger.Record(ledger.VOUCH, about, names, step_up.evidence)


def _vouch(actor: Actor, row: Stuck, said: Statement, step_up: StepUp, now: datetime) -> dict[str, object]:
    return {
        "association_id": row.association_id,
        "entry_id": row.id,
        "version": row.version,
        "supervisee_id": row.said_of_id,
        "by_id": actor.person_id,
        "by_as": said.by_as,
        "reason": row.reason,
        "evidence_sha256": said.evidence_sha256,
        "auth": step_up.auth,
        "intent_id": step_up.intent_id,
        "version_sha256": row.sha256,
        "meaning": said.meaning,
        "meaning_lang": said.language,
        "at": now,
    }


def _move(db: Session, association_id: str, lines: Sequence[Stuck], by_as: str, now: datetime) -> None:
    state = lifecycle.move(lifecycle.WAITING, lifecycle.VOUCH)
    db.execute(
        update(Entry)
        .where(Entry.association_id == association_id, Entry.id.in_([row.id for row in lines]))
        .values(state=state, vouched_as=by_as, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def _tell(
    db: Session,
    actor: Actor,
    template: str,
    person_id: str,
    lines: Sequence[Stuck],
    said: Statement,
    step_up: StepUp,
    now: datetime,
) -> None:
    """The owner learns that it counts; the supervisor, that somebody confirmed in their place, and can sign yet."""
    address = people.primary_email(db, person_id)
    if address is None:
        return
    outbox.queue(
        db,
        template,
        address,
        f"{template}:{step_up.intent_id}:{person_id}",
        now=now,
        person_id=person_id,
        association_id=lines[0].association_id,
        params={
            "by": actor.name,
            "as": said.by_as,
            "lines": [{"on": row.held_on.isoformat(), "minutes": row.minutes, "of": row.owner_name} for row in lines],
        },
        language=db.scalar(select(Person.language).where(Person.id == person_id)) or "en",
    )
