"""Naming each other: supervisees their supervisors, supervisors their supervisees."""

import pytest
from sqlalchemy import Engine, select

from rs_tracker.adapters import clock
from rs_tracker.features.people import memberships, queries, service
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import MembershipRole, Trail
from tests.support import builders
from tests.support.builders import NOW
from tests.support.pages import Browser

ALICE, BOB, NORA = "alice@example.org", "bob@example.org", "nora@example.org"


def test_a_named_supervisor_is_invited_joins_and_finds_the_pair(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine, SIGN_UP="invite")
    alice = builders.signed_in(app, ALICE)
    alice.open("/people/supervisors")
    page = alice.press("Name supervisor", {"name": "Nora Nguyen", "email": "Nora@Example.org"})
    assert "Has not joined yet" in page.text
    (letter,) = builders.mail_to(engine, NORA)
    assert (letter["template"], letter["by"], letter["role"]) == ("invitation", "Alice Archer", "supervisor")
    nora = Browser(app)
    nora.open("/accounts/code")
    nora.press("Continue", {"email": NORA, "code": str(letter["code"])})
    nora.press("Open my account", {"name": "Nora Nguyen", "password": builders.PASSWORD})
    assert "Names you as supervisor" in nora.open("/people/supervisees").text
    nora.press("I supervise this person")
    with reading(engine) as later:
        nora_id = queries.by_email(later, NORA)
        assert nora_id is not None
        assert queries.pair_state(later, who.home, who.alice, nora_id) == "confirmed"


