"""Every route, as everybody: the right answer, nobody else's words, and no change by who may not change."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor, Hats
from rs_tracker.store.engine import WriteSession
from rs_tracker.web.access import MEMBER, SUPERVISEE, can, rules
from tests.support import postgresql
from tests.support.builders import HOME, NOW, OTHER, app_on
from tests.web import foreign, matrix, world
from tests.web.callers import Answer, Stage, stage
from tests.web.matrix import FIXED, LINES, NAMED, STATUS, Line
from tests.web.sight import may_see
from tests.web.world import AT_HOME, CALLERS, ELSEWHERE, word

# The mailbox shows all letters to everybody; it is not there in a real installation (see below).
SHOWS_ALL = ("outbox.demo_mail",)
# Whoever has the address of a proof page reads who took part and who signed, and no other word about them.
BY_ADDRESS = ("proofs.show", "proofs.bundle")
NAMED_THERE = (word("alice", "name"), word("bob", "name"))
# A download leaves a line in the trail; no other look at a page changes anything.
NOTED = ("exports.hours", "exports.entries", "proofs.every_proof", "standins.file")
# What is kept nowhere in the clear is shown in the answer that makes it.
SHOWN_ONCE = ("accounts.recovery_code_sheet", "guests.pass_on")
MUST_SEE = (
    ("alice", "alice", "returna"),
    ("alice", "alice", "statement"),
    ("alice", "alice", "file"),
    ("alice", "alice", "cell"),
    ("alice", "alice", "device"),
    ("alice", "bob", "mail"),
    ("alice", "home", "contact"),
    ("bob", "alice", "name"),
    ("bob", "olga", "name"),
    ("dana", "charlie", "name"),
    ("dana", "nell", "name"),
    ("dana", "alice", "statement"),
    ("dana", "alice", "otherside"),
    ("dana", "dora", "homeevidence"),
    ("erin", "petra", "name"),
    ("olga", "petra", "name"),
)


@pytest.fixture
def play(engine: Engine, db: WriteSession, database_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[Stage]:
    """Everybody on stage, and the clock stands still."""
    with clock.stopped(NOW), caplog.at_level(logging.INFO):
        made = world.made(db)
        db.close()
        yield stage(engine, database_url, made)
    if engine.dialect.name == "postgresql":
        postgresql.drop(f"{engine.url.database}_kept")


def actor(caller: str) -> Actor | None:
    """The caller as the rules see them."""
    if caller == "nobody":
        return None
    places: list[tuple[str, dict[str, tuple[str, ...]]]] = [(HOME, AT_HOME), (OTHER, ELSEWHERE)]
    hats = tuple(
        Hats(here, here, "UTC", frozenset(members[caller]), True) for here, members in places if caller in members
    )
    return Actor("p", caller, "UTC", "en", "s", hats, hats[0].association_id if hats else None)


def path_of(app: Flask, line: Line, made: world.World, instead: str | None = None) -> str:
    """The line's address; `instead` is another id than the one the line is about."""
    values: dict[str, Any] = dict(FIXED.get(line.endpoint, {}))
    if line.endpoint in NAMED:
        argument, name = NAMED[line.endpoint]
        values[argument] = instead or made[name]
    with app.test_request_context():
        return app.url_for(line.endpoint, **values)


def expect_answer(line: Line, caller: str, answer: Answer) -> None:
    wanted = line.words[caller]
    where = f"{line.name} as {caller}"
    assert answer.status == STATUS[wanted], f"{where}: {answer.status} {answer.location}, not {wanted}"
    is_led_in = answer.location.startswith("/accounts/sign-in?next=")
    assert is_led_in == (wanted == "in"), f"{where}: led to {answer.location}"
    if wanted == "join":
        assert answer.location == "/accounts/association", f"{where}: led to {answer.location}"


