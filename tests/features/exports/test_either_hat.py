"""Hours received and given by one account, over all associations; and the copy sheet for EASy."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import SUPERVISEE, SUPERVISOR
from rs_tracker.features.exports.hats import Sums, hats
from rs_tracker.store.engine import writing
from tests.support import builders
from tests.support.browser import Someone
from tests.support.builders import HOME, OTHER, PASSWORD, Cast, actor
from tests.support.builders_entries import logged, signed
from tests.support.builders_progress import goal, session, signed_in
from tests.support.databases import open_ready
from tests.support.html import Document
from tests.support.server import Site
from tests.support.tables import rows


def attested(db: Session, who: Cast, minutes: int, held_on: date, **changes: object) -> str:
    entry_id = logged(db, who, minutes=minutes, held_on=held_on, **changes)
    signed(db, entry_id, who.bob)
    return entry_id


def test_one_account_shows_received_given_and_about_giving_year_by_year(db: Session, app: Flask, who: Cast) -> None:
    attested(db, who, 90, date(2026, 11, 2))
    attested(db, who, 61, date(2025, 3, 1))
    builders.hat(db, HOME, who.bob, SUPERVISEE)
    builders.hat(db, OTHER, who.bob, SUPERVISEE)
    session(db, who.bob, who.charlie, date(2026, 5, 5), 45, is_signed=False, about_rsc=15)
    builders.member(db, OTHER, who.charlie, SUPERVISOR)
    session(db, who.bob, who.charlie, date(2026, 6, 5), 30, is_signed=False, association_id=OTHER)
    found = hats(db, actor(db, who.bob))
    assert found.years == [(2026, Sums(75, 0, 15, 90)), (2025, Sums(given=61))]
    assert found.associations == [("First 5 Alabama", Sums(45, 0, 15, 151)), ("First3Years, Texas", Sums(received=30))]
    assert found.together == Sums(75, 0, 15, 151)
    page = signed_in(db, app, who.bob).open("/exports/my-hours")
    assert rows(page)[1:4] == [
        ["2026", "1.25", "0.00", "0.25", "1.50"],
        ["2025", "0.00", "0.00", "0.00", "1.01"],
        ["Together", "1.25", "0.00", "0.25", "2.51"],
    ]


def test_received_hours_are_told_with_what_of_them_is_signed(db: Session, who: Cast) -> None:
    attested(db, who, 90, date(2026, 11, 2))
    logged(db, who, minutes=60, held_on=date(2026, 11, 9))
    assert hats(db, actor(db, who.alice)).together == Sums(received=150, signed=90)
    assert hats(db, actor(db, who.charlie)).years == []


def test_who_has_no_hours_is_told_so(db: Session, app: Flask, who: Cast) -> None:
    assert "No hours yet" in signed_in(db, app, who.dana).open("/exports/my-hours").text


def fields(page_source: str) -> dict[str, str]:
    """Label → value of the copy sheet."""
    document = Document(page_source)
    labels = {one.get("for"): " ".join(one.text.split()) for one in document.all("label")}
    inputs = [one for one in document.all("input") if one.get("id").startswith("copy-")]
    return {labels[one.get("id")]: one.get("value") for one in inputs}


def test_the_copy_sheet_has_signed_hours_by_supervisor_and_says_what_it_left_out(
    db: Session, app: Flask, who: Cast
) -> None:
    attested(db, who, 90, date(2026, 11, 2))
    attested(db, who, 75, date(2026, 11, 9), format="group", group_size=6)
    attested(db, who, 30, date(2026, 11, 10), kind="administrative")
    logged(db, who, minutes=61, held_on=date(2026, 11, 16))
    page = signed_in(db, app, who.alice).open("/exports/easy?from=2026-11-01&to=2026-11-30")
    assert list(fields(page.source).items()) == [
        ("Name", "Alice Archer"),
        ("Email", "alice@example.org"),
        ("Supervisor", "Bob Birch"),
        ("First session", "November 2, 2026"),
        ("Last session", "November 9, 2026"),
        ("Number of sessions", "2"),
        ("Hours, individual", "1.50"),
        ("Hours, group", "1.25"),
        ("Hours with Bob Birch", "2.75"),
        ("Hours received", "2.75"),
    ]
    assert "Left out: 1.01 hours that nobody has signed yet." in page.text
    assert "Left out: 0.50 hours that were not reflective supervision." in page.text
    assert "not connected to EASy" in page.text


def test_the_copy_sheet_belongs_to_the_person_where_no_office_is(db: Session, app: Flask, who: Cast) -> None:
    builders.set_association(db, HOME, claimed_at=None)
    goal(db, who.alice)
    alice = signed_in(db, app, who.alice)
    alice.open("/exports/my-log")
    assert "Nothing is signed in this period." in alice.follow("Copy sheet for EASy").text


@pytest.mark.journey
def test_a_tap_copies_a_field_and_says_so(people: Callable[..., Someone], site: Site) -> None:
    engine: Engine = open_ready(site.database_url)
    db = writing(engine)
    who = builders.cast(db)
    attested(db, who, 90, date(2026, 11, 2))
    db.commit()
    db.close()
    engine.dispose()
    for dark in (False, True):
        alice = people(phone=True, dark=dark)
        alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        alice.open("/accounts/sign-in")
        alice.fill(email="alice@example.org", password=PASSWORD)
        alice.press("Sign in", exact=True, within="main")
        alice.open("/exports/easy?from=")
        alice.is_accessible()
        button = alice.page.get_by_role("button", name="Copy Hours received")
        button.click()
        expect(alice.page.get_by_role("button", name="Copied Hours received")).to_be_visible()
        assert alice.page.evaluate("navigator.clipboard.readText()") == "1.50"
        alice.look()
        alice.open("/exports/my-hours")
        alice.is_accessible()
