"""One signature for a whole group: every member has an entry of their own, born signed, and none before that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, SUPERVISOR
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.entries.record import digest
from rs_tracker.features.groups import moment, service
from rs_tracker.features.groups.service import BadFact, Present
from rs_tracker.features.people import service as people
from rs_tracker.features.signing import queries as signing_queries
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import (
    Attestation,
    Disclosure,
    Entry,
    EntryVersion,
    GroupSheet,
    OutboxMessage,
    RscSession,
    SessionEntry,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders import OTHER as ELSEWHERE
from tests.support.builders_groups import SHEET, TODAY, entries_of, group, here, meeting, sheet, sign

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


def test_eight_people_get_an_entry_each_that_is_signed(db: Session, who: Cast) -> None:
    ids = group(db, who, 8)
    present = here(ids)
    present[2] = replace(present[2], minutes=45)
    outcome = sign(db, who, sheet(db, who, present))
    assert len(outcome.signed) == 8
    assert outcome.left_out == ()
    for number, person_id in enumerate(ids):
        [entry] = entries_of(db, person_id)
        assert (entry.state, entry.signed_version, entry.provider_id) == ("signed", 1, who.bob)
        assert entry.minutes == (45 if number == 2 else 90)
    version = db.scalars(select(EntryVersion).where(EntryVersion.association_id == HOME).limit(1)).one()
    assert (version.author_id, version.group_size, version.format, version.medium) == (who.bob, 8, "group", "video")
    assert digest(version.body) == version.sha256


def test_nothing_stands_in_a_log_or_a_queue_before_the_signature(db: Session, who: Cast) -> None:
    ids = group(db, who, 3)
    bob = builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, sheet(db, who, here(ids)), NOW)
    assert [count(db, table) for table in (Entry, EntryVersion, Disclosure, Attestation, RscSession)] == [0] * 5
    assert signing_queries.count_for(db, bob) == 0
    signing.sign(db, bob, intent_id, "pwd", LATER)
    assert [count(db, table) for table in (Entry, EntryVersion, Disclosure, Attestation)] == [3] * 4


def test_what_is_inserted_is_what_the_statement_hashed(db: Session, who: Cast) -> None:
    ids, bob = group(db, who, 2), builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, sheet(db, who, here(ids)), NOW)
    outcome = signing.sign(db, bob, intent_id, "pwd", LATER)
    shown = {item.entry_id: item.sha256 for item in outcome.signed}
    rows = db.execute(
        select(EntryVersion.entry_id, EntryVersion.sha256, EntryVersion.created_at).where(
            EntryVersion.association_id == HOME
        )
    ).all()
    assert {row.entry_id: row.sha256 for row in rows} == shown
    assert {row.created_at for row in rows} == {NOW}


def test_members_of_two_associations_stand_on_one_sheet(db: Session, who: Cast) -> None:
    mine, theirs = group(db, who, 2), [builders.person(db, "Olga Orr", "olga@example.org")]
    builders.member(db, ELSEWHERE, theirs[0], SUPERVISEE)
    builders.pair(db, ELSEWHERE, theirs[0], who.bob)
    sign(db, who, sheet(db, who, [*here(mine), *here(theirs, ELSEWHERE)]))
    [other] = entries_of(db, theirs[0], ELSEWHERE)
    assert other.state == "signed"
    for association_id, people_there in ((HOME, 2), (ELSEWHERE, 1)):
        session = db.scalars(select(RscSession).where(RscSession.association_id == association_id)).one()
        assert (session.sheet_id, session.group_size, session.provider_id) == (SHEET, 3, who.bob)
        assert count(db, SessionEntry, association_id) == people_there


def test_somebody_of_two_associations_is_logged_in_one(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    builders.member(db, ELSEWHERE, maya, SUPERVISEE)
    builders.pair(db, ELSEWHERE, maya, who.bob)
    with pytest.raises(BadFact, match="two times"):
        sheet(db, who, [Present(maya, HOME), Present(maya, ELSEWHERE)])
    sign(db, who, sheet(db, who, [Present(maya, ELSEWHERE)]))
    assert (len(entries_of(db, maya, HOME)), len(entries_of(db, maya, ELSEWHERE))) == (0, 1)


def test_somebody_without_an_account_gets_an_entry_too(db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob, HOME)
    new = people.name_supervisee(db, bob, "Newt Orr", "newt@example.org", NOW)
    sign(db, who, sheet(db, who, here([new])))
    [entry] = entries_of(db, new)
    assert entry.state == "signed"
    told = db.scalars(select(OutboxMessage.template).where(OutboxMessage.person_id == new)).all()
    assert told == ["invitation"]


def test_members_are_told_of_what_they_did_not_write(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    logged(db, noor, who)
    sign(db, who, sheet(db, who, here([maya, noor])))
    told = db.scalars(select(OutboxMessage.person_id).where(OutboxMessage.template == "group_signed")).all()
    assert told == [maya]


def test_a_pair_that_ended_between_show_and_sign_is_left_out(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    bob = builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, sheet(db, who, here([maya, noor])), NOW)
    people.end_pair(db, builders.actor(db, maya), maya, who.bob, NOW)
    outcome = signing.sign(db, bob, intent_id, "pwd", LATER)
    assert (len(outcome.signed), len(outcome.left_out)) == (1, 1)
    assert entries_of(db, maya) == []


def test_a_sheet_that_changed_after_its_statement_signs_nothing(db: Session, who: Cast) -> None:
    ids, bob = group(db, who, 2), builders.actor(db, who.bob)
    id_ = sheet(db, who, here(ids))
    intent_id = moment.prepare(db, bob, id_, NOW)
    sheet(db, who, here(ids[:1]), LATER, id_)
    with pytest.raises(signing.IntentEnded):
        signing.sign(db, bob, intent_id, "pwd", LATER)
    assert count(db, Entry) == 0


def test_the_second_statement_of_a_sheet_ends_the_first(db: Session, who: Cast) -> None:
    ids, bob = group(db, who, 2), builders.actor(db, who.bob)
    id_ = sheet(db, who, here(ids))
    first, second = (moment.prepare(db, bob, id_, NOW) for _ in range(2))
    with pytest.raises(signing.IntentEnded):
        signing.sign(db, bob, first, "pwd", LATER)
    assert len(signing.sign(db, bob, second, "pwd", LATER).signed) == 2
    assert signing.sign(db, bob, second, "pwd", LATER).signed == signing.outcome(db, bob, second).signed
    assert count(db, Entry) == 2
    with pytest.raises(service.NotOpen):
        moment.prepare(db, bob, id_, LATER)


def test_somebody_elses_sheet_is_not_there(db: Session, who: Cast) -> None:
    builders.hat(db, HOME, who.charlie, SUPERVISOR)
    id_ = sheet(db, who, here(group(db, who, 2)))
    with pytest.raises(service.NoSuchSheet):
        moment.prepare(db, builders.actor(db, who.charlie), id_, NOW)
    with pytest.raises(service.NoSuchSheet):
        service.drop(db, builders.actor(db, who.charlie), id_, NOW)
    other = service.save(db, builders.actor(db, who.charlie), id_, meeting(), [], NOW)
    assert other != id_


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_a_length_that_cannot_be_is_refused(db: Session, who: Cast, minutes: int) -> None:
    ids = group(db, who, 1)
    with pytest.raises(BadFact):
        sheet(db, who, here(ids), minutes=minutes)
    with pytest.raises(BadFact):
        sheet(db, who, [Present(ids[0], HOME, minutes=minutes)])
    assert db.scalars(select(GroupSheet.id)).all() == []


def test_a_meeting_to_come_is_refused(db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    with pytest.raises(BadFact, match="future"):
        service.save(db, bob, SHEET, meeting(held_on=TODAY + timedelta(days=1)), here(group(db, who, 1)), NOW)


def test_nobody_stands_on_a_sheet_who_is_not_supervised_there(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    people.end_pair(db, builders.actor(db, maya), maya, who.bob, NOW)
    for person_id, place in ((maya, HOME), (who.bob, HOME), (who.charlie, HOME), (who.alice, ELSEWHERE), (SHEET, HOME)):
        with pytest.raises(BadFact, match="not supervised"):
            sheet(db, who, [Present(person_id, place)])


def test_a_roster_of_nobody_is_kept_and_signs_nothing(db: Session, who: Cast) -> None:
    id_ = sheet(db, who, [])
    with pytest.raises(moment.NothingToSign):
        moment.prepare(db, builders.actor(db, who.bob), id_, NOW)


def test_sixty_people_are_signed_at_once(db: Session, who: Cast) -> None:
    outcome = sign(db, who, sheet(db, who, here(group(db, who, 60))))
    assert len(outcome.signed) == 60
    assert db.scalars(select(RscSession.group_size).where(RscSession.association_id == HOME)).one() == 60
