"""The step-up: the password once more, at the moment of signing.

It grants nothing to the web session, so the session's token stays: two tabs, or a form pressed twice, may be under way.
"""

from sqlalchemy import select

from rs_tracker.domain.actor import Actor
from rs_tracker.store.tables import Person
from rs_tracker.web.db import db, pause
from rs_tracker.web.runtime import runtime


def is_own_password(actor: Actor, typed: str | None) -> bool:
    """Whether `typed` is the actor's password. The database is let go meanwhile: a hash takes its time."""
    stored = db().scalar(select(Person.password_hash).where(Person.id == actor.person_id))
    pause()
    return runtime().passwords.matches(stored, typed or "")
