"""What the database itself refuses, whatever the program above it believes."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from rs_tracker.store.tables import Address, Attestation, Goal
from tests.store.rows import (
    DAY,
    a_held,
    a_pair,
    a_question,
    a_sent_back,
    a_standing,
    a_version,
    an_attestation,
    an_entry,
    expect_refused,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_entries import entry, logged, signed


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def test_the_sound_rows_of_these_tests_are_taken(db: Session, who: Cast) -> None:
    """Else the refusals below might be about something else."""
    db.add(an_entry(who))
    entry_id = logged(db, who)
    db.add(a_version(who, entry_id))
    db.add(an_attestation(db, who, entry_id))
    db.flush()
    assert db.get(Attestation, (HOME, entry_id, 1)) is not None


def test_a_version_is_signed_once(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    signed(db, entry_id, who.bob)
    expect_refused(db, an_attestation(db, who, entry_id))


def test_a_version_is_signed_once_even_by_two_people(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    signed(db, entry_id, who.bob)
    expect_refused(db, an_attestation(db, who, entry_id, signer_id=who.dana))


def test_nobody_signs_their_own_session(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, an_attestation(db, who, entry_id, signer_id=who.alice))


def test_a_signature_cannot_name_another_supervisee_than_the_version_does(db: Session, who: Cast) -> None:
    """Else the check on two people could be walked around."""
    entry_id = logged(db, who)
    expect_refused(db, an_attestation(db, who, entry_id, supervisee_id=who.charlie, signer_id=who.alice))


def test_a_signature_stands_under_a_version_that_exists(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, an_attestation(db, who, entry_id, version=2))


@pytest.mark.parametrize("minutes", [0, -60, 1441])
def test_a_session_lasts_from_a_minute_to_a_day(db: Session, who: Cast, minutes: int) -> None:
    entry_id = logged(db, who)
    expect_refused(db, an_entry(who, minutes=minutes))
    expect_refused(db, a_version(who, entry_id, minutes=minutes))


@pytest.mark.parametrize("minutes", [1, 1440])
def test_the_shortest_and_the_longest_session_are_taken(db: Session, who: Cast, minutes: int) -> None:
    entry_id = logged(db, who)
    db.add_all([an_entry(who, minutes=minutes), a_version(who, entry_id, minutes=minutes)])
    db.flush()
    assert entry(db, entry_id).minutes == 60


@pytest.mark.parametrize(
    "fault",
    [
        {"about_rsc": 61},
        {"about_rsc": -1},
        {"format": "group"},
        {"format": "individual", "group_size": 4},
        {"format": "group", "group_size": 0},
        {"format": "group", "group_size": 501},
        {"kind": "lunch"},
        {"medium": "carrier pigeon"},
        {"track": "neither"},
        {"version": 0},
    ],
    ids=str,
)
def test_a_version_says_what_can_be(db: Session, who: Cast, fault: dict[str, object]) -> None:
    entry_id = logged(db, who)
    expect_refused(db, a_version(who, entry_id, **fault))


def test_nobody_is_their_own_supervisor(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, an_entry(who, provider_id=who.alice))
    expect_refused(db, a_version(who, entry_id, provider_id=who.alice))
    expect_refused(db, a_pair(who.alice, who.alice))


@pytest.mark.parametrize("fault", [{"state": "blessed"}, {"signed_version": 2}, {"kind": "lunch"}], ids=str)
def test_an_entry_is_in_a_state_that_can_be(db: Session, who: Cast, fault: dict[str, object]) -> None:
    expect_refused(db, an_entry(who, **fault))


def test_a_line_of_a_spreadsheet_is_taken_once(db: Session, who: Cast) -> None:
    expect_refused(db, an_entry(who, import_key="1" * 64), an_entry(who, import_key="1" * 64))
    db.add_all([an_entry(who, import_key="1" * 64), an_entry(who, person_id=who.charlie, import_key="1" * 64)])
    db.flush()


def test_a_version_is_sent_back_once(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, a_sent_back(who, entry_id), a_sent_back(who, entry_id))


def test_an_entry_is_asked_about_once(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    expect_refused(db, *(a_question(HOME, who, entry_id) for _ in range(2)))


def test_an_address_belongs_to_one_person_and_is_lower_case(db: Session, who: Cast) -> None:
    expect_refused(db, Address(email="alice@example.org", person_id=who.bob, created_at=NOW))
    expect_refused(db, Address(email="Alice.New@example.org", person_id=who.alice, created_at=NOW))


def test_what_ends_has_begun_before(db: Session, who: Cast) -> None:
    expect_refused(db, a_held(HOME, who.bob, starts_on=DAY, ends_on=date(2026, 11, 19)))


def test_what_is_confirmed_was_confirmed_by_somebody(db: Session, who: Cast) -> None:
    expect_refused(db, a_held(HOME, who.bob, confirmed_at=NOW))
    expect_refused(db, a_held(HOME, who.bob, confirmed_by=who.dana))


def test_a_standing_cannot_count_more_than_was_logged(db: Session, who: Cast) -> None:
    goal = Goal(association_id=HOME, id=str(uuid4()), person_id=who.alice, kind="earn", category="IFS", created_at=NOW)
    db.add(goal)
    expect_refused(db, a_standing(goal.id, who, logged=60, waiting=30, counted=31))
