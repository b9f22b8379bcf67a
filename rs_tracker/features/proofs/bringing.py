"""Bringing a log from another association: sessions signed there become entries here, signed on that word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from unicodedata import normalize
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, Actor
from rs_tracker.domain.bundle import Bundle
from rs_tracker.features.entries import rows
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.service import latest_day
from rs_tracker.features.people import service as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.proofs import arriving, carrying
from rs_tracker.features.proofs.arriving import Arrival, Refused
from rs_tracker.features.proofs.page import instant
from rs_tracker.features.proofs.parcels import unpacked
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import changing
from rs_tracker.store.tables import Carried, OriginKey, Person

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file: `code` is arriving.HERE, BELIEVED or WAITS for a session that came in, else why not."""

    file_name: str
    code: str
    step: str = ""
    detail: str = ""
    entry_id: str | None = None
    held_on: date | None = None
    minutes: int = 0
    signer: str = ""
    origin_name: str = ""

    @property
    def came_in(self) -> bool:
        return self.entry_id is not None


def bring(db: Session, actor: Actor, files: Sequence[tuple[str, bytes]], now: datetime) -> list[Told]:
    """Take the sessions in these files (name and bytes; zips are opened) into the actor's log; a line for each file.

    What cannot be verified brings nothing, what came before brings nothing twice. Raises parcels.TooMuch.
    """
    if SUPERVISEE not in actor.roles:
        raise PermissionError("only a supervisee keeps a log")
    known = carrying.known(db, actor)
    told: list[Told] = []
    arrivals: list[tuple[int, Arrival]] = []
    for name, data in unpacked(files):
        try:
            one = arriving.look(db, actor, data, latest_day(actor, now), known)
        except Refused as why:
            told.append(Told(name, why.code, why.step, why.detail))
            continue
        known.add((one.key, one.entry))
        arrivals.append((len(told), one))
        told.append(Told(name, one.word))
    for place, entry_id in _take(db, actor, arrivals, now).items():
        one = dict(arrivals)[place]
        told[place] = replace(
            told[place],
            entry_id=entry_id,
            held_on=one.draft.held_on,
            minutes=one.draft.minutes,
            signer=one.signer,
            origin_name=one.read.association_name,
        )
    return told


def _take(db: Session, actor: Actor, arrivals: Sequence[tuple[int, Arrival]], now: datetime) -> dict[int, str]:
    """Write the entries; place in the answer → entry, of those that another request had not brought meanwhile."""
    named = {place: _named(db, actor, one, now) for place, one in arrivals}
    ids = {
        place: str(uuid5(NAMESPACE_URL, f"{actor.association}/{actor.person_id}/{_mark(one)}"))
        for place, one in arrivals
    }
    drafts = [(ids[place], named[place][0], _mark(one)) for place, one in arrivals]
    added = rows.add_entries(db, actor, drafts, now) if drafts else frozenset()
    fresh = [(place, one) for place, one in arrivals if ids[place] in added]
    if not fresh:
        return {}
    rows.add_versions(db, actor, [(ids[place], 1, *named[place]) for place, _one in fresh], now)
    _note_keys(db, actor, [one for _place, one in fresh], now)
    connection = changing(db)
    connection.execute(insert(Carried), [_carried(actor, ids[place], one, now) for place, one in fresh])
    believed = [ids[place] for place, one in fresh if one.word != arriving.WAITS]
    carrying.believe(db, actor.association, believed, now)
    trail.record(db, actor, "entry.carried", association_id=actor.association, at=now, count=len(fresh))
    progress.refresh(db, actor.association, actor.person_id, now)
    return {place: ids[place] for place, _one in fresh}


def _mark(one: Arrival) -> str:
    """What makes an origin's entry the same one whenever it comes."""
    return sha256(f"carry/{one.key}/{one.entry}".encode()).hexdigest()


def _named(db: Session, actor: Actor, one: Arrival, now: datetime) -> tuple[Draft, str]:
    """The draft with its supervisor, a person here: the same one if they are of this server, else as if typed in."""
    if one.provider_id is not None:
        people.pair_with(db, actor, one.provider_id, now)
        name = db.scalars(select(Person.name).where(Person.id == one.provider_id)).one()
        return replace(one.draft, provider_id=one.provider_id), name
    name = one.signer[:LONGEST]
    return replace(one.draft, provider_id=people.name_supervisor(db, actor, name, None, now)), name


def _note_keys(db: Session, actor: Actor, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Keep the keys that are not this server's own, each once."""
    wanted = {one.key: one.read for one in arrivals if one.word != arriving.HERE}
    known = select(OriginKey.public).where(OriginKey.association_id == actor.association, OriginKey.public.in_(wanted))
    for public in set(wanted) - set(db.scalars(known)):
        db.add(_origin(actor, public, wanted[public], now))
    db.flush()


def _origin(actor: Actor, public: str, read: Bundle, now: datetime) -> OriginKey:
    return OriginKey(
        association_id=actor.association,
        public=public,
        origin=read.association_id[:40],
        name=read.association_name[:LONGEST],
        address=str(read.says["address"])[:300],
        first_seen_at=now,
        first_seen_by=actor.person_id,
    )


def _carried(actor: Actor, entry_id: str, one: Arrival, now: datetime) -> dict[str, object]:
    says = one.read.row.says
    return {
        "association_id": actor.association,
        "entry_id": entry_id,
        "version": 1,
        "person_id": actor.person_id,
        "origin_key": one.key,
        "origin": one.read.association_id[:40],
        "origin_entry": one.entry,
        "origin_seq": one.read.row.seq,
        "origin_hash": one.read.row.digest,
        "is_from_here": one.word == arriving.HERE,
        "origin_name": one.read.association_name[:LONGEST],
        "signer_name": normalize("NFC", one.signer)[:LONGEST],
        "auth": str(says["auth"])[:32],
        "signed_at": instant(str(says["at"])),
        "brought_at": now,
        "bundle_sha256": one.read.sha256,
        "bundle": one.read.data,
        "seq": None,
    }
