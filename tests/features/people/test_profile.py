"""What people say about themselves, and the first questions."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from rs_tracker.features.people import queries, service
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import Goal, Standing
from tests.support import builders, builders_progress
from tests.support.builders import NOW
from tests.support.pages import Browser

ALICE, BOB = "alice@example.org", "bob@example.org"


def test_a_profile_is_changed_and_shown(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/me")
    alice.press("Save profile", {"name": ""}, status=422)
    alice.press("Save profile", {"name": "Alice  B. Archer", "zone": "America/Denver"})
    with reading(engine) as later:
        assert queries.profile(later, who.alice) == queries.Profile("Alice B. Archer", "America/Denver", "en", ALICE)


def test_a_degree_and_giving_supervision_hold_from_their_day(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), ALICE)
    alice.open("/people/me")
    alice.press("Save degree", {"degree-value": "bachelor"})
    alice.press("Save degree", {"degree-value": "master", "degree-from_on": "2025-05-17"})
    alice.press("Save degree", {"degree-value": "doctorate", "degree-from_on": "2025-05-17"})
    alice.press("Save answer", {"gives-value": "yes", "gives-from_on": "1/2/2026"})
    page = alice.press("Save answer", {"gives-value": "yes", "gives-from_on": "2100-01-01"}, status=422)
    assert "has not come yet" in page.text
    with reading(engine) as later:
        assert queries.traits(later, who.alice) == [
            queries.TraitRow("gives_rsc", "yes", date(2026, 1, 2)),
            queries.TraitRow("degree", "doctorate", date(2025, 5, 17)),
            queries.TraitRow("degree", "bachelor", None),
        ]


def test_a_declared_endorsement_waits_in_every_association_and_is_counted_there(
    engine: Engine, db: WriteSession
) -> None:
    association = builders.association(db, claimed_at=None)
    alice = builders.person(db, "Alice Archer", ALICE)
    bob = builders.person(db, "Bob Birch", BOB)
    builders.member(db, association, alice, "supervisee")
    builders.member(db, association, bob, "supervisor")
    builders_progress.session(db, alice, bob, NOW.date())
    builders_progress.goal(db, alice)
    db.commit()
    browser = builders.signed_in(builders.app_on(engine), BOB)
    browser.open("/people/endorsements/new")
    typed = {"category": "IMHM-C", "starts_on": "2020-01-01", "registry_url": "javascript:alert(1)"}
    page = browser.press("Save endorsement", {**typed, "ends_on": "2019-01-01"}, status=422)
    assert "before the first one" in page.text
    assert "beginning with https://" in page.text
    browser.press("Save endorsement", {**typed, "ends_on": "", "registry_url": "https://registry.example/bob"})
    assert "Infant Mental Health Mentor, Clinical" in browser.open("/people/me").text
    with reading(engine) as later:
        (row,) = builders.qualifications_of(later, association, bob)
        counted = later.scalars(select(Standing.counted).where(Standing.association_id == association)).first()
    assert (row.category, row.confirmed_at, row.registry_url) == ("IMHM-C", None, "https://registry.example/bob")
    assert counted == 60


def test_what_is_no_endorsement_or_trait_is_refused(db: WriteSession) -> None:
    who = builders.cast(db)
    bob = builders.actor(db, who.bob)
    with pytest.raises(ValueError, match="no such endorsement"):
        service.declare(db, bob, "PhD", "endorsed", None, NOW.date(), None, None, None, NOW)
    with pytest.raises(ValueError, match="degree is not diploma"):
        service.set_trait(db, bob, "degree", "diploma", None, NOW)


def test_the_first_questions_lead_from_a_new_account_to_the_log_form(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    builders.person(db, "Nora Nguyen", "nora@example.org")
    db.commit()
    nora = builders.signed_in(builders.app_on(engine), "nora@example.org")
    assert nora.open("/people/welcome").heading == "Where do you log your hours?"
    assert nora.press("Continue", {"to": who.home}).heading == "What are your hours for?"
    nora.press("Continue", status=422)
    page = nora.press("Continue", {"kind": "earn", "category": "IFS"})
    assert page.heading == "Who supervises you?"
    nora.press("Continue", status=422)
    page = nora.press("Continue", {"known": who.bob})
    assert page.path == "/entries/new"
    with reading(engine) as later:
        nora_id = queries.by_email(later, "nora@example.org")
        assert nora_id is not None
        assert [row.person_id for row in queries.supervisors_of(later, who.home, nora_id)] == [who.bob]
        goals = later.execute(select(Goal.kind, Goal.category).where(Goal.association_id == who.home)).all()
    assert [tuple(row) for row in goals] == [("earn", "IFS")]


def test_a_supervisor_is_asked_what_they_hold_and_led_to_what_waits(engine: Engine, db: WriteSession) -> None:
    who = builders.cast(db)
    db.commit()
    app = builders.app_on(engine)
    bob = builders.signed_in(app, BOB)
    assert bob.open("/people/welcome").heading == "Which endorsement do you hold?"
    assert bob.follow("Skip this question").path == "/signing/"
    bob.open("/people/welcome")
    bob.press("Continue", {"category": "IMHM-C"}, status=422)
    page = bob.press("Continue", {"category": "IMHM-C", "starts_on": "2021-06-01"})
    assert page.path == "/signing/"
    assert bob.open("/people/welcome").path == "/signing/"
    with reading(engine) as later:
        places = [len(builders.qualifications_of(later, place, who.bob)) for place in (who.home, who.other)]
    assert places == [2, 2]
    dana = builders.signed_in(app, "dana@example.org")
    assert dana.open("/people/welcome").path == "/"


def test_every_question_can_be_skipped(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    alice = builders.signed_in(builders.app_on(engine), "charlie@example.org")
    assert alice.open("/people/welcome").heading == "What are your hours for?"
    assert alice.follow("Skip this question").heading == "Who supervises you?"
    assert alice.follow("Skip this question").path == "/entries/new"


def test_the_language_of_the_pages_changes_where_one_is(engine: Engine, db: WriteSession) -> None:
    builders.cast(db)
    db.commit()
    browser = Browser(builders.app_on(engine, RS_LANGUAGES="en,es"))
    browser.open("/accounts/sign-in")
    page = browser.open("/people/language/es", headers={"Referer": "http://localhost/accounts/join"})
    assert page.path == "/accounts/join"
    assert next(page.document.all("html")).get("lang") == "es"
    page = browser.open("/people/language/en", headers={"Referer": "https://evil.example//evil.example"})
    assert page.path == "/"
    browser.open("/people/language/fr", status=404)
