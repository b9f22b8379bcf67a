"""What people see and are told of a signature that the office proposes to strike."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rs_tracker import jobs
from rs_tracker.adapters.letters import Letters
from rs_tracker.features.entries import history
from rs_tracker.features.signing import striking
from rs_tracker.layout import TEMPLATES
from rs_tracker.store.tables import (
    OutboxMessage,
    Strike,
    Trail,
)
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, Cast, signed_in
from tests.support.builders_endings import head, propose, signed

WEEK = timedelta(days=7)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders_endings.people(db)


def strike(db: Session, strike_id: str) -> Strike:
    wanted = select(Strike).where(Strike.association_id == HOME, Strike.id == strike_id)
    return db.scalars(wanted.execution_options(populate_existing=True)).one()


def letters(db: Session, email: str, template: str) -> list[dict[str, object]]:
    """What waits to be sent, in this transaction."""
    mine = (OutboxMessage.recipient == email, OutboxMessage.template == template)
    return list(db.scalars(select(OutboxMessage.params).where(*mine)))


def actions(db: Session) -> list[str]:
    about = (
        Trail.association_id == HOME,
        Trail.action.in_(("strike.proposed", "strike.objected", "strike.taken_back")),
    )
    return list(db.scalars(select(Trail.action).where(*about)))


def test_every_step_of_a_proposal_leaves_its_line_and_its_letters(db: Session, who: Cast) -> None:
    first, second = signed(db, who), signed(db, who, 9)
    striking.object_to(db, builders.actor(db, who.bob), propose(db, who, first), " No. " + "x" * 600, NOW)
    striking.take_back(db, builders.actor(db, who.dana), propose(db, who, second), NOW)
    assert sorted(actions(db)) == ["strike.objected", "strike.proposed", "strike.proposed", "strike.taken_back"]
    for email in ("alice@example.org", "bob@example.org"):
        assert sorted(str(one["outcome"]) for one in letters(db, email, "strike_settled")) == ["objected", "taken_back"]
        assert len(letters(db, email, "strike_proposed")) == 2
    [objection] = [one for one in letters(db, "dana@example.org", "strike_settled") if one["outcome"] == "objected"]
    assert objection["words"] == ("No. " + "x" * 600)[:500]


def test_both_are_told_of_the_proposal_and_of_what_became_of_it(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    strike_id = propose(db, who, entry_id, "other", "Two of the same.")
    striking.agree(db, builders.actor(db, who.bob), strike_id, NOW)
    for email, is_owner in (("alice@example.org", True), ("bob@example.org", False)):
        [proposed] = letters(db, email, "strike_proposed")
        assert (proposed["said"], proposed["is_owner"], proposed["until"]) == (
            "Two of the same.",
            is_owner,
            (NOW + WEEK).isoformat(),
        )
        [settled] = letters(db, email, "strike_settled")
        assert settled["outcome"] == "struck"
    assert len(letters(db, "dana@example.org", "strike_settled")) == 1


def test_the_owner_reads_who_struck_it_and_why(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    striking.agree(db, builders.actor(db, who.bob), propose(db, who, entry_id, "other", "Twice."), NOW)
    event = history.last_end(history.history(db, builders.actor(db, who.alice), entry_id))
    assert event is not None
    assert (event.what, event.by_name, event.words) == ("voided", "Dana Diaz", "Twice.")


def test_the_job_closes_only_what_is_due(engine: Engine, db: Session, who: Cast) -> None:
    first, second = signed(db, who), signed(db, who, 9)
    due = strike(db, propose(db, who, first))
    due.notice_until = builders.LONG_AGO
    propose(db, who, second)
    db.commit()
    assert jobs.close_notices(engine) == 1
    assert jobs.close_notices(engine) == 0
    assert (head(db, first).state, head(db, second).state) == ("voided", "signed")


def test_dana_proposes_and_bob_agrees_on_their_pages(app: Flask, db: Session, who: Cast) -> None:
    signed(db, who)
    db.commit()
    dana = signed_in(app, "dana@example.org")
    dana.open(f"/association/people/{who.alice}")
    page = dana.follow("Strike the signature of November 2, 2026")
    assert page.heading == "Strike a signature"
    dana.press("Propose to strike it", status=422)
    page = dana.press("Propose to strike it", {"reason": "not_held"})
    assert "Without objection it is struck after" in page.text
    assert "Alice Archer with Bob Birch" in dana.open("/association/questions").text
    bob = signed_in(app, "bob@example.org")
    bob.open(page.path)
    done = bob.press("Yes, strike it")
    assert "Struck by the office on" in done.text
    alice = signed_in(app, "alice@example.org")
    assert "Struck by the office" in alice.open("/entries/?state=voided").text
    dana.post(f"{page.path}/take-back", status=409)


def test_an_objection_without_words_is_asked_for_them(app: Flask, db: Session, who: Cast) -> None:
    strike_id = propose(db, who, signed(db, who))
    db.commit()
    alice = signed_in(app, "alice@example.org")
    alice.open(f"/signing/strike/{strike_id}")
    page = alice.press("No, it stands", {"words": ""}, status=422)
    assert "Say why not" in page.text
    page = alice.press("No, it stands", {"words": "We did meet."})
    assert "We did meet." in page.text
    assert "objected on" in page.text
    for email in ("charlie@example.org", "erin@example.org"):
        signed_in(app, email).open(f"/signing/strike/{strike_id}", status=404)


ABOUT = {"base_url": "https://hours.example.org", "host_name": "Example", "host_contact": "host@example.org"}
SESSION = {"name": "Alice", "signer": "Bob", "by": "Dana", "on": "2026-11-02", "minutes": 90, "entry_id": "e"}
PROPOSED = SESSION | {"strike_id": "s", "is_owner": True, "reason": "duplicate", "said": "", "until": ""}
SETTLED = SESSION | {"strike_id": "s", "outcome": "struck", "words": ""}


@pytest.mark.parametrize(
    ("template", "params", "expected"),
    [
        ("signature_cancelled", SESSION | {"reason": "not_there", "words": "No."}, "They were not there"),
        ("signature_cancelled", SESSION | {"reason": "other", "words": "A word."}, "“A word.”"),
        ("cancelled_receipt", SESSION, "1 h 30 min"),
        ("strike_proposed", PROPOSED, "Nothing happens unless"),
        ("strike_proposed", PROPOSED | {"is_owner": False}, "your signature on the session of Alice"),
        ("strike_proposed", PROPOSED | {"until": "2026-11-28T15:00:00+00:00"}, "struck after November 28, 2026"),
        ("strike_proposed", PROPOSED | {"is_vouch": True}, "confirmed in your supervisor’s place"),
        ("strike_proposed", PROPOSED | {"is_vouch": True, "is_owner": False}, "you confirmed in a supervisor’s place"),
        ("strike_settled", SETTLED | {"is_vouch": True}, "What Bob confirmed in the supervisor’s place"),
        ("strike_settled", SETTLED | {"is_vouch": True, "outcome": "objected"}, "striking what Bob confirmed"),
        ("strike_settled", SETTLED | {"is_vouch": True, "outcome": "taken_back"}, "strike what Bob confirmed"),
        ("strike_settled", SETTLED, "count no more"),
        ("strike_settled", SETTLED | {"outcome": "objected", "words": "We met."}, "“We met.”"),
        ("strike_settled", SETTLED | {"outcome": "taken_back"}, "took back its proposal"),
    ],
)
def test_each_letter_about_an_ending_can_be_written(template: str, params: dict[str, object], expected: str) -> None:
    written = Letters(TEMPLATES, ABOUT).write(template, params, "en")
    assert written.subject
    assert expected in written.body
    assert not params.get("is_vouch") or "signature" not in (written.subject + written.body).lower()
    assert "https://hours.example.org" in written.body