def expect_own_words(line: Line, caller: str, answer: Answer, typed: str) -> None:
    """Nobody else's words in the page, its headers, the address it leads to or what is said on the next page."""
    told = NAMED_THERE if line.endpoint in BY_ADDRESS else ()
    wrong = sorted(
        found for found in answer.marked if found not in typed and found not in told and not may_see(caller, found)
    )
    assert not wrong or line.endpoint in SHOWS_ALL, f"{line.name} shows {caller}: {wrong}"


def test_every_route_has_its_line(app: Flask) -> None:
    asked = {(line.method, line.endpoint) for line in LINES}
    assert len(asked) == len(LINES)
    there = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert asked == there


def test_what_an_address_names_is_known(app: Flask) -> None:
    """A route with an id says whose it is, so that foreign ones can be tried."""
    for rule in app.url_map.iter_rules():
        ids = {name for name, kind in rule._converters.items() if type(kind).__name__ == "IdConverter"}
        assert ids == ({NAMED[rule.endpoint][0]} if rule.endpoint in NAMED else set()), rule.endpoint


@pytest.mark.parametrize("caller", CALLERS)
def test_the_lines_agree_with_the_rules(app: Flask, caller: str) -> None:
    found = rules(app)
    for line in LINES:
        rule, said = found[line.endpoint], line.words[caller]
        if can(actor(caller), rule):
            assert said not in ("in", "join"), line.name
        elif caller == "nobody":
            assert said == ("in" if rule.is_bookmark and line.method == "GET" else "no"), line.name
        else:
            is_led = rule.audience in (MEMBER, SUPERVISEE) and caller == "nora"
            assert said == ("join" if is_led else "no"), line.name


