"""Signatures on their way out, in the world of marked words: one about to be cancelled, one about to be struck."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from rs_tracker.features.signing import striking, withdrawing
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER

# Whose session, in which association, signed by whom, and who coordinates there.
ENDING = (("alice", HOME, "bob", "dana"), ("olga", OTHER, "petra", "erin"))


def add(db: Session, ids: dict[str, str], word: Callable[[str, str], str]) -> None:
    """`alice withdrawal`: a statement of her supervisor's; `alice strike`: her office's proposal."""
    for name, here, signer, coordinator in ENDING:
        giver, office = (builders.actor(db, ids[one], here) for one in (signer, coordinator))
        said = "other", word(name, "cancelled"), NOW
        ids[f"{name} withdrawal"] = withdrawing.intend(db, giver, ids[f"{name} signed"], 1, *said)
        said = "other", word(name, "struck"), NOW
        ids[f"{name} strike"] = striking.propose(db, office, ids[f"{name} changed"], 1, *said)
