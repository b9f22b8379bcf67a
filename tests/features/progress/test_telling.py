"""Somebody whose signed hours stop counting is told which and why; nobody is told anything else."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters.letters import Letters
from rs_tracker.features.progress import service
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.tables import OutboxMessage, Qualification
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_progress import goal, session

ABOUT = {"base_url": "https://hours.example.org", "host_name": "The host", "host_contact": "host@example.org"}


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def letters(db: Session) -> list[OutboxMessage]:
    return list(db.scalars(select(OutboxMessage).where(OutboxMessage.template == "counts_less")))


def end(db: Session, who: Cast, on: date | None) -> None:
    bobs = update(Qualification).where(Qualification.association_id == HOME, Qualification.person_id == who.bob)
    db.execute(bobs.values(ends_on=on))
    service.refresh_supervisees(db, HOME, who.bob, NOW)


def test_a_corrected_end_tells_the_owner_which_sessions_and_why(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.alice, who.bob, date(2026, 5, 4), 75)
    session(db, who.alice, who.bob, date(2026, 6, 4), 60, is_signed=False)
    session(db, who.alice, who.bob, date(2025, 5, 4), 75)
    goal(db, who.alice)
    end(db, who, date(2026, 3, 4))
    (letter,) = letters(db)
    assert (letter.recipient, letter.person_id, letter.association_id) == ("alice@example.org", who.alice, HOME)
    written = Letters(TEMPLATES, ABOUT).write(letter.template, letter.params, "en")
    assert written.subject == "Some of your signed sessions do not count any more"
    assert "What is recorded about Bob Birch was corrected." in written.body
    assert "- May 4, 2026, 1 h 15 min\n  The credential ended on March 4, 2026, before this session." in written.body
    assert "February" not in written.body
    assert "June" not in written.body
    assert "2025" not in written.body
    assert "https://hours.example.org/progress/" in written.body


def test_a_refused_supervisor_is_told_of_in_other_words(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 5, 4), 75)
    goal(db, who.alice)
    bobs = update(Qualification).where(Qualification.association_id == HOME, Qualification.person_id == who.bob)
    db.execute(bobs.values(refused_at=NOW, refused_by=who.dana))
    service.refresh_supervisees(db, HOME, who.bob, NOW)
    (letter,) = letters(db)
    written = Letters(TEMPLATES, ABOUT).write(letter.template, letter.params, "en")
    assert "No credential is recorded for the day of this session." in written.body


def test_hours_that_begin_to_count_need_no_letter(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 5, 4), 75)
    goal(db, who.alice)
    end(db, who, date(2026, 3, 4))
    end(db, who, None)
    assert len(letters(db)) == 1


def test_who_loses_nothing_is_told_nothing(db: Session, who: Cast) -> None:
    session(db, who.alice, who.bob, date(2026, 2, 3), 90)
    session(db, who.charlie, who.bob, date(2026, 5, 4), 90)
    goal(db, who.alice)
    end(db, who, date(2026, 3, 4))
    assert letters(db) == []


def test_somebody_without_a_proven_address_is_not_written_to(db: Session, who: Cast) -> None:
    nina = builders.person(db, "Nina New", "nina@example.org", is_joined=False)
    builders.member(db, HOME, nina, "supervisee")
    session(db, nina, who.bob, date(2026, 5, 4), 90)
    goal(db, nina)
    end(db, who, date(2026, 3, 4))
    assert letters(db) == []
