"""Two people, or two tabs, at the same moment: an entry is signed or sent back, once, and never both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.signing import returns, service
from rs_tracker.store.engine import WriteSession, reading, writing
from rs_tracker.store.tables import Entry, OfficeQuestion, SentBack
from tests.support import builders
from tests.support.builders import HOME, NOW, Cast
from tests.support.builders_signing import earning
from tests.support.pages import Browser


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def logged(db: Session, who: Cast, day: int = 2) -> str:
    draft = Draft(held_on=date(2026, 11, day), minutes=60, provider_id=who.bob)
    return entries.log(db, builders.actor(db, who.alice), draft, NOW)


def at_once(engine: Engine, *works: Callable[[WriteSession], object]) -> list[bool]:
    """Which of these went through; the others were refused."""

    def one(work: Callable[[WriteSession], object]) -> bool:
        own = writing(engine)
        try:
            work(own)
            own.commit()
            return True
        except returns.NotWaiting:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_eight_at_once_send_an_entry_back_once(engine: Engine, db: Session, who: Cast) -> None:
    entry_id, bob = logged(db, who), builders.actor(db, who.bob)
    db.commit()
    work = [lambda own: returns.send_back(own, bob, entry_id, 1, "length", "", NOW)] * 8
    assert sorted(at_once(engine, *work)) == [False] * 7 + [True]
    with reading(engine) as later:
        assert later.scalar(select(func.count()).select_from(SentBack).where(SentBack.association_id == HOME)) == 1
        assert later.scalars(select(Entry.returns).where(Entry.association_id == HOME)).all() == [1]


def test_an_entry_signed_in_one_tab_and_sent_back_in_another_is_one_of_both(
    engine: Engine, db: Session, who: Cast
) -> None:
    bob = builders.actor(db, who.bob)
    ids = [logged(db, who, day) for day in range(1, 9)]
    intents = [service.intend(db, bob, [f"{HOME}/{entry_id}/1"], NOW) for entry_id in ids]
    db.commit()
    for entry_id, intent_id in zip(ids, intents, strict=True):
        at_once(
            engine,
            partial(service.sign, actor=bob, intent_id=intent_id, auth="pwd", now=NOW),
            partial(returns.send_back, actor=bob, entry_id=entry_id, version=1, reason="length", words="", now=NOW),
        )
    with reading(engine) as later:
        rows = later.execute(
            select(Entry.state, Entry.signed_version, Entry.returns).where(Entry.association_id == HOME)
        )
        assert {tuple(row) for row in rows} <= {("signed", 1, 0), ("returned", None, 1)}


def test_both_sides_ask_the_office_at_once_and_it_is_one_question(engine: Engine, db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    alice, bob = builders.actor(db, who.alice), builders.actor(db, who.bob)
    for version, minutes in ((1, 61), (2, 62)):
        returns.send_back(db, bob, entry_id, version, "length", "", NOW)
        entries.correct(db, alice, entry_id, Draft(date(2026, 11, 2), minutes, who.bob), version, NOW)
    db.commit()
    work = [
        lambda own, side=side: returns.ask_office(own, side, entry_id, "It was so.", NOW) for side in (alice, bob) * 3
    ]
    assert all(at_once(engine, *work))
    with reading(engine) as later:
        row = later.scalars(select(OfficeQuestion).where(OfficeQuestion.association_id == HOME)).one()
        assert row.supervisee_words == row.provider_words == "It was so."


def test_a_version_that_is_no_number_is_not_signed(app: Flask, db: WriteSession, who: Cast) -> None:
    entry_id = logged(db, who)
    db.commit()
    bob = builders.signed_in(app, "bob@example.org")
    bob.open("/signing/")
    for version in ("\N{SUPERSCRIPT TWO}", "9" * 5000, "-1", ""):
        page = bob.post(
            "/signing/statement", {"line": f"{HOME}/{entry_id}/{version}"}, status=200, follow_redirects=True
        )
        assert "Tick at least one session" in page.source


def test_a_colleague_behind_the_same_address_signs_after_somebodys_wrong_passwords(
    app: Flask, db: WriteSession, who: Cast
) -> None:
    builders.hat(db, HOME, who.charlie, "supervisor")
    builders.pair(db, HOME, who.alice, who.charlie)
    for provider in (who.bob, who.charlie):
        draft = Draft(held_on=date(2026, 11, 2), minutes=60, provider_id=provider)
        entries.log(db, builders.actor(db, who.alice), draft, NOW)
    db.commit()
    bob, charlie = (builders.signed_in(app, f"{name}@example.org") for name in ("bob", "charlie"))
    for _ in range(10):
        statement(bob)
        bob.press("Sign 1 entry", {"password": "not this one"}, status=422)
    bob.press("Sign 1 entry", {"password": builders.PASSWORD}, status=429)
    statement(charlie)
    assert charlie.press("Sign 1 entry", {"password": builders.PASSWORD}).status == 200


def statement(browser: Browser) -> None:
    page = browser.open("/signing/")
    line = next(one.get("value") for one in page.document.all("input") if one.get("name") == "line")
    browser.press("Sign selected", {"line": [line]})
