"""Agreeing to sign electronically: asked with the first signature, kept with its words, taken back at any time.

Source: the federal and uniform acts on electronic signatures ask for a consent of its own, kept and withdrawable; the
sentence itself stands on the signing page (`templates/signing/_consent.html`) under the number of TEXT.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Label, insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import Actor
from rs_tracker.features.trail import service as trail
from rs_tracker.store.engine import asking, changing
from rs_tracker.store.tables import SignConsent

# A new number whenever the words of the consent change in meaning; the old rows keep theirs.
TEXT = 1


class ConsentWithdrawn(ValueError):
    """The person took their consent back: nothing can be signed electronically until they agree again."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody said last: since when they agree, and when they took it back."""

    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None


_ROWS = SignConsent.__table__.c
_LAST = select(_ROWS.given_at, _ROWS.withdrawn_at).order_by(_ROWS.given_at.desc(), _ROWS.id).limit(1)


def columns_of(person_id: str) -> tuple[Label[datetime | None], Label[datetime | None]]:
    """The same as two columns, for a question that is asked anyway; read them with `of_row`."""
    mine = _LAST.where(_ROWS.person_id == person_id)
    given = mine.with_only_columns(_ROWS.given_at).scalar_subquery()
    withdrawn = mine.with_only_columns(_ROWS.withdrawn_at).scalar_subquery()
    return given.label("consent_given_at"), withdrawn.label("consent_withdrawn_at")


def of_row(given_at: datetime | None, withdrawn_at: datetime | None) -> Consent | None:
    """What those columns say. Raises ConsentWithdrawn where the newest consent was taken back."""
    if given_at is not None and withdrawn_at is not None:
        raise ConsentWithdrawn("taken back")
    return Consent(given_at, None) if given_at is not None else None


def last(db: Session, person_id: str) -> Consent | None:
    """The newest consent of a person, open or taken back; None before they were ever asked."""
    row = asking(db).execute(_LAST.where(_ROWS.person_id == person_id)).first()
    return Consent(row.given_at, row.withdrawn_at) if row else None


def check(db: Session, actor: Actor) -> Consent | None:
    """The actor's consent, None if signing for the first time gives it. Raises ConsentWithdrawn."""
    found = last(db, actor.person_id)
    if found is not None and not found.is_open:
        raise ConsentWithdrawn(actor.person_id)
    return found


def give(db: Session, actor: Actor, now: datetime) -> None:
    """Agree, unless the actor does already; a consent taken back before stays as it was."""
    found = last(db, actor.person_id)
    if found is None or not found.is_open:
        keep(db, actor, now)


def keep(db: Session, actor: Actor, now: datetime) -> None:
    """Write down that the actor, who does not agree so far, agrees now."""
    row = {"id": str(uuid4()), "person_id": actor.person_id, "text_version": TEXT, "language": actor.language}
    changing(db).execute(insert(SignConsent), row | {"given_at": now, "withdrawn_at": None})
    trail.record_account(db, actor.person_id, "signing.consent_given", at=now, text=TEXT)


def withdraw(db: Session, actor: Actor, now: datetime) -> None:
    """Take the consent back; what was signed under it stays signed. Before the first signature it is a plain no."""
    give(db, actor, now)
    open_one = (_ROWS.person_id == actor.person_id, _ROWS.withdrawn_at.is_(None))
    changing(db).execute(update(SignConsent).where(*open_one).values(withdrawn_at=now))
    trail.record_account(db, actor.person_id, "signing.consent_withdrawn", at=now)
