"""Several addresses, and two records of one person that become one."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.people import joining
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import (
    Address,
    Entry,
    EntryVersion,
    Goal,
    Membership,
    MembershipRole,
    Person,
    PersonTrait,
    Qualification,
    Standing,
    SupervisionPair,
)
from tests.support import builders, builders_progress
from tests.support.builders import NOW, Cast
from tests.support.pages import Browser

DAY = date(2026, 3, 2)
WORK = "a.archer@work.example"


def add(engine: Engine, browser: Browser, email: str = WORK) -> None:
    browser.open("/accounts/addresses")
    browser.press("Send a code there", {"email": email})
    browser.press("Continue", {"code": str(builders.mail_to(engine, email, "code")[-1]["code"])})


def emails(engine: Engine, person_id: str) -> set[str]:
    with reading(engine) as db:
        return set(db.scalars(select(Address.email).where(Address.person_id == person_id)))


def test_a_second_address_is_proven_by_its_code_and_opens_the_account(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    alice = builders.signed_in(app, "alice@example.org")
    add(engine, alice)
    assert emails(engine, who.alice) == {"alice@example.org", WORK}
    assert [one["template"] for one in builders.mail_to(engine, "alice@example.org")] == ["address_added"]
    assert builders.signed_in(app, WORK).open("/accounts/addresses").heading == "Email addresses"


def test_the_main_address_changes_and_the_last_one_stays(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.alice, WORK)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    alice.open("/accounts/addresses")
    alice.press("Write to this one")
    alice.press("Remove: alice@example.org")
    assert emails(engine, who.alice) == {WORK}
    alice.open("/accounts/addresses")
    alice.post("/accounts/addresses/remove", {"email": WORK}, status=409)
    alice.post("/accounts/addresses/remove", {"email": "bob@example.org"}, status=404)


def test_an_address_with_a_record_shows_it_before_joining(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    other = _second_record(db, who)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    add(engine, alice)
    assert alice.page is not None
    assert "A. Archer" in alice.page.text
    assert emails(engine, other) == {WORK}
    alice.press("Join them")
    assert emails(engine, who.alice) == {"alice@example.org", WORK}


def test_two_people_who_signed_for_each_other_are_never_joined(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders_progress.session(db, who.alice, who.bob, DAY)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "alice@example.org")
    add(engine, alice, "bob@example.org")
    assert alice.page is not None
    assert "cannot be one person" in alice.page.text
    alice.post("/accounts/addresses/new", status=409)
    assert emails(engine, who.bob) == {"bob@example.org"}


def test_joining_an_account_of_its_own_makes_signing_wait(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    other = builders.person(db, "Bob B.", "bob@work.example")
    builders.member(db, who.home, other, "supervisor")
    db.commit()
    bob = builders.signed_in(builders.app_on(engine), "bob@example.org")
    add(engine, bob, "bob@work.example")
    bob.press("Join them")
    with reading(engine) as later:
        waits = later.get_one(Person, who.bob).may_sign_from
        gone = later.get_one(Person, other)
    assert waits is not None
    assert waits > clock.now()
    assert (gone.joined_to, gone.password_hash) == (who.bob, None)


def _second_record(db: WriteSession, who: Cast) -> str:
    """Alice as an employer's spreadsheet and a colleague in Texas know her."""
    other = builders.person(db, "A. Archer", WORK, is_joined=False)
    builders.member(db, who.home, other, "supervisee", "supervisor")
    builders.member(db, who.other, other, "supervisee")
    builders.pair(db, who.home, other, who.bob, "named")
    builders.pair(db, who.home, who.charlie, other, "confirmed")
    builders.trait(db, who.alice, "degree", "bachelor")
    builders.trait(db, other, "degree", "master")
    builders.trait(db, other, "gives_rsc", "yes", date(2025, 1, 1))
    builders.qualification(db, who.home, other)
    return other


def test_joining_moves_entries_and_leaves_what_was_said(db: WriteSession) -> None:
    who = builders.cast(db)
    other = _second_record(db, who)
    logged = builders_progress.session(db, other, who.bob, DAY)
    given = builders_progress.session(db, who.charlie, other, DAY)
    far = builders_progress.session(db, other, who.bob, DAY, association_id=who.other)
    for person_id in (who.alice, other):
        builders_progress.goal(db, person_id, "earn")
    joining.join(db, who.alice, other, NOW)
    entries = select(Entry.id, Entry.person_id, Entry.provider_id)
    rows = db.execute(entries.where(Entry.association_id.in_([who.home, who.other])))
    moved = {row.id: (row.person_id, row.provider_id) for row in rows}
    assert moved == {logged: (who.alice, who.bob), given: (who.charlie, who.alice), far: (who.alice, who.bob)}
    here = (EntryVersion.association_id == who.home, EntryVersion.entry_id == logged)
    assert db.scalar(select(EntryVersion.person_id).where(*here)) == other
    goals = select(Goal.person_id, Goal.closed_at).where(Goal.association_id == who.home)
    assert sorted((row.person_id == who.alice, row.closed_at is None) for row in db.execute(goals)) == [
        (True, False),
        (True, True),
    ]
    counted = select(Standing.logged).where(Standing.association_id == who.home, Standing.person_id == who.alice)
    assert db.scalars(counted).all() == [60]


def test_joining_moves_hats_pairs_and_what_people_hold(db: WriteSession) -> None:
    who = builders.cast(db)
    other = _second_record(db, who)
    builders.pair(db, who.home, who.alice, other, "ended")
    joining.join(db, who.alice, other, NOW)
    roles = select(MembershipRole.role).where(MembershipRole.person_id == who.alice)
    assert set(db.scalars(roles.where(MembershipRole.association_id == who.home))) == {"supervisee", "supervisor"}
    assert set(db.scalars(roles.where(MembershipRole.association_id == who.other))) == {"supervisee"}
    left = select(Membership.ended_at).where(Membership.association_id == who.home, Membership.person_id == other)
    assert db.scalar(left) == NOW
    pairs = select(SupervisionPair.supervisee_id, SupervisionPair.provider_id, SupervisionPair.state)
    found = set(map(tuple, db.execute(pairs.where(SupervisionPair.association_id == who.home))))
    assert found == {(who.alice, who.bob, "confirmed"), (who.charlie, who.alice, "confirmed")}
    held = select(Qualification.person_id).where(Qualification.association_id == who.home)
    assert other not in db.scalars(held).all()
    traits = select(PersonTrait.trait, PersonTrait.value).where(PersonTrait.person_id == who.alice)
    assert set(map(tuple, db.execute(traits))) == {("degree", "bachelor"), ("gives_rsc", "yes")}


def test_records_that_name_each_other_are_two_people(db: WriteSession) -> None:
    who = builders.cast(db)
    builders_progress.session(db, who.alice, who.bob, DAY)
    for keep, other in ((who.alice, who.bob), (who.bob, who.alice)):
        with pytest.raises(joining.SignedEachOther):
            joining.join(db, keep, other, NOW)
    with pytest.raises(joining.SignedEachOther):
        joining.join(db, who.alice, who.alice, NOW)
