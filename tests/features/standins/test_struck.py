"""A confirmation in the supervisor's place is struck as a signature is: by the office and a second person."""

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.erasure import service as erasure
from rs_tracker.features.ledger.audit import audit
from rs_tracker.features.signing import proposals, striking
from rs_tracker.store.tables import EvidenceFile, LedgerRow, VouchEnd
from tests.features.standins.acting import counted, logged, named, office_confirms, row, say_gone, stand_in_confirms
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast, signed_in
from tests.support.builders_entries import draft
from tests.support.builders_signing import earning


@pytest.fixture
def confirmed(db: Session) -> tuple[Cast, str]:
    who = builders.cast(db)
    earning(db, HOME, who.alice)
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    stand_in_confirms(db, who, entry_id)
    return who, entry_id


def test_the_stand_in_agrees_and_it_counts_no_more(db: Session, confirmed: tuple[Cast, str]) -> None:
    who, entry_id = confirmed
    dana, charlie = builders.actor(db, who.dana), builders.actor(db, who.charlie)
    strike_id = striking.propose(db, dana, entry_id, 1, "not_held", "", NOW)
    assert [one.id for one in proposals.open_for(db, charlie)] == [strike_id]
    assert counted(db, who) == (60, 0)
    striking.agree(db, charlie, strike_id, NOW)
    found = row(db, entry_id)
    assert (found.state, found.vouched_as, found.ended_version) == ("voided", None, 1)
    assert counted(db, who) == (0, 0)
    assert [one.how for one in db.scalars(select(VouchEnd).where(VouchEnd.association_id == HOME))] == ["struck"]
    kinds = db.scalars(select(LedgerRow.kind).where(LedgerRow.association_id == HOME).order_by(LedgerRow.seq)).all()
    assert kinds[-1] == "void"
    assert list(audit(db, HOME)) == []


def test_nobody_strikes_it_alone_and_a_correction_waits_anew(db: Session, confirmed: tuple[Cast, str]) -> None:
    who, entry_id = confirmed
    dana, alice = builders.actor(db, who.dana), builders.actor(db, who.alice)
    strike_id = striking.propose(db, dana, entry_id, 1, "not_held", "", NOW)
    with pytest.raises(striking.NotPossible):
        striking.agree(db, dana, strike_id, NOW)
    striking.agree(db, alice, strike_id, NOW)
    entries.correct(db, alice, entry_id, draft(who, minutes=30), 1, NOW)
    assert row(db, entry_id).state == "waiting"


def test_no_page_and_no_letter_about_it_calls_it_a_signature(
    app: Flask, engine: Engine, db: Session, confirmed: tuple[Cast, str]
) -> None:
    who, entry_id = confirmed
    strike_id = striking.propose(db, builders.actor(db, who.dana), entry_id, 1, "not_held", "", NOW)
    db.commit()
    page = signed_in(app, "charlie@example.org").open(f"/signing/strike/{strike_id}")
    assert page.heading == "Strike a confirmation"
    assert "signature" not in page.text.lower()
    [letter] = builders.mail_to(engine, "charlie@example.org", "strike_proposed")
    assert letter["is_vouch"] is True


def test_whoever_had_it_confirmed_can_erase_themself(db: Session, confirmed: tuple[Cast, str]) -> None:
    who, entry_id = confirmed
    other = logged(db, who, day=3)
    say_gone(db, who, other)
    office_confirms(db, who, other)
    for person_id in (who.alice, who.charlie):
        erasure.erase(db, builders.actor(db, person_id), NOW)
        db.commit()
    kept = db.scalars(select(EvidenceFile.id).where(EvidenceFile.association_id == HOME)).all()
    assert (row(db, entry_id).vouched_as, list(kept)) == ("stand-in", [])
    assert list(audit(db, HOME)) == []
