"""What a signing appends, once every line was looked at under lock: the ledger of a later release slots in here."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain import lifecycle, signing
from rs_tracker.domain.actor import Actor
from rs_tracker.features.outbox import service as outbox
from rs_tracker.features.people import queries as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import queries, statement
from rs_tracker.features.signing.statement import Item
from rs_tracker.features.trail import service as trail
from rs_tracker.store.tables import Attestation, Entry, EntryVersion, SupervisionPair


def append(
    db: Session,
    actor: Actor,
    association_id: str,
    items: list[Item],
    intent_id: str,
    auth: str,
    language: str,
    now: datetime,
) -> None:
    """Write the signatures of one association, move its entries, and let the standings follow."""
    if not items:
        return
    owners = {row.id: row.person_id for row in queries.shown(db, association_id, [item.entry_id for item in items])}
    said = {"intent_id": intent_id, "auth": auth, "meaning": statement.MEANING, "meaning_lang": language}
    named = _named_owners(db, association_id, items)
    db.execute(insert(Attestation), [said | _attestation(actor, item, named[item.entry_id], now) for item in items])
    _move(db, association_id, items, now)
    _confirm_pairs(db, actor, association_id, set(owners.values()), now)
    for item in items:
        trail.record(
            db,
            actor,
            "entry.signed",
            item.entry_id,
            association_id=association_id,
            at=now,
            person_id=owners[item.entry_id],
            version=item.version,
            auth=auth,
        )
    for owner_id in sorted(set(owners.values())):
        progress.refresh(db, association_id, owner_id, now)


def _named_owners(db: Session, association_id: str, items: list[Item]) -> dict[str, str]:
    """Whose entry each version says it is: after two records were joined, the id of the day it was written."""
    wanted = select(EntryVersion.entry_id, EntryVersion.version, EntryVersion.person_id).where(
        EntryVersion.association_id == association_id, EntryVersion.entry_id.in_([item.entry_id for item in items])
    )
    versions = {(row.entry_id, row.version): row.person_id for row in db.execute(wanted)}
    return {item.entry_id: versions[item.entry_id, item.version] for item in items}


def _attestation(actor: Actor, item: Item, owner_id: str, now: datetime) -> dict[str, object]:
    return {
        "association_id": item.association_id,
        "entry_id": item.entry_id,
        "version": item.version,
        "version_sha256": item.sha256,
        "supervisee_id": owner_id,
        "signer_id": actor.person_id,
        "signed_at": now,
    }


def _move(db: Session, association_id: str, items: list[Item], now: datetime) -> None:
    """The entries are signed at the version that was shown; both signable states lead to the same one."""
    after = {lifecycle.move(state, lifecycle.SIGN) for state in signing.SIGNABLE}
    db.execute(
        update(Entry)
        .where(Entry.association_id == association_id, Entry.id.in_([item.entry_id for item in items]))
        .values(state=after.pop(), signed_version=Entry.version, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def _confirm_pairs(db: Session, actor: Actor, association_id: str, owner_ids: set[str], now: datetime) -> None:
    """The first signature confirms that the two work together."""
    db.execute(
        update(SupervisionPair)
        .where(
            SupervisionPair.association_id == association_id,
            SupervisionPair.provider_id == actor.person_id,
            SupervisionPair.supervisee_id.in_(owner_ids),
            SupervisionPair.state == "named",
        )
        .values(state="confirmed", confirmed_at=now)
        .execution_options(synchronize_session=False)
    )


def receipt(db: Session, actor: Actor, intent_id: str, signed: list[Item], now: datetime) -> None:
    """One message a batch to the signer's own address: "I never signed that" is noticed the same day."""
    address = people.primary_email(db, actor.person_id)
    if not signed or address is None:
        return
    outbox.queue(
        db,
        "signed_receipt",
        address,
        f"signed-receipt:{intent_id}",
        now=now,
        person_id=actor.person_id,
        params={"count": len(signed), "minutes": sum(item.minutes for item in signed)},
        language=actor.language,
    )
