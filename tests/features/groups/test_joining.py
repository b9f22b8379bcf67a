"""A member starts the sheet, the others join by six letters: it fills the roster, once a person, and signs nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE
from rs_tracker.features.groups import codes, joining, moment, queries, service
from rs_tracker.features.groups.joining import Closed, MayNotJoin, NoSuchCode
from rs_tracker.features.groups.service import BadFact
from rs_tracker.features.people import joining as joining_records
from rs_tracker.features.people import queries as people_queries
from rs_tracker.features.people import service as people
from rs_tracker.features.signing import service as signing
from rs_tracker.features.signing import sheets
from rs_tracker.store.tables import Entry, GroupLine, GroupSheet
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders import OTHER as ELSEWHERE
from tests.support.builders_groups import SHEET, entries_of, group, here, meeting

SOON = NOW + timedelta(hours=1)
DAY = timedelta(hours=24)


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def started(db: Session, who: Cast, now: datetime = NOW) -> str:
    """Alice's sheet for bob; its code."""
    alice = builders.actor(db, who.alice)
    id_ = joining.start(db, alice, SHEET, meeting(), who.bob, now)
    found = queries.sheet(db, alice, id_)
    assert found is not None
    assert found.code is not None
    return found.code


def join(db: Session, person_id: str, code: str, now: datetime = SOON, minutes: int = 90, **more: object) -> bool:
    place = str(more.pop("place", HOME))
    return joining.join(db, builders.actor(db, person_id), code, minutes, place, now, **more)[1]  # type: ignore[arg-type]


def lines(db: Session, association_id: str = HOME) -> list[GroupLine]:
    wanted = select(GroupLine).where(GroupLine.association_id == association_id).order_by(GroupLine.minutes)
    return list(db.scalars(wanted, execution_options={"populate_existing": True}))


def test_a_code_has_six_letters_that_look_like_nothing_else() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert all(len(code) == 6 and not set(code) & set("AEIOULQV0123456789") for code in made)
    assert len(made) > 190


@pytest.mark.parametrize("typed", ["bcd fgh", "BCD-FGH", " bcdfgh ", "b c d f g h"])
def test_a_code_is_read_however_it_was_written(typed: str) -> None:
    assert codes.read_code(typed) == "BCDFGH"


@pytest.mark.parametrize("typed", ["", "bcdfg", "bcdfghj", "bcdfg1", "bcdfgo", "ＢＣＤＦＧＨ", "x" * 5000])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) is None


