"""What the database refuses of group sheets, their lines and the sessions they become."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from rs_tracker.store.tables import GroupLine, GroupSheet, RscSession, SessionEntry
from tests.store.rows import DAY, expect_refused
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_entries import logged

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def a_sheet(who: Cast, **changes: object) -> GroupSheet:
    """A sound open sheet of bob's, but for `changes`."""
    values: dict[str, object] = {
        "id": str(uuid4()),
        "provider_id": who.bob,
        "started_by": who.alice,
        "held_on": DAY,
        "minutes": 90,
        "medium": "video",
        "state": "open",
        "created_at": NOW,
        "changed_at": NOW,
    }
    return GroupSheet(**values | changes)


def a_line(sheet_id: str, person_id: str, **changes: object) -> GroupLine:
    values: dict[str, object] = {
        "association_id": HOME,
        "id": str(uuid4()),
        "sheet_id": sheet_id,
        "person_id": person_id,
        "minutes": 90,
        "salt": b"0" * 16,
    }
    return GroupLine(**values | changes)


def a_session(sheet_id: str, who: Cast, **changes: object) -> RscSession:
    values: dict[str, object] = {
        "association_id": HOME,
        "id": str(uuid4()),
        "sheet_id": sheet_id,
        "provider_id": who.bob,
        "held_on": DAY,
        "minutes": 90,
        "medium": "video",
        "group_size": 8,
        "created_at": NOW,
    }
    return RscSession(**values | changes)


@pytest.fixture
def sheet_id(db: Session, who: Cast) -> str:
    """A sheet with a line and a session, which shows that sound rows are taken."""
    row = a_sheet(who, code="BCDFGH", code_until=NOW)
    db.add(row)
    db.flush()
    db.add_all([a_line(row.id, who.alice), a_session(row.id, who)])
    db.flush()
    return row.id


@pytest.mark.parametrize(
    "fault",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"medium": "pigeon"},
        {"state": "blessed"},
        {"state": "signed"},
        {"code": "BCDFGJ"},
        {"code": "BCDFGH", "code_until": NOW},
        {"provider_id": NOBODY},
    ],
    ids=str,
)
def test_a_sheet_is_one_that_can_be(db: Session, who: Cast, sheet_id: str, fault: dict[str, object]) -> None:
    expect_refused(db, a_sheet(who, **fault))


@pytest.mark.parametrize(
    "fault",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"said_minutes": 0},
        {"take": "perhaps"},
        {"known_id": NOBODY},
        {"sheet_id": NOBODY},
        {"association_id": OTHER},
    ],
    ids=str,
)
def test_a_line_is_one_that_can_be(db: Session, who: Cast, sheet_id: str, fault: dict[str, object]) -> None:
    expect_refused(db, a_line(**{"sheet_id": sheet_id, "person_id": who.charlie, **fault}))  # type: ignore[arg-type]


def test_nobody_stands_on_a_sheet_twice(db: Session, who: Cast, sheet_id: str) -> None:
    expect_refused(db, a_line(sheet_id, who.alice))


@pytest.mark.parametrize("fault", [{"group_size": 0}, {"group_size": 501}, {"minutes": 0}, {}], ids=str)
def test_a_sheet_is_one_session_an_association(db: Session, who: Cast, sheet_id: str, fault: dict[str, object]) -> None:
    expect_refused(db, a_session(sheet_id, who, **fault))


def test_an_entry_is_a_line_of_a_session_of_its_own_association(db: Session, who: Cast, sheet_id: str) -> None:
    entry_id = logged(db, who)
    elsewhere = a_session(sheet_id, who, association_id=OTHER)
    db.add(elsewhere)
    db.flush()
    for association_id in (HOME, OTHER):
        row = SessionEntry(association_id=association_id, entry_id=entry_id, session_id=elsewhere.id)
        expect_refused(db, row)
