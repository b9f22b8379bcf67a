"""What a member logged themselves and what their supervisor writes is one meeting, and counted once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import queries as entry_queries
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.groups import moment
from rs_tracker.features.groups.service import Present
from rs_tracker.features.signing import service as signing
from rs_tracker.store.groups import BACK, OTHER, SAME
from rs_tracker.store.tables import (
    Attestation,
    Entry,
    EntryVersion,
    SentBack,
    SessionEntry,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_groups import TODAY, entries_of, group, here, sheet, sign

LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def count(db: Session, table: type, association_id: str = HOME) -> int:
    return db.scalar(select(func.count()).select_from(table).where(table.association_id == association_id)) or 0


def logged(db: Session, person_id: str, who: Cast, minutes: int = 90, association_id: str = HOME) -> str:
    """What a member wrote down of today's group themselves."""
    draft = Draft(TODAY, minutes, who.bob, format="group", group_size=8, medium="video")
    return entries.log(db, builders.actor(db, person_id, association_id), draft, NOW - timedelta(hours=1))


def known(db: Session, entry_id: str, association_id: str = HOME) -> tuple[str, int]:
    wanted = select(Entry.version).where(Entry.association_id == association_id, Entry.id == entry_id)
    return entry_id, db.scalars(wanted).one()


def test_what_a_member_logged_already_is_signed_instead_and_not_counted_twice(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    own = logged(db, maya, who)
    outcome = sign(db, who, sheet(db, who, here([maya, noor])))
    assert len(outcome.signed) == 2
    [entry] = entries_of(db, maya)
    assert (entry.id, entry.state) == (own, "signed")
    assert count(db, SessionEntry) == 2


def test_another_length_waits_for_a_decision(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    own = logged(db, maya, who, 60)
    with pytest.raises(moment.Undecided):
        sign(db, who, sheet(db, who, here([maya, noor])))
    assert count(db, Attestation) == 0
    decided = [Present(maya, HOME, known=known(db, own), take=SAME), Present(noor, HOME)]
    outcome = sign(db, who, sheet(db, who, decided))
    assert sorted(item.minutes for item in outcome.signed) == [60, 90]
    assert [entry.minutes for entry in entries_of(db, maya)] == [60]


def test_another_length_can_go_back_with_the_same_signature(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    own = logged(db, maya, who, 60)
    decided = [Present(maya, HOME, known=known(db, own), take=BACK), Present(noor, HOME)]
    outcome = sign(db, who, sheet(db, who, decided))
    assert [one.item.entry_id for one in outcome.returned] == [own]
    [entry] = entries_of(db, maya)
    assert entry.state == "returned"
    back = db.scalars(select(SentBack).where(SentBack.association_id == HOME)).one()
    assert (back.reason, back.words) == ("length", "90 min")
    assert entries_of(db, noor)[0].state == "signed"
    assert db.scalars(select(EntryVersion.group_size).where(EntryVersion.association_id == HOME)).all().count(2) == 1


def test_a_sheet_that_only_sends_back_needs_no_signature(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    own = logged(db, maya, who, 60)
    id_ = sheet(db, who, [Present(maya, HOME, known=known(db, own), take=BACK)])
    with pytest.raises(moment.NothingToSign):
        moment.prepare(db, builders.actor(db, who.bob), id_, LATER)
    assert entries_of(db, maya)[0].state == "returned"


def test_what_is_signed_already_is_not_signed_again(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    own, bob = logged(db, maya, who), builders.actor(db, who.bob)
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{own}/1"], NOW), "pwd", NOW)
    outcome = sign(db, who, sheet(db, who, here([maya, noor])), LATER)
    assert len(outcome.signed) == 1
    assert [entry.id for entry in entries_of(db, maya)] == [own]
    size = select(EntryVersion.group_size).where(EntryVersion.association_id == HOME, EntryVersion.person_id == noor)
    assert db.scalars(size).one() == 2


def test_two_groups_of_one_day_are_two_meetings_when_the_supervisor_says_so(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    sign(db, who, sheet(db, who, here([maya])))
    [first] = entries_of(db, maya)
    second = "6f1d2c3b-0000-4000-8000-000000000002"
    with pytest.raises(moment.NothingToSign):
        sign(db, who, sheet(db, who, here([maya]), LATER, second), LATER)
    decided = [Present(maya, HOME, known=known(db, first.id), take=OTHER)]
    assert len(sign(db, who, sheet(db, who, decided, LATER, second), LATER).signed) == 1
    assert len(entries_of(db, maya)) == 2


def test_what_was_sent_back_stays_with_its_owner(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    own, bob = logged(db, maya, who), builders.actor(db, who.bob)
    signing.returns.send_back(db, bob, own, 1, "date", "", NOW)
    outcome = sign(db, who, sheet(db, who, here([maya, noor])), LATER)
    assert len(outcome.signed) == 1
    assert [entry.state for entry in entries_of(db, maya)] == ["returned"]


def test_what_is_logged_between_show_and_sign_is_not_doubled(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    bob = builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, sheet(db, who, here([maya, noor])), NOW)
    draft = Draft(TODAY, 90, who.bob, format="group", group_size=2)
    entries.log(db, builders.actor(db, maya), draft, NOW + timedelta(minutes=1))
    outcome = signing.sign(db, bob, intent_id, "pwd", LATER)
    assert (len(outcome.signed), len(outcome.left_out)) == (1, 1)
    assert [entry.state for entry in entries_of(db, maya)] == ["waiting"]


def test_a_member_who_logs_the_signed_meeting_is_asked_whether_it_is_the_same(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    sign(db, who, sheet(db, who, here([maya])))
    draft = Draft(TODAY, 60, who.bob, format="group", group_size=1)
    [twin] = entry_queries.twins(db, builders.actor(db, maya), draft)
    assert (twin.held_on, twin.minutes) == (TODAY, 90)