def test_the_supervisor_signs_what_a_member_started_and_others_joined(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    code = started(db, who)
    assert join(db, maya, code.lower(), minutes=60)
    assert join(db, noor, code)
    bob = builders.actor(db, who.bob)
    [waiting] = sheets.waiting(db, bob)
    assert (waiting.starter_name, waiting.people, waiting.is_own) == ("Alice Archer", 3, False)
    rows = {row.name: row for row in queries.roster(db, bob, queries.sheet(db, bob, SHEET), meeting().held_on, 90)}
    assert (rows["Maya Brooks"].said_minutes, rows["Maya Brooks"].minutes) == (60, 60)
    outcome = signing.sign(db, bob, moment.prepare(db, bob, SHEET, SOON), "pwd", SOON)
    assert sorted(item.minutes for item in outcome.signed) == [60, 90, 90]
    assert sheets.waiting(db, bob) == []


def test_joining_fills_the_roster_and_signs_nothing(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    join(db, maya, started(db, who))
    assert db.scalar(select(func.count()).select_from(Entry).where(Entry.association_id == HOME)) == 0
    assert entries_of(db, maya) == []


def test_a_code_is_used_once_a_person(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    assert join(db, maya, code, minutes=60)
    assert not join(db, maya, code, minutes=80)
    assert [line.minutes for line in lines(db)] == [60, 90]
    assert db.scalars(select(GroupSheet.joined)).one() == 1


def test_whom_the_supervisor_ticked_before_joins_the_same_line(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    bob = builders.actor(db, who.bob)
    service.save(db, bob, SHEET, meeting(), here([maya]), NOW)
    code = service.open_code(db, bob, SHEET, NOW)
    assert join(db, maya, code, minutes=75)
    assert [(line.minutes, line.said_minutes) for line in lines(db)] == [(75, 75)]


def test_the_supervisor_may_untick_who_joined_and_the_line_stays_known(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    join(db, maya, code)
    bob = builders.actor(db, who.bob)
    service.save(db, bob, SHEET, meeting(), here([who.alice]), SOON)
    assert sorted(line.is_present for line in lines(db)) == [False, True]
    outcome = signing.sign(db, bob, moment.prepare(db, bob, SHEET, SOON), "pwd", SOON)
    assert len(outcome.signed) == 1
    assert not join(db, maya, code)


def test_a_member_of_another_association_joins_and_names_the_supervisor_there(db: Session, who: Cast) -> None:
    olga = builders.person(db, "Olga Orr", "olga@example.org")
    builders.member(db, ELSEWHERE, olga, SUPERVISEE)
    code = started(db, who)
    assert join(db, olga, code, place=ELSEWHERE)
    assert people_queries.pair_state(db, ELSEWHERE, olga, who.bob) == "named"
    bob = builders.actor(db, who.bob)
    [waiting] = sheets.waiting(db, bob)
    assert waiting.people == 2
    signing.sign(db, bob, moment.prepare(db, bob, SHEET, SOON), "pwd", SOON)
    assert [entry.state for entry in entries_of(db, olga, ELSEWHERE)] == ["signed"]


def test_a_supervisor_who_is_no_member_there_yet_becomes_one_by_being_named(db: Session, who: Cast) -> None:
    builders.association(db, "mi-aimh")
    olga = builders.person(db, "Olga Orr", "olga@example.org")
    builders.member(db, "mi-aimh", olga, SUPERVISEE)
    assert join(db, olga, started(db, who), place="mi-aimh")
    bob = builders.actor(db, who.bob)
    signing.sign(db, bob, moment.prepare(db, bob, SHEET, SOON), "pwd", SOON)
    assert [entry.state for entry in entries_of(db, olga, "mi-aimh")] == ["signed"]


def test_nobody_joins_where_they_keep_no_log(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    with pytest.raises(MayNotJoin, match="place"):
        join(db, maya, code, place=ELSEWHERE)
    with pytest.raises(MayNotJoin, match="place"):
        join(db, who.dana, code)


def test_the_supervisor_of_a_sheet_does_not_join_it(db: Session, who: Cast) -> None:
    code = started(db, who)
    builders.hat(db, HOME, who.bob, SUPERVISEE)
    with pytest.raises(MayNotJoin, match="own"):
        join(db, who.bob, code)


def test_a_pair_that_ended_is_not_begun_again_by_a_code(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    people.end_pair(db, builders.actor(db, who.bob, HOME), maya, who.bob, NOW)
    with pytest.raises(MayNotJoin, match="ended"):
        join(db, maya, code)


@pytest.mark.parametrize("minutes", [0, 1441])
def test_a_length_that_cannot_be_is_refused(db: Session, who: Cast, minutes: int) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    with pytest.raises(BadFact):
        join(db, maya, code, minutes=minutes)


def test_a_code_ends_after_a_day(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    code = started(db, who)
    assert join(db, maya, code, NOW + DAY - timedelta(minutes=1))
    with pytest.raises(NoSuchCode):
        join(db, noor, code, NOW + DAY)


def test_a_phone_that_was_offline_delivers_within_two_weeks(db: Session, who: Cast) -> None:
    [maya, noor] = group(db, who, 2)
    code = started(db, who)
    late = SOON + joining.DELIVERED_WITHIN
    assert join(db, maya, code, late, joined_at=SOON)
    assert sorted(line.joined_at for line in lines(db) if line.joined_at) == [NOW, SOON]
    with pytest.raises(NoSuchCode):
        join(db, noor, code, late + timedelta(minutes=1), joined_at=SOON)


@pytest.mark.parametrize("at", [NOW - timedelta(hours=1), NOW + DAY, NOW + timedelta(days=3)])
def test_an_instant_outside_the_codes_day_is_none(db: Session, who: Cast, at: datetime) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    with pytest.raises(NoSuchCode):
        join(db, maya, code, NOW + timedelta(days=2), joined_at=at)


def test_who_comes_after_the_signature_is_told_to_log_it(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    bob = builders.actor(db, who.bob)
    signing.sign(db, bob, moment.prepare(db, bob, SHEET, NOW), "pwd", NOW)
    with pytest.raises(Closed) as told:
        join(db, maya, code)
    assert (told.value.provider_name, told.value.is_signed) == ("Bob Birch", True)


def test_a_sheet_that_was_taken_back_takes_nobody_in(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    service.drop(db, builders.actor(db, who.alice), SHEET, NOW)
    with pytest.raises(Closed) as told:
        join(db, maya, code)
    assert not told.value.is_signed


def test_who_joins_while_the_statement_is_open_is_not_left_behind(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    code = started(db, who)
    bob = builders.actor(db, who.bob)
    intent_id = moment.prepare(db, bob, SHEET, SOON)
    join(db, maya, code, SOON)
    with pytest.raises(signing.IntentEnded):
        signing.sign(db, bob, intent_id, "pwd", SOON + timedelta(seconds=30))
    assert len(signing.sign(db, bob, moment.prepare(db, bob, SHEET, SOON), "pwd", SOON).signed) == 2


def test_a_sheet_is_started_for_a_supervisor_with_an_account(db: Session, who: Cast) -> None:
    alice = builders.actor(db, who.alice)
    named = people.name_supervisor(db, alice, "Sam Ortiz", "sam@example.org", NOW)
    for provider_id in (named, who.charlie, who.alice):
        with pytest.raises(BadFact, match="supervisor"):
            joining.start(db, alice, SHEET, meeting(), provider_id, NOW)


def test_the_same_form_twice_starts_one_sheet(db: Session, who: Cast) -> None:
    alice = builders.actor(db, who.alice)
    ids = {joining.start(db, alice, SHEET, meeting(), who.bob, NOW) for _ in range(2)}
    assert ids == {SHEET}
    assert len(lines(db)) == 1


def test_strangers_do_not_see_a_sheet(db: Session, who: Cast) -> None:
    code = started(db, who)
    [maya] = group(db, who, 1)
    join(db, maya, code)
    for person_id in (maya, who.charlie, who.dana, who.erin):
        assert queries.sheet(db, builders.actor(db, person_id), SHEET) is None
    with pytest.raises(service.NoSuchSheet):
        service.open_code(db, builders.actor(db, maya), SHEET, NOW)


def test_two_records_of_one_person_leave_one_line(db: Session, who: Cast) -> None:
    [maya, other] = group(db, who, 2)
    bob = builders.actor(db, who.bob)
    service.save(db, bob, SHEET, meeting(), here([maya, other]), NOW)
    joining_records.join(db, maya, other, NOW)
    assert [line.person_id for line in lines(db)] == [maya]
    assert len(signing.sign(db, bob, moment.prepare(db, bob, SHEET, NOW), "pwd", NOW).signed) == 1


def test_a_second_address_of_somebody_on_the_sheet_is_the_same_person(db: Session, who: Cast) -> None:
    [maya] = group(db, who, 1)
    builders.address(db, maya, "maya.private@example.org")
    bob = replace(builders.actor(db, who.bob), association_id=HOME)
    service.save(db, bob, SHEET, meeting(), here([maya]), NOW)
    added = people.name_supervisee(db, bob, "M. Brooks", "maya.private@example.org", NOW)
    service.put_on(db, bob, SHEET, added, HOME, NOW)
    assert [line.person_id for line in lines(db)] == [maya]
