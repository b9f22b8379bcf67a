"""Signing electronically is agreed to once, in kept words, and can be taken back."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import consent, service
from rs_tracker.store.tables import Entry, SignConsent
from tests.support import builders
from tests.support.builders import HOME, NOW, PASSWORD, Cast, signed_in


@pytest.fixture
def who(db: Session) -> Cast:
    return builders.cast(db)


def waiting(db: Session, who: Cast, day: int = 2) -> str:
    draft = Draft(held_on=date(2026, 11, day), minutes=60, provider_id=who.bob)
    entry_id = entries.log(db, builders.actor(db, who.alice), draft, NOW)
    return f"{HOME}/{entry_id}/1"


def rows(db: Session, person_id: str) -> list[SignConsent]:
    db.expire_all()
    return list(db.scalars(select(SignConsent).where(SignConsent.person_id == person_id)))


def test_the_first_signature_is_the_consent_and_keeps_its_words(db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    assert consent.last(db, who.bob) is None
    for day in (2, 3):
        service.sign(db, bob, service.intend(db, bob, [waiting(db, who, day)], NOW), "pwd", NOW)
    [row] = rows(db, who.bob)
    assert (row.text_version, row.language, row.given_at, row.withdrawn_at) == (consent.TEXT, "en", NOW, None)


def test_looking_at_a_statement_agrees_to_nothing(db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    service.intend(db, bob, [waiting(db, who)], NOW)
    assert consent.last(db, who.bob) is None


def test_whoever_took_it_back_signs_nothing_not_even_what_was_on_the_screen(db: Session, who: Cast) -> None:
    bob = builders.actor(db, who.bob)
    line = waiting(db, who)
    intent_id = service.intend(db, bob, [line], NOW)
    consent.withdraw(db, bob, NOW)
    with pytest.raises(consent.ConsentWithdrawn):
        service.sign(db, bob, intent_id, "pwd", NOW)
    with pytest.raises(consent.ConsentWithdrawn):
        service.intend(db, bob, [line], NOW)
    assert db.scalars(select(Entry.state).where(Entry.association_id == HOME)).all() == ["waiting"]


def test_agreeing_again_keeps_the_time_between(db: Session, who: Cast) -> None:
    bob, later = builders.actor(db, who.bob), NOW + timedelta(days=3)
    consent.give(db, bob, NOW)
    consent.give(db, bob, later)
    consent.withdraw(db, bob, later)
    consent.give(db, bob, later + timedelta(days=1))
    said = sorted((row.given_at, row.withdrawn_at) for row in rows(db, who.bob))
    assert said == [(NOW, later), (later + timedelta(days=1), None)]
    service.sign(db, bob, service.intend(db, bob, [waiting(db, who)], NOW), "pwd", NOW)


def test_the_page_asks_the_first_time_only(app: Flask, db: Session, who: Cast) -> None:
    lines = [waiting(db, who, day) for day in (2, 3)]
    db.commit()
    bob = signed_in(app, "bob@example.org")
    for line, is_asked in zip(lines, (True, False), strict=True):
        bob.open("/signing/")
        page = bob.press("Sign selected", {"line": [line]})
        assert ("With your first signature you agree" in page.text) is is_asked
        bob.press("Sign 1 entry", {"password": PASSWORD})


def test_whoever_took_it_back_is_led_to_it_and_can_agree_again(app: Flask, db: Session, who: Cast) -> None:
    line = waiting(db, who)
    db.commit()
    bob = signed_in(app, "bob@example.org")
    bob.open("/signing/consent")
    bob.press("I agree to sign electronically")
    bob.press("Take my consent back")
    bob.open("/signing/")
    page = bob.press("Sign selected", {"line": [line]}, status=409)
    assert "Nothing was signed" in page.text
    assert "You agreed on" in bob.press("I agree to sign electronically").text
