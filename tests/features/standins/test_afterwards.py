"""What can happen to a confirmation afterwards: a signature, a correction, and what the database refuses."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import queries as queue
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import (
    LedgerRow,
    VouchEnd,
)
from tests.features.standins.acting import (
    counted,
    line,
    logged,
    named,
    office_confirms,
    row,
    say_gone,
    stand_in_confirms,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def test_the_supervisors_own_signature_takes_the_place_of_a_confirmation(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    stand_in_confirms(db, who, entry_id)
    bob = builders.actor(db, who.bob)
    assert queue.count_for(db, bob) == 0
    outcome = signing.sign(db, bob, signing.intend(db, bob, [line(db, entry_id)], NOW), "pwd", NOW)
    assert len(outcome.signed) == 1
    found = row(db, entry_id)
    assert (found.state, found.vouched_as, found.signed_version) == ("signed", None, 1)
    assert counted(db, who) == (60, 0)


def test_a_correction_ends_the_confirmation_and_the_ledger_says_so(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    office_confirms(db, who, entry_id)
    entries.correct(db, builders.actor(db, who.alice), entry_id, Draft(date(2026, 11, 2), 90, who.bob), 1, NOW)
    found = row(db, entry_id)
    assert (found.state, found.vouched_as, found.version) == ("waiting", None, 2)
    assert counted(db, who) == (0, 90)
    assert [one.how for one in db.scalars(select(VouchEnd).where(VouchEnd.association_id == HOME))] == ["corrected"]
    kinds = db.scalars(select(LedgerRow.kind).where(LedgerRow.association_id == HOME).order_by(LedgerRow.seq)).all()
    assert kinds[-2:] == ["vouch", "void"]


def test_a_confirmed_session_is_not_sent_back(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    office_confirms(db, who, entry_id)
    from_bob = builders.actor(db, who.bob)
    with pytest.raises(signing.NothingToSign):
        signing.intend(db, from_bob, [], NOW, [signing.Asked(line(db, entry_id), "date")])
    assert row(db, entry_id).state == "vouched"


def test_the_database_itself_refuses_a_confirmation_by_the_owner_a_second_one_and_every_change(
    db: Session, who: Cast
) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    office_confirms(db, who, entry_id)
    db.commit()
    for change in (
        "UPDATE vouch SET by_id = supervisee_id WHERE association_id = 'al-f5a'",
        "DELETE FROM vouch WHERE association_id = 'al-f5a'",
        "UPDATE entry SET vouched_as = NULL WHERE association_id = 'al-f5a'",
        "INSERT INTO vouch SELECT * FROM vouch WHERE association_id = 'al-f5a'",
    ):
        with pytest.raises(DBAPIError):
            db.execute(text(change))
        db.rollback()
