"""What goes into a column comes out the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Association, Person
from tests.support import builders
from tests.support.builders import HOME, LONG_AGO

TOKYO = timezone(timedelta(hours=9))


def person_created(db: Session, at: datetime) -> datetime:
    """Write an instant and read it back through a query of its own."""
    id_ = str(uuid4())
    db.add(Person(id=id_, name="Somebody", created_at=at))
    db.commit()
    found = db.scalars(select(Person.created_at).where(Person.id == id_)).one()
    assert isinstance(found, datetime)
    return found


def test_an_instant_comes_back_in_utc_from_any_zone(db: Session) -> None:
    found = person_created(db, datetime(2026, 11, 21, 7, 30, 15, 250_000, tzinfo=TOKYO))
    assert found == datetime(2026, 11, 20, 22, 30, 15, 250_000, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(db: Session) -> None:
    with pytest.raises(StatementError, match="needs its zone"):
        person_created(db, datetime(2026, 11, 21, 7, 30))  # noqa: DTZ001  the fault under test


def test_a_missing_instant_stays_missing(db: Session) -> None:
    builders.association(db, claimed_at=None)
    db.commit()
    assert db.scalars(select(Association.claimed_at).where(Association.id == HOME)).one() is None


def test_an_instant_is_compared_by_its_moment(db: Session) -> None:
    id_ = str(uuid4())
    db.add(Person(id=id_, name="Somebody", created_at=LONG_AGO))
    db.commit()
    same_moment = LONG_AGO.astimezone(TOKYO)
    assert db.scalars(select(Person.id).where(Person.id == id_, Person.created_at == same_moment)).one() == id_
    assert not db.scalars(select(Person.id).where(Person.created_at > same_moment)).all()


def test_an_id_is_text_in_its_written_form(db: Session) -> None:
    id_ = str(uuid4())
    db.add(Person(id=id_, name="Somebody", created_at=LONG_AGO))
    db.commit()
    found = db.scalars(select(Person.id).where(Person.id == id_)).one()
    assert found == id_
    assert type(found) is str


def test_a_document_keeps_its_shape_and_letters(db: Session) -> None:
    builders.association(db)
    said: dict[str, object] = {"names": ["Ñandú", "李"], "deep": {"none": None, "yes": True, "minutes": 90}}
    builders.set_association(db, HOME, settings=said)
    db.commit()
    assert db.scalars(select(Association.settings).where(Association.id == HOME)).one() == said