def test_naming_somebody_known_reuses_them_and_tells_them_without_a_code(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    charlie = builders.actor(db, who.charlie)
    assert service.name_supervisor(db, charlie, "Robert B.", BOB, NOW) == who.bob
    assert service.name_supervisor(db, charlie, "Robert B.", BOB, NOW) == who.bob
    db.commit()
    (letter,) = builders.mail_to(engine, BOB)
    assert letter["template"] == "added"
    assert "code" not in letter
    rows = queries.supervisors_of(db, who.home, who.charlie)
    assert [(row.name, row.state, row.is_confirmed, row.has_account) for row in rows] == [
        ("Robert B.", "named", True, True)  # whoever knows an address does not learn a name by it
    ]
    service.confirm_pair(db, builders.actor(db, who.bob, who.home), who.charlie, NOW)
    assert [row.name for row in queries.supervisors_of(db, who.home, who.charlie)] == ["Bob Birch"]


def test_somebody_of_another_association_visits_and_declares_there_what_they_hold(db: WriteSession) -> None:
    who = builders.cast(db)
    nora = builders.person(db, "Nora Nguyen", NORA)
    builders.member(db, who.other, nora, "supervisor")
    held = service.declare(
        db, builders.actor(db, nora), "IMHM-C", "endorsed", "master", NOW.date(), None, who.other, None, NOW
    )
    service.name_supervisor(db, builders.actor(db, who.alice), "Nora", NORA, NOW)
    assert memberships.associations_of(db, nora, "supervisor") == [who.home, who.other]
    for place in (who.home, who.other):
        rows = builders.qualifications_of(db, place, nora)
        assert [(row.endorsement_id, row.confirmed_at) for row in rows] == [(held, None)]


def test_nobody_supervises_themselves(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.address(db, who.alice, "alice@private.example")
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/supervisors")
    page = alice.press("Name supervisor", {"name": "Me", "email": "alice@private.example"}, status=422)
    assert "Nobody supervises themselves" in page.text
    with pytest.raises(service.NamedOneself):
        service.pair_with(db, builders.actor(db, who.alice), who.alice, NOW)


def test_without_an_address_the_same_name_is_the_same_person(db: WriteSession) -> None:
    who = builders.cast(db)
    alice = builders.actor(db, who.alice)
    first = service.name_supervisor(db, alice, "Lupe  Lopez", None, NOW)
    assert service.name_supervisor(db, alice, "lupe lopez", None, NOW) == first
    charlie = builders.actor(db, who.charlie)
    assert service.name_supervisor(db, charlie, "Lupe Lopez", None, NOW) != first


def test_an_address_is_added_only_to_who_has_none(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    alice, charlie = builders.actor(db, who.alice), builders.actor(db, who.charlie)
    lupe = service.name_supervisor(db, alice, "Lupe", None, NOW)
    nora = service.name_supervisor(db, alice, "Nora", NORA, NOW)
    service.name_supervisor(db, charlie, "Nora", NORA, NOW)
    db.commit()
    browser = builders.signed_in(builders.app_on(engine), ALICE)
    browser.open("/people/supervisors")
    browser.press("Send an invitation", {"email": BOB}, status=422)
    browser.press("Send an invitation", {"email": "lupe@example.org"})
    assert queries.by_email(db, "lupe@example.org") == lupe
    # Whoever reads another address must not become the Nora whom Charlie named as well.
    service.resend_invitation(db, alice, nora, "alice@evil.example", NOW)
    db.commit()
    assert builders.mail_to(engine, "alice@evil.example") == []
    assert len(builders.mail_to(engine, NORA)) == 2


def test_an_invitation_sent_again_ends_the_one_before(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    service.name_supervisor(db, builders.actor(db, who.alice), "Nora", NORA, clock.now())
    db.commit()
    app = builders.app_on(engine)
    alice = builders.signed_in(app, ALICE)
    alice.open("/people/supervisors")
    alice.press("Send the invitation again")
    first, second = (str(one["code"]) for one in builders.mail_to(engine, NORA))
    nora = Browser(app)
    nora.open("/accounts/code")
    nora.press("Continue", {"email": NORA, "code": first}, status=422)
    nora.press("Continue", {"email": NORA, "code": second})


def test_a_supervisor_invites_and_may_say_i_do_not_supervise_this_person(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    bob = builders.signed_in(builders.app_on(engine), BOB)
    bob.open("/people/supervisees")
    bob.press("Send an invitation", {"name": "Nora Nguyen", "email": NORA, "place": who.other})
    with reading(engine) as later:
        nora = queries.by_email(later, NORA)
        assert nora is not None
        assert queries.pair_state(later, who.other, nora, who.bob) == "confirmed"
        assert memberships.associations_of(later, nora, "supervisee") == [who.other]
    bob.open("/people/supervisees")
    bob.press("I do not supervise this person: Alice Archer")
    with reading(engine) as later:
        assert queries.pair_state(later, who.home, who.alice, who.bob) == "ended"
        told = later.scalars(select(Trail.action).where(Trail.association_id == who.home)).all()
    assert "pair.ended" in told


def test_a_stranger_touches_no_pair(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.hat(db, who.home, who.charlie, "supervisor")
    db.commit()
    charlie = builders.signed_in(builders.app_on(engine), "charlie@example.org")
    assert "Alice" not in charlie.open("/people/supervisees").text
    charlie.post(f"/people/supervisors/{who.bob}/end", status=404)
    for what in ("confirm", "end", "invite"):
        charlie.post(f"/people/supervisees/{who.alice}/{what}", {"place": who.home}, status=404)
        charlie.post(f"/people/supervisees/{who.alice}/{what}", {"place": who.other}, status=404)
    with reading(engine) as later:
        assert queries.pair_state(later, who.home, who.alice, who.bob) == "confirmed"


def test_a_pair_that_ended_can_be_named_again(db: WriteSession) -> None:
    who = builders.cast(db)
    alice, bob = builders.actor(db, who.alice), builders.actor(db, who.bob, who.home)
    assert service.end_pair(db, bob, who.alice, who.bob, NOW)
    assert not service.end_pair(db, bob, who.alice, who.bob, NOW)
    assert queries.supervisors_of(db, who.home, who.alice) == []
    service.pair_with(db, alice, who.bob, NOW)
    assert queries.pair_state(db, who.home, who.alice, who.bob) == "named"
    assert service.confirm_pair(db, bob, who.alice, NOW)
    service.pair_with(db, alice, who.bob, NOW)
    assert queries.pair_state(db, who.home, who.alice, who.bob) == "confirmed"


def test_a_hat_is_given_once(db: WriteSession) -> None:
    who = builders.cast(db)
    assert service.add_member(db, who.other, who.alice, "supervisee", now=NOW, by=who.erin)
    assert not service.add_member(db, who.other, who.alice, "supervisee", now=NOW, by=who.erin)
    assert service.add_member(db, who.other, who.alice, "supervisor", now=NOW, by=who.erin)
    worn = select(MembershipRole.role).where(
        MembershipRole.association_id == who.other, MembershipRole.person_id == who.alice
    )
    assert sorted(db.scalars(worn)) == ["supervisee", "supervisor"]
    assert builders.actor(db, who.alice, who.other).hats_in(who.other).office_sees is True  # type: ignore[union-attr]


def test_the_first_association_sets_the_clock_and_later_ones_leave_it(db: WriteSession) -> None:
    builders.association(db, "mi-aimh")
    builders.association(db, builders.HOME)
    nora = builders.person(db, "Nora Nguyen", NORA)
    service.add_member(db, "mi-aimh", nora, "supervisee", now=NOW, by=None)
    service.add_member(db, builders.HOME, nora, "supervisee", now=NOW, by=None)
    assert queries.profile(db, nora).zone == "America/Detroit"
