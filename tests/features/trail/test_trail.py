"""The trail: a line for everything, in words, for those it concerns."""

import ast
import re
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from rs_tracker.features.trail import queries, service, words
from rs_tracker.layout import ROOT
from tests.house.tree import modules
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast, actor
from tests.support.builders_entries import logged
from tests.support.builders_progress import signed_in
from tests.support.pages import Page

RECORDERS = ("record", "record_account", "_tell", "_note")
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def sentences(page: Page) -> list[str]:
    """The lines of the page without their times."""
    items = [one for one in page.document.all("li") if one.get("id").startswith("line-")]
    times = [one.text for one in page.document.all("div") if one.within("li") in items]
    return [" ".join(item.text.replace(time, "").split()) for item, time in zip(items, times, strict=True)]


def recorded(module: ast.Module) -> set[str]:
    """The actions that a module records, as they are written in its calls and those that lead there."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    theirs = [call for call in calls if ast.unparse(call.func).split(".")[-1] in RECORDERS]
    parts = (part for call in theirs for part in ast.walk(call) if isinstance(part, ast.Constant))
    return {part.value for part in parts if isinstance(part.value, str) and ACTION.fullmatch(part.value)}


def test_every_action_has_its_words() -> None:
    actions = set().union(*(recorded(module.tree) for module in modules(ROOT / "rs_tracker" / "features")))
    assert {"entry.logged", "entry.signed", "session.begun", "qualification.confirmed"} <= actions
    assert sorted(actions - set(words.WORDS)) == []


def test_alice_reads_what_she_did_and_what_was_done_to_her(db: Session, app: Flask, who: Cast) -> None:
    logged(db, who)
    service.record(
        db, actor(db, who.bob), "entry.signed", association_id=HOME, at=NOW + timedelta(seconds=1), person_id=who.alice
    )
    service.record(db, actor(db, who.charlie), "entry.logged", association_id=HOME, at=NOW)
    page = signed_in(db, app, who.alice).open("/trail/")
    assert sentences(page) == ["Bob Birch signed a session of Alice Archer.", "Alice Archer logged a session."]


def test_dana_reads_her_association_and_nobody_elses(db: Session, app: Flask, who: Cast) -> None:
    logged(db, who)
    service.record(db, actor(db, who.erin, OTHER), "export.hours", association_id=OTHER, at=NOW)
    dana = signed_in(db, app, who.dana)
    assert sentences(dana.open("/trail/")) == ["Alice Archer logged a session."]
    assert sentences(dana.open(f"/trail/?person={who.alice}")) == ["Alice Archer logged a session."]
    assert sentences(dana.open(f"/trail/?person={who.charlie}")) == []
    erin = signed_in(db, app, who.erin, OTHER)
    assert sentences(erin.open("/trail/")) == ["Erin Estes downloaded the hours by person."]
    assert sentences(erin.open(f"/trail/?person={who.alice}")) == []


def test_what_somebody_keeps_from_the_office_leaves_no_line_there(db: Session, app: Flask, who: Cast) -> None:
    nora = builders.person(db, "Nora No", "nora@example.org")
    builders.member(db, HOME, nora, "supervisee", office_sees=False)
    service.record(db, actor(db, nora), "entry.logged", association_id=HOME, at=NOW)
    assert sentences(signed_in(db, app, who.dana).open("/trail/")) == []
    assert sentences(signed_in(db, app, nora).open("/trail/")) == ["Nora No logged a session."]


def test_what_happens_to_an_account_is_its_owners_to_read(db: Session, app: Flask, who: Cast) -> None:
    service.record_account(db, who.alice, "password.changed", at=NOW)
    assert sentences(signed_in(db, app, who.alice).open("/trail/?about=account")) == ["You changed your password."]
    assert sentences(signed_in(db, app, who.dana).open("/trail/?about=account")) == []


def test_only_the_coordinator_asks_about_everybody(db: Session, app: Flask, who: Cast) -> None:
    alice = signed_in(db, app, who.alice)
    for query in ("about=everybody", f"person={who.bob}", "about=nonsense"):
        alice.open(f"/trail/?{query}", status=404)


def test_the_system_and_codes_of_other_releases_are_told_too(db: Session, app: Flask, who: Cast) -> None:
    service.record(db, None, "member.added", association_id=HOME, at=NOW, person_id=who.alice)
    service.record(db, None, "moon.landed", association_id=HOME, at=NOW - timedelta(days=1))
    at = NOW - timedelta(days=2)
    service.record(db, None, "export.log", association_id=HOME, at=at, person_id=who.alice)
    page = signed_in(db, app, who.dana).open("/trail/")
    assert sentences(page) == [
        "Alice Archer was added.",
        "Recorded: moon.landed",
        "The log of Alice Archer was written to a file on the server.",
    ]


def test_pages_go_on_where_the_last_one_ended(db: Session, app: Flask, who: Cast) -> None:
    alice = actor(db, who.alice)
    for number in range(120):
        at = NOW - timedelta(minutes=number // 3)
        service.record(db, alice, "entry.logged", str(number), association_id=HOME, at=at)
    seen: list[str] = []
    key = None
    while True:
        page = queries.of_person(db, alice, key)
        seen += [line.subject or "" for line in page.lines]
        if page.older is None:
            break
        key = queries.read_key(str(page.older))
    assert len(seen) == len(set(seen)) == 120
    last = page
    assert last.newer is not None
    before = queries.of_person(db, alice, queries.read_key(str(last.newer)))
    assert [line.subject for line in before.lines] == seen[50:100]
    browser = signed_in(db, app, who.alice)
    browser.open("/trail/?about=mine")
    assert len(sentences(browser.follow("Older"))) == 50


def test_a_key_that_is_none_shows_the_first_page() -> None:
    for text in ("", "older", "older_yesterday_x", f"sideways_{NOW.isoformat()}_{'0' * 36}", "older_2026-01-01_no"):
        assert queries.read_key(text) is None
