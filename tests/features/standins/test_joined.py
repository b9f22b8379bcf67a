"""When two records turn out to be one person: words, stand-ins and evidence follow; nobody confirms for themselves."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.people import joining
from rs_tracker.features.standins import evidence, gone, queries
from rs_tracker.store.tables import EvidenceFile, EvidenceUse, StandIn, SupervisorGone
from tests.features.standins.acting import line, logged, named, office_confirms, row, say_gone, stand_in_confirms
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning
from tests.support.files import PNG


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def another(db: Session, name: str, *roles: str) -> str:
    person_id = builders.person(db, name, f"{name.lower()}@example.org")
    builders.member(db, HOME, person_id, *roles)
    return person_id


def test_a_stand_in_keeps_what_they_were_asked_under_another_address(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    other = another(db, "Charles", "supervisee")
    named(db, who, entry_id, email="charles@example.org")
    joining.join(db, who.charlie, other, NOW)
    assert len(stand_in_confirms(db, who, entry_id).confirmed) == 1


def test_whoever_turns_out_to_be_the_owner_is_asked_no_more(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    other = another(db, "Alicia", "supervisee")
    named(db, who, entry_id, email="alicia@example.org")
    joining.join(db, who.alice, other, NOW)
    assert db.scalars(select(StandIn).where(StandIn.association_id == HOME)).all() == []


def test_two_records_of_which_one_confirmed_for_the_other_are_not_joined(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    say_gone(db, who, entry_id)
    named(db, who, entry_id)
    stand_in_confirms(db, who, entry_id)
    for keep, other in ((who.alice, who.charlie), (who.charlie, who.alice)):
        with pytest.raises(joining.SignedEachOther):
            joining.join(db, keep, other, NOW)


def test_words_about_both_records_of_a_supervisor_become_one(db: Session, who: Cast) -> None:
    other = another(db, "Robert", "supervisor")
    builders.pair(db, HOME, who.alice, other)
    dana = builders.actor(db, who.dana)
    gone.tell_for_all(db, dana, who.bob, "left", None, NOW)
    gone.tell_for_all(db, dana, other, "retired", None, NOW)
    joining.join(db, who.bob, other, NOW)
    found = db.scalars(select(SupervisorGone).where(SupervisorGone.association_id == HOME)).all()
    assert [(one.provider_id, one.reason) for one in found] == [(who.bob, "left")]


def test_a_supervisor_who_spoke_of_their_own_other_record_is_not_gone(db: Session, who: Cast) -> None:
    other = another(db, "Danae", "supervisor")
    gone.tell_for_all(db, builders.actor(db, who.dana), other, "left", None, NOW)
    joining.join(db, who.dana, other, NOW)
    assert db.scalars(select(SupervisorGone).where(SupervisorGone.association_id == HOME)).all() == []


def test_the_same_file_of_both_is_kept_once_and_speaks_for_the_sessions_of_both(db: Session, who: Cast) -> None:
    first = logged(db, who, 2)
    other = another(db, "Alicia", "supervisee")
    builders.pair(db, HOME, other, who.bob)
    second = logged(db, who, 3, by=other)
    for owner, entry_id in ((who.alice, first), (other, second)):
        evidence.keep(db, builders.actor(db, owner), HOME, owner, [entry_id], ("log.png", PNG), NOW)
    joining.join(db, who.alice, other, NOW)
    files = db.scalars(select(EvidenceFile).where(EvidenceFile.association_id == HOME)).all()
    assert [one.owner_id for one in files] == [who.alice]
    uses = db.scalars(select(EvidenceUse.entry_id).where(EvidenceUse.association_id == HOME)).all()
    assert set(uses) == {first, second}


def test_a_word_about_ones_own_supervisor_moves_along(db: Session, who: Cast) -> None:
    other = another(db, "Alicia", "supervisee")
    builders.pair(db, HOME, other, who.bob)
    entry_id = logged(db, who, by=other)
    gone.tell(db, builders.actor(db, other), entry_id, "left", None, [], NOW)
    joining.join(db, who.alice, other, NOW)
    found = queries.own(db, builders.actor(db, who.alice), entry_id, NOW)
    assert found is not None
    assert found.ways.stand_in
    assert row(db, entry_id).person_id == who.alice
    assert len(office_confirms(db, who, entry_id).confirmed) == 1
    assert line(db, entry_id).endswith("/1")
