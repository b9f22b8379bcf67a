"""Sessions whose supervisor is gone, in the world of marked words: named for, confirmed, and a file behind them."""

from collections.abc import MutableMapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.standins import gone, naming, service
from rs_tracker.store.tables import EvidenceFile
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER
from tests.support.files import PNG

# Whose sessions, in which association, who supervised them, and who was there.
STUCK = (("alice", HOME, "bob", "charlie"), ("olga", OTHER, "petra", "stan"))


def add(db: Session, ids: MutableMapping[str, str]) -> None:
    """`stuck`: waits for somebody who was there, with a statement under way; `vouched`: confirmed by them."""
    ids["stan"] = builders.person(db, "Stan Standish", "stan@example.org")
    builders.member(db, OTHER, ids["stan"])
    for name, here, provider, was_there in STUCK:
        owner, other = builders.actor(db, ids[name], here), builders.actor(db, ids[was_there], here)
        made = [
            entries.log(db, owner, Draft(NOW.date() - timedelta(days=30 + number), 50, ids[provider]), NOW)
            for number in (0, 1)
        ]
        gone.tell(db, owner, made[0], "left", None, [("log.png", PNG)], NOW)
        naming.name(db, owner, made[0], made, "Somebody", f"{_mail(was_there)}@example.org", "co-facilitator", NOW)
        ids[f"{name} stuck"], ids[f"{name} vouched"] = made
        done = service.intend(db, other, [f"{here}/{made[1]}/1"], NOW)
        service.confirm(db, other, done, "pwd", NOW)
        ids[f"{name} vouched intent"] = done
        ids[f"{name} stuck intent"] = service.intend(db, other, [f"{here}/{made[0]}/1"], NOW)
        mine = (EvidenceFile.association_id == here, EvidenceFile.owner_id == ids[name])
        ids[f"{name} evidence"] = db.scalars(select(EvidenceFile.id).where(*mine)).one()


def _mail(name: str) -> str:
    return name if name == "stan" else f"kanari{name}mail"
