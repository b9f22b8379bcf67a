"""Who is not the supervisor, and what the real one must still be able to do afterwards."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import Engine, func, select

from rs_tracker.adapters import clock
from rs_tracker.features.guests import queries, service
from rs_tracker.store.engine import WriteSession, reading, writing
from rs_tracker.store.tables import Attestation, GuestRequest
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_guests import (
    SAM,
    Asked,
    another,
    bound,
    cookies,
    lines,
    messages,
    opened,
    sam_named,
    signs,
    states,
    wrong,
)

CLOSED = "closed after five wrong tries"


def test_five_wrong_codes_close_it_and_a_fresh_one_opens_it_again_on_the_same_page(
    app: Flask, engine: Engine, asked: Asked
) -> None:
    browser = bound(app, asked)
    for _ in range(5):
        page = browser.press("Continue", {"code": wrong(asked.code)}, status=422)
    assert CLOSED in page.text
    browser.post(f"{asked.path}/code", {"code": asked.code}, status=422)
    assert states(engine) == ["waiting"]
    browser.press("Send me a new message", {"is_missing": True})
    fresh = messages(engine)[-1]
    assert fresh.code != asked.code or fresh.token != asked.token
    assert fresh.code not in browser.page.source  # type: ignore[union-attr]
    browser.press("Continue", {"code": wrong(fresh.code)}, status=422)
    browser.press("Continue", {"code": fresh.code})
    signs(browser)
    assert states(engine) == ["signed"]


def test_wrong_codes_typed_at_the_same_moment_are_five_all_the_same(engine: Engine, asked: Asked) -> None:
    own = writing(engine)
    held = service.show(own, asked.token, clock.now())
    own.commit()
    found = queries.look(own, asked.token, held, clock.now())
    own.close()
    assert found is not None

    def one(number: int) -> bool:
        with writing(engine) as db:
            code = asked.code if number >= 8 else wrong(asked.code)
            opens = service.try_code(db, found, held, code, clock.now()) is not None
            db.commit()
            return opens

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(one, range(8)))
    assert not one(9), "the right code comes too late"
    with reading(engine) as db:
        assert db.scalars(select(GuestRequest.attempts)).one() == queries.TRIES


def test_a_code_for_somebody_else_opens_nothing(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked
) -> None:
    sam_named(db, who.alice, clock.now(), 45, email="tess@example.org")
    db.commit()
    (other,) = messages(engine, "tess@example.org")
    assert other.code != asked.code
    bound(app, asked).press("Continue", {"code": other.code}, status=422)
    tess = bound(app, other)
    tess.press("Continue", {"code": asked.code}, status=422)
    tess.press("Continue", {"code": other.code})
    assert len(lines(tess)) == 1
    # A cookie is good for the link it was made for, not for another one.
    tess.client.get(asked.path)
    assert "Alice" not in tess.open(asked.path).source
    assert tess.open(other.path).heading == "Choose what to sign"


def test_without_the_code_nothing_is_signed_sent_back_or_told(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked
) -> None:
    browser = bound(app, asked)
    with reading(engine) as later:
        person_id = later.scalars(select(GuestRequest.person_id)).one()
    entry_id = another(db, who.alice, person_id, clock.now(), 75)
    sam = builders.actor(db, person_id)
    intent_id = service.intend(db, sam, [f"{HOME}/{entry_id}/1"], clock.now())
    db.commit()
    for tail in ("/statement", f"/sign/{intent_id}", f"/{entry_id}/send-back"):
        form = {"line": f"{HOME}/{entry_id}/1", "version": "1", "reason": "not_mine"}
        page = browser.post(asked.path + tail, form, status=200, follow_redirects=True)
        assert page.heading == "What waits for you"
    for tail in (f"/sign/{intent_id}", f"/done/{intent_id}", f"/{entry_id}/send-back"):
        assert browser.open(asked.path + tail).heading == "What waits for you"
    assert states(engine) == ["waiting", "waiting"]


def test_the_same_statement_sent_eight_times_at_once_signs_once(
    app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked
) -> None:
    with reading(engine) as later:
        person_id = later.scalars(select(GuestRequest.person_id)).one()
    another(db, who.alice, person_id, clock.now(), 75)
    db.commit()
    browsers = [opened(app, asked) for _ in range(2)]  # two tabs in two browsers, both with the code
    browsers[0].press("Sign selected", {"line": lines(browsers[0])})
    browsers[1].press("Sign selected", {"line": lines(browsers[1])})

    def one(number: int) -> int:
        page = browsers[number % 2].page
        assert page is not None
        form, _button = page.form("Sign 2 entries")
        token = next(row.get("value") for row in page.document.in_form(form) if row.get("name") == "csrf_token")
        client = app.test_client()
        for cookie in cookies(browsers[number % 2]):
            client.set_cookie(cookie.key, cookie.value, domain="localhost")
        return int(client.post(form.get("action"), data={"csrf_token": token}).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [303] * 8
    with reading(engine) as later:
        signed = later.scalar(select(func.count()).select_from(Attestation).where(Attestation.association_id == HOME))
    assert signed == 2
    assert states(engine) == ["signed", "signed"]
    assert len(builders.mail_to(engine, SAM, "guest_receipt")) == 1


def test_forged_lines_sign_nothing(app: Flask, engine: Engine, db: WriteSession, who: Cast, asked: Asked) -> None:
    mine = another(db, who.alice, who.bob, clock.now(), 75)
    db.commit()
    browser = opened(app, asked)
    (own,) = lines(browser)
    entry_id = own.split("/")[1]
    forged = (f"{OTHER}/{entry_id}/1", f"{HOME}/{mine}/1", f"nowhere/{entry_id}/1", f"{HOME}/{entry_id}/2", "x", "")
    for line in forged:
        page = browser.post(f"{asked.path}/statement", {"line": line}, status=200, follow_redirects=True)
        assert "Tick at least one session" in page.source
    assert browser.open(f"{asked.path}/{mine}/send-back", status=404)
    assert states(engine) == ["waiting", "waiting"]
