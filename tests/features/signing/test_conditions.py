"""Conditions of signing that no other test is about; mutation testing asks for each of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.domain import signing
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.groups import moment
from rs_tracker.features.groups.service import Present
from rs_tracker.features.signing import passkeys_asked, queries, returns, service
from rs_tracker.features.signing.statement import Item
from rs_tracker.store.groups import BACK, OPEN, SIGNED
from rs_tracker.store.tables import GroupSheet, SignConsent
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_endings import correct, head, log, sign
from tests.support.builders_groups import TODAY, group, here, sheet

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders_endings.people(db)


def ahead(db: Session, who: Cast) -> str:
    """A session logged tomorrow, as its clock would have it."""
    draft = Draft(date(2026, 11, 22), 60, who.bob)
    return entries.log(db, builders.actor(db, who.alice), draft, TOMORROW)


def ask_for_passkeys(db: Session) -> None:
    builders.set_association(db, HOME, settings={passkeys_asked.SETTING: True})


def test_a_session_of_tomorrow_is_not_even_put_before_the_signer_but_may_go_back(db: Session, who: Cast) -> None:
    future, past, bob = ahead(db, who), log(db, who), builders.actor(db, who.bob)
    with pytest.raises(service.NothingToSign):
        service.intend(db, bob, [f"{HOME}/{future}/1"], NOW)
    asked = [returns.Asked(f"{HOME}/{future}/1", "other", " Too early. " + "x" * 600)]
    outcome = service.sign(db, bob, service.intend(db, bob, [f"{HOME}/{past}/1"], NOW, asked), "pwd", NOW)
    [back] = outcome.returned
    assert (back.item.entry_id, back.words) == (future, ("Too early. " + "x" * 600)[:500])
    assert (head(db, future).state, head(db, past).state) == ("returned", "signed")


def test_the_day_is_looked_at_again_when_it_is_signed(db: Session, who: Cast) -> None:
    future, bob = ahead(db, who), builders.actor(db, who.bob)
    outcome = service.sign(db, bob, service.intend(db, bob, [f"{HOME}/{future}/1"], TOMORROW), "pwd", NOW)
    assert [(line.entry_id, line.fault) for line in outcome.left_out] == [(future, signing.FUTURE)]
    assert head(db, future).state == "waiting"


def test_where_a_passkey_is_asked_a_password_signs_nothing_and_still_sends_back(db: Session, who: Cast) -> None:
    stays, goes, other, bob = log(db, who), log(db, who, 3), log(db, who, 4), builders.actor(db, who.bob)
    asked = [returns.Asked(f"{HOME}/{goes}/1", "date")]
    intent_id = service.intend(db, bob, [f"{HOME}/{stays}/1", f"{HOME}/{other}/1"], NOW, asked)
    correct(db, who, other, 75, 4)
    ask_for_passkeys(db)
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert {line.entry_id: line.fault for line in outcome.left_out} == {stays: signing.PASSKEY, other: signing.CHANGED}
    assert [one.item.entry_id for one in outcome.returned] == [goes]
    assert [head(db, one).state for one in (stays, goes, other)] == ["waiting", "returned", "waiting"]


def test_why_a_line_is_refused_depends_on_membership_day_and_who_confirmed_it(db: Session, who: Cast) -> None:
    entry_id, bob = log(db, who), builders.actor(db, who.bob)
    [row] = queries.shown(db, HOME, [entry_id])
    item = Item(HOME, entry_id, row.version, row.sha256, row.held_on, row.minutes)
    gone, vouched = replace(bob, memberships=()), replace(row, state="vouched")
    for now in (NOW, None):
        assert service._why(row, bob, item, now) is None
        assert service._why(None, bob, item, now) == signing.NOT_YOURS
        assert service._why(row, gone, item, now) == signing.NOT_YOURS
    assert service._why(vouched, bob, item, NOW) is None
    assert service._why(vouched, bob, item, None) == signing.GONE, "what a stand-in confirmed is not sent back"
    ahead_of_us = replace(row, held_on=date(2026, 11, 22))
    assert service._why(ahead_of_us, bob, item, NOW) == signing.FUTURE


def test_a_sheet_of_which_nothing_could_be_signed_stays_open(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    bob = builders.actor(db, who.bob)
    sheet_id = sheet(db, who, here([maya, noor]))
    intent_id = moment.prepare(db, bob, sheet_id, NOW)
    ask_for_passkeys(db)
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert (outcome.signed, len(outcome.left_out)) == ((), 2)
    assert db.get_one(GroupSheet, sheet_id, populate_existing=True).state == OPEN


def test_a_sheet_that_only_sent_back_is_done_with(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    bob = builders.actor(db, who.bob)
    draft = Draft(TODAY, 60, who.bob, format="group", group_size=8, medium="video")
    own = entries.log(db, builders.actor(db, maya), draft, NOW - timedelta(hours=1))
    sheet_id = sheet(db, who, [Present(maya, HOME, known=(own, 1), take=BACK), *here([noor])])
    intent_id = moment.prepare(db, bob, sheet_id, NOW)
    ask_for_passkeys(db)
    outcome = service.sign(db, bob, intent_id, "pwd", NOW)
    assert (outcome.signed, [one.item.entry_id for one in outcome.returned]) == ((), [own])
    assert db.get_one(GroupSheet, sheet_id, populate_existing=True).state == SIGNED


def test_the_first_signature_is_the_consent_and_the_second_needs_none(db: Session, who: Cast) -> None:
    sign(db, who, log(db, who))
    sign(db, who, log(db, who, 9))
    given = db.scalars(select(SignConsent.given_at).where(SignConsent.person_id == who.bob)).all()
    assert given == [NOW]


@pytest.mark.parametrize("status", ["lapsed", "none"])
def test_signed_without_standing_it_is_kept_and_never_counted(db: Session, who: Cast, status: str) -> None:
    """The signature says that they met; whether it counts is decided by what the supervisor held that day."""
    for row in builders.qualifications_of(db, HOME, who.bob):
        if status == "none":
            db.delete(row)
        else:
            row.ends_on = date(2025, 12, 31)
    db.flush()
    entry_id = log(db, who)
    outcome = sign(db, who, entry_id)
    assert [item.entry_id for item in outcome.signed] == [entry_id]
    assert (head(db, entry_id).state, head(db, entry_id).signed_version) == ("signed", 1)
    assert builders_endings.totals(db) == (60, 0, 0)