def test_everybody_is_answered_as_the_table_says(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    faults: list[str] = []
    before = play.digest()
    seen: dict[str, set[str]] = {caller: set() for caller in CALLERS}
    for line in LINES:
        faults += _faults_of(play, line, before, seen)
    assert not faults, "\n".join(faults)
    for caller, whose, what in MUST_SEE:  # else marked words might be missing because nothing was shown at all
        assert word(whose, what) in seen[caller], f"{caller} never saw {whose}'s {what}"
    assert not [record for record in caplog.records if "kanari" in record.getMessage().lower()]


def _faults_of(play: Stage, line: Line, before: dict[str, str], seen: dict[str, set[str]]) -> Iterator[str]:
    """What is wrong with the answers of one route; the database is afterwards as it was before."""
    path, form = path_of(play.app, line, play.world), matrix.form(line.endpoint, play.world)
    for caller in CALLERS:
        answer = play.ask(caller, line.method, path, form if line.method == "POST" else None)
        seen[caller] |= answer.marked if line.endpoint not in SHOWS_ALL else set()
        try:
            expect_answer(line, caller, answer)
            expect_own_words(line, caller, answer, repr(form))
        except AssertionError as fault:
            yield str(fault).splitlines()[0]
        if line.method == "POST":
            yield from _changes(play, line, caller, before)
            play.forget_tries()
    if line.method == "GET":
        yield from _changes(play, line, "somebody", before)


def _changes(play: Stage, line: Line, caller: str, before: dict[str, str]) -> Iterator[str]:
    """What was changed that may not be; and back to how it was."""
    changed = {name for name, digest in play.digest().items() if digest != before[name]}
    if line.method == "GET":
        may = {"trail"} if line.endpoint in NOTED else set()
    else:
        is_done = line.words[caller] == "go" or (line.words[caller] == "ok" and line.endpoint in SHOWN_ONCE)
        may = changed if is_done else set()
    if changed - may:
        yield f"{line.name} as {caller} changed {sorted(changed - may)}"
    if changed:
        play.restore()


def test_what_is_not_yours_is_not_there(play: Stage) -> None:
    """An id of the other association, and one of nothing at all, are answered with the same bytes; nothing changes."""
    faults = []
    before = play.digest()
    for line in LINES:
        if line.endpoint not in NAMED:
            continue
        form = matrix.form(line.endpoint, play.world)
        for caller in (one for one in CALLERS if line.words[one] in ("ok", "go", "bad")):
            ids = (str(uuid4()), play.world[matrix.elsewhere(NAMED[line.endpoint][1])])
            paths = [path_of(play.app, line, play.world, id_) for id_ in ids]
            answers = [play.ask(caller, line.method, path, form if line.method == "POST" else None) for path in paths]
            status = 303 if line.endpoint.removeprefix("guests.") in matrix.GUESTS else 404  # led back before a look
            faults += [f"{line.name} as {caller}: {fault}" for fault in _unlike(answers, status)]
            if play.digest() != before:
                faults.append(f"{line.name} as {caller} changed {_changed(before, play.digest())}")
                play.restore()
            play.forget_tries()
    assert not faults, "\n".join(faults)


def test_what_a_form_names_and_is_not_yours_changes_nothing(play: Stage) -> None:
    faults = []
    before = play.digest()
    for caller, endpoint, form, status in foreign.forms(play.world):
        line = next(one for one in LINES if one.method == "POST" and one.endpoint == endpoint)
        sound = matrix.form(endpoint, play.world)
        answer = play.ask(caller, "POST", path_of(play.app, line, play.world), sound | form)
        if answer.status != status:
            faults.append(f"{endpoint} as {caller} with {form}: {answer.status}, not {status}")
        if play.digest() != before:
            faults.append(f"{endpoint} as {caller} with {form} changed {_changed(before, play.digest())}")
            play.restore()
        play.forget_tries()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("hidden", list(world.HIDDEN))
def test_the_office_sees_who_is_here_and_no_hours_of_who_did_not_say_yes(play: Stage, hidden: str) -> None:
    card = {word(hidden, "name"), word(hidden, "mail")}
    person_id = play.world[hidden]
    roster = play.ask("dana", "GET", "/association/people")
    assert card <= roster.marked
    page = play.ask("dana", "GET", f"/association/people/{person_id}")
    assert page.status == 200
    assert {found for found in page.marked if hidden in found} <= card
    assert not [minutes for minutes in range(1, 6) if f"1 h {minutes} min" in page.body]
    for path in ("/association/?show=all", "/exports/hours", "/exports/entries"):
        assert not {found for found in play.ask("dana", "GET", path).marked if hidden in found}, path
    assert play.ask("dana", "GET", f"/exports/entries?person={person_id}").status == 404
    told = play.ask("dana", "GET", f"/trail/?person={person_id}")
    assert word("dora", "name") not in told.marked


def test_what_is_asked_in_the_address_shows_nobody_elses_words(play: Stage) -> None:
    for caller, path in foreign.ADDRESSES:
        asked = path.replace("{nobody}", str(uuid4()))
        for name, id_ in play.world.ids.items():
            asked = asked.replace(f"{{{name}}}", id_)
        answer = play.ask(caller, "GET", asked)
        assert answer.status == (404 if asked.startswith("/exports/entries?person") else answer.status), asked
        assert answer.status in (200, 404), asked
        assert not [found for found in answer.marked if found not in path and not may_see(caller, found)], asked


def _unlike(answers: list[Answer], status: int) -> Iterator[str]:
    missing, elsewhere = answers
    if missing.status != status or elsewhere.status != status:
        yield f"missing {missing.status}, foreign {elsewhere.status}"
    elif missing.bare != elsewhere.bare:
        yield "missing and foreign look different"


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def test_the_mailbox_of_the_demo_is_not_there_in_a_real_installation(engine: Engine) -> None:
    real = {
        "RS_TESTING": "0",
        "RS_PASSWORD_COST": "strong",
        "RS_BASE_URL": "https://hours.example.org",
        "RS_MAIL_URL": "smtp://localhost:25",
        "RS_MAIL_FROM": "hours@example.org",
        "RS_HOST_NAME": "Somebody",
        "RS_HOST_CONTACT": "host@example.org",
    }
    assert app_on(engine, **real).test_client().get("/demo/mail").status_code == 404
