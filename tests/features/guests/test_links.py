"""What a link shows and to whom, how long it lasts, and how another one is had."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from rs_tracker import jobs
from rs_tracker.adapters import clock
from rs_tracker.features.people import asks
from rs_tracker.features.people import service as people
from rs_tracker.store.engine import WriteSession, reading
from rs_tracker.store.tables import GuestLink, GuestRequest, GuestVisit
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_guests import (
    Asked,
    another,
    bound,
    cookies,
    lines,
    messages,
    opened,
    provider_of,
    sam_named,
    signs,
    states,
    wrong,
)
from tests.support.pages import Browser


def test_looking_is_not_changing(app: Flask, engine: Engine, asked: Asked) -> None:
    browser = Browser(app)
    for method in ("get", "head", "options"):
        answer = getattr(browser.client, method)(asked.path)
        assert answer.status_code == 200
    assert browser.client.head(asked.path).data == b""
    assert browser.client.put(asked.path).status_code in (400, 405)
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(GuestVisit)) == 0
        row = db.scalars(select(GuestRequest)).one()
        assert (row.attempts, row.messages, row.ended_at) == (0, 1, None)
    assert "rs-guest" not in str(browser.client.get(asked.path).headers.getlist("Set-Cookie"))


def test_a_page_behind_a_link_goes_nowhere_else(app: Flask, asked: Asked) -> None:
    browser = Browser(app)
    for page in (browser.open(asked.path), browser.press("Show what waits")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "@" not in page.text
    cookie = next(one for one in cookies(browser) if one.key == "rs-guest")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert browser.open(f"/signing/for/{'x' * 32}", status=404).headers["Referrer-Policy"] == "no-referrer"
    browser.open("/signing/for/short", status=404)


def test_the_table_knows_no_token_no_code_and_no_cookie(app: Flask, engine: Engine, asked: Asked) -> None:
    opened(app, asked)
    with reading(engine) as db:
        kept = [
            *db.execute(select(*GuestRequest.__table__.c)),
            *db.execute(select(*GuestLink.__table__.c)),
            *db.execute(select(*GuestVisit.__table__.c)),
        ]
    assert asked.token not in repr(kept)
    assert asked.code not in repr(kept)
    assert len(asked.token) >= 22, "128 bits and more"


@pytest.mark.parametrize(("days", "heading"), [(6.9, "Somebody asks you"), (7.1, "This link has expired")])
def test_a_link_lasts_seven_days_and_an_old_one_offers_a_fresh_one_by_mail_only(
    app: Flask, engine: Engine, asked: Asked, days: float, heading: str
) -> None:
    browser = Browser(app)
    with clock.stopped(clock.now() + timedelta(days=days)):
        page = browser.open(asked.path)
        assert heading in page.heading
        if "expired" not in heading:
            return
        page = browser.press("Send me a new message", {"is_missing": True})
        fresh = messages(engine)[1]
        assert fresh.token not in page.source
        assert fresh.code not in page.source
        assert browser.open(asked.path).heading == "This link has expired"
        browser.open(fresh.path)
        browser.press("Show what waits")
        browser.press("Continue", {"code": asked.code if asked.code != fresh.code else wrong(fresh.code)}, status=422)
        browser.press("Continue", {"code": fresh.code})
        signs(browser)
    assert states(engine) == ["signed"]


def test_what_was_proven_half_an_hour_ago_is_not_proven_now(app: Flask, engine: Engine, asked: Asked) -> None:
    start = clock.now()
    browser = opened(app, asked)
    with clock.stopped(start + timedelta(minutes=31)):
        assert browser.open(asked.path).heading.startswith("Somebody asks you")
        browser.press("Show what waits")
        browser.press("Continue", {"code": asked.code})
        signs(browser)
    assert states(engine) == ["signed"]


def test_a_link_is_taken_back_when_the_one_who_asked_works_with_them_no_more(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked
) -> None:
    browser = opened(app, asked)
    sam = provider_of(db, sam_named(db, who.erin, clock.now(), 90, OTHER), OTHER)
    alice = builders.actor(db, who.alice)
    assert people.end_pair(db, alice, who.alice, sam, clock.now())
    db.commit()
    assert browser.open(asked.path).heading == "Choose what to sign", "somebody else asks still"
    erin = builders.actor(db, who.erin, OTHER)
    people.pair_with(db, alice, sam, clock.now())
    assert [one.name for one in asks.askers(db, sam, None)] == ["Alice Archer", "Erin Estes"]
    db.commit()
    for line in lines(browser):
        if line.startswith(HOME):
            browser.press("Sign selected", {"line": [line]})
            browser.press("Sign 1 entry")
    another(db, who.erin, sam, clock.now(), 80, OTHER)
    db.commit()
    second = messages(engine)[1]
    assert people.end_pair(db, erin, who.erin, sam, clock.now())
    db.commit()
    taken_back = Browser(app)
    assert taken_back.open(second.path).heading == "This link was taken back"
    assert states(engine, OTHER) == ["waiting", "waiting"]


def test_a_supervisee_who_hands_the_link_on_sees_nobody_elses_sessions_and_no_code(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked
) -> None:
    sam_named(db, who.erin, clock.now(), 90, OTHER)
    db.commit()
    alice = builders.signed_in(app, "alice@example.org")
    alice.open("/people/supervisors")
    page = alice.press("Copy a message")
    (text,) = [one.text for one in page.document.all("textarea")]
    link = next(word for word in text.split() if "/signing/for/" in word)
    assert asked.code not in page.source
    assert link.rsplit("/", 1)[1] != asked.token
    path = "/signing/for/" + link.rsplit("/", 1)[1]
    alice.open(path)
    seen = alice.press("Show what waits")
    assert "Alice Archer" in seen.text
    assert "Erin" not in seen.source
    assert len(messages(engine)) == 1, "handing on a link sends nothing"
    sam = Browser(app)
    sam.open(path)
    sam.press("Show what waits")
    sam.press("Continue", {"code": messages(engine)[-1].code})
    assert len(lines(sam)) == 2, "with the code all that waits is there"


def test_new_messages_are_few(app: Flask, engine: Engine, asked: Asked) -> None:
    browser = bound(app, asked)
    start = clock.now()
    for minutes in range(0, 40, 2):
        with clock.stopped(start + timedelta(minutes=minutes)):
            browser.client.post(f"{asked.path}/fresh", data={"csrf_token": token(browser), "is_missing": "y"})
    assert len(messages(engine)) <= asks.MOST_MESSAGES


def token(browser: Browser) -> str:
    assert browser.page is not None
    return next(one.get("value") for one in browser.page.document.all("input") if one.get("name") == "csrf_token")


def test_visits_that_are_over_are_taken_away_and_the_asking_stays(app: Flask, engine: Engine, asked: Asked) -> None:
    bound(app, asked)
    with clock.stopped(clock.now() + timedelta(days=2)):
        jobs.tidy(engine)
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(GuestVisit)) == 0
        assert db.scalar(select(func.count()).select_from(GuestRequest)) == 1
