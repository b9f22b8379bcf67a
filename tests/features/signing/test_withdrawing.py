"""Cancelling one's own signature: who may, when, once, and what follows."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rs_tracker.domain import canonical
from rs_tracker.features.entries import history
from rs_tracker.features.entries import queries as own_entries
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import service, withdrawing
from rs_tracker.store.tables import AttestationEnd, LedgerRow, OutboxMessage, SignIntent
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, PASSWORD, Cast, signed_in
from tests.support.builders_endings import correct, head, sign, signed, totals, withdraw

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders_endings.people(db)


def ends(db: Session) -> list[tuple[int, str, str]]:
    rows = db.execute(
        select(AttestationEnd.version, AttestationEnd.how, AttestationEnd.reason).where(
            AttestationEnd.association_id == HOME
        )
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def rows(db: Session, kind: str) -> list[str]:
    wanted = select(LedgerRow.canonical).where(LedgerRow.association_id == HOME, LedgerRow.kind == kind)
    return list(db.scalars(wanted.order_by(LedgerRow.seq)))


def test_a_cancelled_signature_counts_no_more_and_is_seen_to_be_cancelled(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    assert totals(db) == (60, 0, 60)
    withdraw(db, who, entry_id, "not_there", "It was my colleague.")
    row = head(db, entry_id)
    assert (row.state, row.signed_version, row.ended_version) == ("withdrawn", None, 1)
    assert totals(db) == (60, 0, 0)
    assert ends(db) == [(1, "withdrawn", "not_there")]
    event = history.last_end(history.history(db, builders.actor(db, who.alice), entry_id))
    assert event is not None
    assert (event.what, event.by_name, event.reason, event.words) == (
        "withdrawn",
        "Bob Birch",
        "not_there",
        "It was my colleague.",
    )


def test_the_ledger_says_who_cancelled_which_signature_and_no_word_more(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    withdraw(db, who, entry_id, "other", "Between the two of us.")
    [text] = rows(db, "withdraw")
    [intent] = db.scalars(select(SignIntent).where(SignIntent.body.contains('"kind":"withdraw"'))).all()
    for part in (
        f'"entry":"{entry_id}"',
        '"version":1',
        '"of":1',
        f'"by":"{who.bob}"',
        '"reason":"other"',
        '"auth":"pwd"',
        f'"intent":"{intent.id}"',
        f'"intent_sha256":"{intent.sha256}"',
    ):
        assert part in text
    assert "Between" not in text
    assert "Between" not in intent.body
    assert "I withdraw my signature" in intent.body


def letters(db: Session, email: str, template: str) -> list[dict[str, object]]:
    """What waits to be sent, in this transaction."""
    mine = (OutboxMessage.recipient == email, OutboxMessage.template == template)
    return list(db.scalars(select(OutboxMessage.params).where(*mine)))


def test_the_owner_is_told_at_once_and_the_signer_gets_a_receipt(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    withdraw(db, who, entry_id, "length", "It was 45.")
    [owner] = letters(db, "alice@example.org", "signature_cancelled")
    assert (owner["entry_id"], owner["by"], owner["reason"], owner["words"]) == (
        entry_id,
        "Bob Birch",
        "length",
        "It was 45.",
    )
    assert len(letters(db, "bob@example.org", "cancelled_receipt")) == 1


def test_what_was_said_since_goes_on_waiting_and_the_older_version_does_not_come_back(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    correct(db, who, entry_id, 90)
    assert totals(db) == (60, 0, 60)
    withdraw(db, who, entry_id)
    row = head(db, entry_id)
    assert (row.state, row.version, row.signed_version, row.ended_version) == ("waiting", 2, None, None)
    assert totals(db) == (90, 90, 0)
    sign(db, who, entry_id)
    assert (head(db, entry_id).state, totals(db)) == ("signed", (90, 0, 90))
    withdraw(db, who, entry_id)
    assert (head(db, entry_id).signed_version, totals(db)) == (None, (90, 0, 0))


def test_a_correction_that_was_let_go_is_not_what_a_cancelled_entry_says(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    correct(db, who, entry_id, 90)
    entries.drop_change(db, builders.actor(db, who.alice), entry_id, NOW)
    withdraw(db, who, entry_id)
    alice = builders.actor(db, who.alice)
    found = own_entries.own(db, alice, entry_id)
    assert found is not None
    assert (found.state, found.draft.minutes, found.version) == ("withdrawn", 60, 2)
    assert totals(db) == (60, 0, 0)


@pytest.mark.parametrize("minutes", [60, 75])
def test_a_cancelled_entry_is_signed_again_only_as_a_new_version(db: Session, who: Cast, minutes: int) -> None:
    """Also where the owner says the same again: the cancelled version itself is never signed twice."""
    entry_id = signed(db, who)
    withdraw(db, who, entry_id)
    with pytest.raises(service.NothingToSign):
        service.intend(db, builders.actor(db, who.bob), [f"{HOME}/{entry_id}/1"], NOW)
    correct(db, who, entry_id, minutes)
    row = head(db, entry_id)
    assert (row.state, row.version, row.ended_version) == ("waiting", 2, None)
    sign(db, who, entry_id)
    assert totals(db) == (minutes, 0, minutes)
    assert [part.count('"kind":"attest"') for part in rows(db, "attest")] == [1, 1]


def test_the_database_takes_an_end_only_for_a_signature_and_only_once(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    withdraw(db, who, entry_id)
    said = {"association_id": HOME, "entry_id": entry_id, "how": "withdrawn", "seq": 1, "at": NOW, "reason": "date"}
    for version in (1, 2):
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(insert(AttestationEnd).values(**said, version=version))


def test_a_cancelled_entry_is_nobodys_double(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    withdraw(db, who, entry_id)
    draft = Draft(date(2026, 11, 2), 60, who.bob)
    assert own_entries.twins(db, builders.actor(db, who.alice), draft) == []


def test_the_statement_is_canonical_and_hashed_like_any_other(db: Session, who: Cast) -> None:
    entry_id, bob = signed(db, who), builders.actor(db, who.bob)
    intent = db.get_one(SignIntent, withdrawing.intend(db, bob, entry_id, 1, "date", "", NOW))
    assert canonical.text(json.loads(intent.body)) == intent.body
    assert db.scalar(select(func.count()).select_from(SignIntent)) == 2


def test_bob_cancels_with_his_password_and_alice_sees_it(app: Flask, db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/exports/hours-given?year=2026")
    page = bob.follow("Cancel the signature of Alice Archer of Nov 2, 2026")
    assert page.heading == "Cancel my signature"
    bob.press("Go on", status=422)
    assert "Say why in your own words" in bob.press("Go on", {"reason": "other", "words": ""}, status=422).text
    page = bob.press("Go on", {"reason": "not_there", "words": ""})
    assert "I withdraw my signature" in page.text
    bob.press("Cancel my signature", {"password": "not this one"}, status=422)
    done = bob.press("Cancel my signature", {"password": PASSWORD})
    assert "Nothing signed in 2026" in done.text
    alice = signed_in(app, "alice@example.org")
    page = alice.open(f"/entries/{entry_id}")
    assert "Cancelled by the supervisor" in page.text
    assert "They were not there" in page.text
    assert "Remove" not in page.text, "what was signed once stays in the log"
    assert "Cancelled by the supervisor" in alice.open("/entries/").text
    assert alice.open("/entries/?state=withdrawn").text.count("Bob Birch") >= 1
    assert "Cancelled by the supervisor" in alice.open("/exports/my-log").text
    assert "Cancelled by the supervisor" in alice.client.get("/exports/my-log?format=csv").data.decode()


def test_the_pages_of_cancelling_are_the_signers_alone(app: Flask, db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    intent_id = withdrawing.intend(db, builders.actor(db, who.bob), entry_id, 1, "date", "", NOW)
    db.commit()
    for email in ("alice@example.org", "charlie@example.org", "dana@example.org", "erin@example.org"):
        stranger = signed_in(app, email)
        for path in (f"/signing/{entry_id}/withdraw", f"/signing/withdrawal/{intent_id}"):
            stranger.open(path, status=404)
        stranger.post(f"/signing/withdrawal/{intent_id}", {"password": PASSWORD}, status=404)
