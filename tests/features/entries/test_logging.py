"""Logging, correcting, removing and putting back, as services do it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.domain.facts import BadFact
from rs_tracker.domain.lifecycle import NotAllowed
from rs_tracker.features.entries import queries, record, service
from rs_tracker.features.entries.draft import Named
from rs_tracker.store.tables import (
    Disclosure,
    Entry,
    EntryVersion,
    OutboxMessage,
    SupervisionPair,
    Trail,
)
from tests.support.builders import HOME, NOW, OTHER, actor, cast, pair
from tests.support.builders_entries import YESTERDAY, draft, sent_back, signed


def entries(db: Session) -> list[Entry]:
    db.expire_all()
    return list(db.scalars(select(Entry).where(Entry.association_id.in_([HOME, OTHER])).order_by(Entry.created_at)))


def versions(db: Session) -> list[EntryVersion]:
    wanted = select(EntryVersion).where(EntryVersion.association_id == HOME)
    return list(db.scalars(wanted.order_by(EntryVersion.entry_id, EntryVersion.version)))


def test_a_logged_session_waits_for_its_supervisor(db: Session) -> None:
    who = cast(db)
    entry_id = service.log(db, actor(db, who.alice), draft(who), NOW)
    [entry] = entries(db)
    assert (entry.id, entry.person_id, entry.provider_id, entry.state, entry.version) == (
        entry_id,
        who.alice,
        who.bob,
        "waiting",
        1,
    )


def test_a_version_holds_bytes_that_match_its_hash_and_no_name(db: Session) -> None:
    who = cast(db)
    service.log(db, actor(db, who.alice), draft(who), NOW)
    [version] = versions(db)
    assert record.digest(version.body) == version.sha256
    assert "Bob" not in version.body
    assert '"minutes":60' in version.body
    [disclosure] = db.scalars(select(Disclosure).where(Disclosure.association_id == HOME))
    assert disclosure.value == "Bob Birch"
    assert record.commitment(disclosure.salt, disclosure.value) == version.provider_commitment


def test_the_columns_of_a_version_make_the_same_bytes_again(db: Session) -> None:
    who = cast(db)
    service.log(db, actor(db, who.alice), draft(who, format="group", group_size=6, medium="video"), NOW)
    [row] = versions(db)
    fields = {name: getattr(row, name) for name in record.Version.__dataclass_fields__}
    assert record.canonical(record.Version(**fields)) == (row.body, row.sha256)


def test_pressing_twice_makes_one_entry(db: Session) -> None:
    who = cast(db)
    alice, form_id = actor(db, who.alice), str(uuid4())
    first = service.log(db, alice, draft(who), NOW, form_id)
    again = service.log(db, alice, draft(who), NOW, form_id)
    assert first == again == form_id
    assert len(entries(db)) == len(versions(db)) == 1


def test_the_same_form_with_other_answers_is_another_session(db: Session) -> None:
    who = cast(db)
    alice, form_id = actor(db, who.alice), str(uuid4())
    service.log(db, alice, draft(who), NOW, form_id)
    other = [service.log(db, alice, draft(who, minutes=90), NOW, form_id) for _ in range(2)]
    assert other[0] == other[1] != form_id
    assert sorted(entry.minutes for entry in entries(db)) == [60, 90]


def test_somebody_elses_id_is_not_taken_over(db: Session) -> None:
    who = cast(db)
    pair(db, HOME, who.charlie, who.bob)
    taken = service.log(db, actor(db, who.alice), draft(who), NOW)
    own = service.log(db, actor(db, who.charlie), draft(who), NOW, taken)
    assert own != taken
    assert {entry.person_id for entry in entries(db)} == {who.alice, who.charlie}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"held_on": YESTERDAY + timedelta(days=5)}, "on"),
        ({"held_on": date(1900, 1, 1)}, "on"),
        ({"format": "group"}, "group_size"),
        ({"format": "group", "group_size": 501}, "group_size"),
        ({"about_rsc": 61}, "about_rsc"),
        ({"provider_id": None}, "provider"),
    ],
)
def test_what_cannot_have_been_is_refused(db: Session, changes: dict[str, object], key: str) -> None:
    who = cast(db)
    with pytest.raises(BadFact) as refused:
        service.log(db, actor(db, who.alice), draft(who, **changes), NOW)
    assert refused.value.key == key
    assert entries(db) == []


def test_nobody_names_themselves_or_a_stranger(db: Session) -> None:
    who = cast(db)
    for wrong in (who.alice, who.charlie, who.erin, str(uuid4())):
        with pytest.raises(BadFact, match="provider"):
            service.log(db, actor(db, who.alice), draft(who, provider_id=wrong), NOW)
    assert entries(db) == []


def test_a_meeting_that_never_counts_needs_no_supervisor(db: Session) -> None:
    who = cast(db)
    service.log(db, actor(db, who.alice), draft(who, kind="training", provider_id=None), NOW)
    [entry] = entries(db)
    assert entry.provider_id is None


def test_naming_somebody_new_makes_the_pair_and_invites_them(db: Session) -> None:
    who = cast(db)
    named = Named("Dr. Lopez", "lopez@example.org")
    service.log(db, actor(db, who.alice), draft(who, provider_id=None), NOW, named=named)
    [entry] = entries(db)
    wanted = select(SupervisionPair.provider_id).where(
        SupervisionPair.association_id == HOME,
        SupervisionPair.supervisee_id == who.alice,
        SupervisionPair.state == "named",
    )
    assert list(db.scalars(wanted)) == [entry.provider_id]
    assert list(db.scalars(select(OutboxMessage.recipient))) == ["lopez@example.org"]


def test_a_bad_session_names_nobody(db: Session) -> None:
    who = cast(db)
    with pytest.raises(BadFact, match="minutes"):
        service.log(db, actor(db, who.alice), draft(who, minutes=0), NOW, named=Named("Dr. Lopez", "lopez@example.org"))
    assert list(db.scalars(select(OutboxMessage.recipient))) == []


def test_a_supervisor_who_said_no_cannot_be_picked_again(db: Session) -> None:
    who = cast(db)
    pair(db, HOME, who.charlie, who.bob, "ended")
    with pytest.raises(BadFact, match="provider"):
        service.log(db, actor(db, who.charlie), draft(who), NOW)
    assert entries(db) == []


def test_a_coordinator_keeps_no_log(db: Session) -> None:
    who = cast(db)
    with pytest.raises(PermissionError):
        service.log(db, actor(db, who.dana), draft(who), NOW)
    assert entries(db) == []


def test_a_correction_is_a_new_version_and_the_old_one_stays(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    assert [version.minutes for version in versions(db)] == [60, 45]
    [entry] = entries(db)
    assert (entry.minutes, entry.version, entry.state) == (45, 2, "waiting")


def test_a_correction_of_a_signed_session_waits_while_the_signed_one_stands(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    signed(db, entry_id, who.bob)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    [entry] = entries(db)
    assert (entry.state, entry.version, entry.signed_version) == ("changed", 2, 1)


def test_a_dropped_correction_leaves_the_signed_session_and_may_be_made_again(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    signed(db, entry_id, who.bob)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    service.drop_change(db, alice, entry_id, NOW)
    stands = queries.own(db, alice, entry_id)
    assert stands is not None
    assert (stands.state, stands.draft.minutes) == ("signed", 60)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 2, NOW)
    again = queries.own(db, alice, entry_id)
    assert again is not None
    assert (again.state, again.version, again.draft.minutes) == ("changed", 3, 45)


def test_a_correction_made_on_an_old_screen_is_refused(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)  # pressed twice: the same answers
    with pytest.raises(service.ChangedMeanwhile):
        service.correct(db, alice, entry_id, draft(who, minutes=30), 1, NOW)
    assert len(versions(db)) == 2


def test_a_returned_session_is_sent_again_even_unchanged(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    sent_back(db, entry_id, who.bob)
    service.correct(db, alice, entry_id, draft(who), 1, NOW)
    [entry] = entries(db)
    assert (entry.state, entry.version) == ("waiting", 2)


def test_charlie_cannot_correct_remove_or_restore_it(db: Session) -> None:
    who = cast(db)
    entry_id = service.log(db, actor(db, who.alice), draft(who), NOW)
    charlie = actor(db, who.charlie)
    for attempt in (
        lambda: service.correct(db, charlie, entry_id, draft(who, minutes=45), 1, NOW),
        lambda: service.remove(db, charlie, entry_id, NOW),
        lambda: service.restore(db, charlie, entry_id, NOW),
        lambda: service.drop_change(db, charlie, entry_id, NOW),
    ):
        with pytest.raises(service.NoSuchEntry):
            attempt()
    assert queries.own(db, charlie, entry_id) is None
    assert [entry.state for entry in entries(db)] == ["waiting"]


def test_a_removed_session_can_be_put_back(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    service.remove(db, alice, entry_id, NOW)
    service.remove(db, alice, entry_id, NOW)
    assert [entry.state for entry in entries(db)] == ["removed"]
    assert queries.last(db, alice) is None
    service.restore(db, alice, entry_id, NOW)
    service.restore(db, alice, entry_id, NOW)
    assert [(entry.state, entry.version) for entry in entries(db)] == [("waiting", 1)]


def test_a_returned_session_that_was_removed_comes_back_as_a_new_version(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    sent_back(db, entry_id, who.bob)
    service.remove(db, alice, entry_id, NOW)
    service.restore(db, alice, entry_id, NOW)
    assert [(entry.state, entry.version) for entry in entries(db)] == [("waiting", 2)]


def test_a_signed_session_cannot_be_removed(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    signed(db, entry_id, who.bob)
    with pytest.raises(NotAllowed):
        service.remove(db, alice, entry_id, NOW)
    assert [entry.state for entry in entries(db)] == ["signed"]


def test_the_database_itself_keeps_versions(db: Session) -> None:
    who = cast(db)
    service.log(db, actor(db, who.alice), draft(who), NOW)
    [version] = versions(db)
    version.minutes = 600
    with pytest.raises(DBAPIError, match="append-only"):
        db.flush()


def test_everything_leaves_a_line_in_the_trail(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    entry_id = service.log(db, alice, draft(who), NOW)
    service.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    service.remove(db, alice, entry_id, NOW)
    told = db.scalars(select(Trail.action).where(Trail.association_id == HOME, Trail.subject == entry_id))
    assert sorted(told) == ["entry.corrected", "entry.logged", "entry.removed"]


def test_last_is_the_newest_session_as_it_stands(db: Session) -> None:
    who = cast(db)
    alice = actor(db, who.alice)
    service.log(db, alice, draft(who, held_on=date(2026, 10, 1), minutes=30), NOW)
    service.log(db, alice, draft(who, format="group", group_size=6, medium="video"), NOW)
    found = queries.last(db, alice)
    assert found == draft(who, format="group", group_size=6, medium="video")
