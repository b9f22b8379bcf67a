"""The groups of the world: a sheet that a member started, a line that its supervisor wrote and its owner disputes."""

from collections.abc import Callable, MutableMapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.groups import disputing, joining, moment, service
from rs_tracker.features.groups.service import Meeting, Present
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import SessionEntry
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER

TODAY = NOW.date()
SIGNED = {"alice": "6f1d2c3b-0000-4000-8000-00000000000a", "olga": "6f1d2c3b-0000-4000-8000-00000000000b"}
STARTED = {"alice": "6f1d2c3b-0000-4000-8000-00000000000c", "olga": "6f1d2c3b-0000-4000-8000-00000000000d"}


def add(db: Session, ids: MutableMapping[str, str], word: Callable[[str, str], str]) -> None:
    """For alice at home and olga elsewhere, each with their own supervisor."""
    for name, association_id, provider in (("alice", HOME, "bob"), ("olga", OTHER, "petra")):
        me = builders.actor(db, ids[name], association_id)
        giver = builders.actor(db, ids[provider], association_id)
        held = Meeting(TODAY, 90, "video", word(name, "statement"))
        service.save(db, giver, SIGNED[name], held, [Present(ids[name], association_id)], NOW)
        signing.sign(db, giver, moment.prepare(db, giver, SIGNED[name], NOW), "pwd", NOW)
        born = select(SessionEntry.entry_id).where(SessionEntry.association_id == association_id)
        ids[f"{name} born"] = db.scalars(born).one()
        disputing.say(db, me, ids[f"{name} born"], word(name, "statement"), NOW)
        started = joining.start(db, me, STARTED[name], Meeting(TODAY, 45, "in_person"), giver.person_id, NOW)
        ids[f"{name} sheet"] = started
        ids[f"{name} signed sheet"] = SIGNED[name]
