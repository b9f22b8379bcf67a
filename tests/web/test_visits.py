"""A visit is a row on the server: the cookie only names it, and what the row denies the cookie cannot claim."""

from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import COORDINATOR
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import MembershipRole, WebSession
from tests.support import builders
from tests.support.builders import HOME, Cast, app_on
from tests.support.pages import Browser
from tests.web import probe

SAFE_SITE = "https://hours.example.org"


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    db.commit()
    return cast


def cookie_of(browser: Browser) -> str:
    found = browser.client.get_cookie("rs")
    assert found is not None
    return found.value


def bring(app: Flask, cookie: str) -> Browser:
    """Another browser with the same cookie, as a thief would have it."""
    browser = Browser(app)
    browser.client.set_cookie("rs", cookie)
    return browser


def row_of(engine: Engine, person_id: str) -> WebSession:
    with reading(engine) as db:
        return db.scalars(select(WebSession).where(WebSession.person_id == person_id)).one()


@pytest.mark.parametrize(
    ("base_url", "flags"),
    [
        ("http://localhost:8000", ["rs", "HttpOnly", "Path=/", "SameSite=Lax"]),
        (SAFE_SITE, ["__Host-rs", "HttpOnly", "Path=/", "SameSite=Lax", "Secure"]),
    ],
)
def test_the_cookie_stays_with_us(engine: Engine, base_url: str, flags: list[str]) -> None:
    site = app_on(engine, RS_BASE_URL=base_url)
    said = site.test_client().get("/accounts/sign-in", base_url=base_url).headers["Set-Cookie"]
    name, *parts = said.split("; ")
    assert sorted([name.split("=")[0], *parts]) == sorted(flags)


def test_a_visit_is_kept_as_long_as_its_row_may_live(app: Flask, who: Cast) -> None:
    browser = Browser(app)
    browser.open("/accounts/sign-in")
    browser.press("Sign in", {"email": "alice@example.org", "password": builders.PASSWORD})
    found = browser.client.get_cookie("rs")
    assert found is not None
    assert found.expires is not None
    assert found.expires > clock.now() + timedelta(days=399)


def test_signing_out_ends_the_visit_on_the_server(app: Flask, who: Cast, engine: Engine) -> None:
    alice = builders.signed_in(app, "alice@example.org")
    stolen = cookie_of(alice)
    assert bring(app, stolen).open("/entries/").path == "/entries/"
    alice.open("/")
    alice.press("Sign out")
    assert row_of(engine, who.alice).ended_at is not None
    assert bring(app, stolen).open("/entries/").path == "/accounts/sign-in"
    assert alice.open("/entries/").path == "/accounts/sign-in"


def test_a_look_does_not_sign_out(app: Flask, who: Cast) -> None:
    alice = builders.signed_in(app, "alice@example.org")
    alice.open("/accounts/sign-out", status=405)
    assert alice.open("/entries/").path == "/entries/"


def test_the_database_holds_no_token_that_would_open_anything(app: Flask, who: Cast, engine: Engine) -> None:
    alice = builders.signed_in(app, "alice@example.org")
    with alice.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = row_of(engine, who.alice).token_hash
    assert kept == sha256(token.encode()).hexdigest()
    assert kept != token
    assert len(token) >= 43  # 256 bits


def test_signing_in_begins_with_a_token_nobody_could_have_planted(app: Flask, who: Cast, engine: Engine) -> None:
    planted = builders.signed_in(app, "charlie@example.org")
    victim = bring(app, cookie_of(planted))
    victim.open("/accounts/sign-in")
    victim.press("Sign in", {"email": "alice@example.org", "password": builders.PASSWORD})
    assert planted.open("/entries/").path == "/accounts/sign-in"
    with reading(engine) as db:
        living = db.scalars(select(WebSession.person_id).where(WebSession.ended_at.is_(None))).all()
    assert living == [who.alice]


def test_a_cookie_with_another_seal_is_nothing(app: Flask, who: Cast, engine: Engine) -> None:
    alice = builders.signed_in(app, "alice@example.org")
    elsewhere = app_on(engine, RS_SECRET_KEY="another secret that is long enough to be one")
    assert bring(elsewhere, cookie_of(alice)).open("/entries/").path == "/accounts/sign-in"


@pytest.mark.parametrize(
    ("email", "idle", "is_in"),
    [
        ("alice@example.org", timedelta(days=179), True),
        ("alice@example.org", timedelta(days=181), False),
        ("dana@example.org", timedelta(minutes=59), True),
        ("dana@example.org", timedelta(minutes=61), False),
    ],
)
def test_a_visit_ends_when_nobody_came_for_too_long(
    app: Flask, who: Cast, email: str, idle: timedelta, is_in: bool
) -> None:
    browser = builders.signed_in(app, email)
    with clock.stopped(clock.now() + idle):
        assert (browser.open("/people/me").path == "/people/me") is is_in


def test_a_coordinators_day_ends_however_busy_it_was(app: Flask, who: Cast) -> None:
    dana, begun = builders.signed_in(app, "dana@example.org"), clock.now()
    for minutes in range(50, 12 * 60, 50):
        with clock.stopped(begun + timedelta(minutes=minutes)):
            assert dana.open("/people/me").path == "/people/me"
    with clock.stopped(begun + timedelta(hours=12, minutes=1)):
        assert dana.open("/people/me").path == "/accounts/sign-in"


def test_a_new_hat_shortens_a_visit_that_is_under_way(app: Flask, who: Cast, db: Session) -> None:
    alice, begun = builders.signed_in(app, "alice@example.org"), clock.now()
    with clock.stopped(begun + timedelta(hours=13)):
        assert alice.open("/people/me").path == "/people/me"
        role = MembershipRole(association_id=HOME, person_id=who.alice, role=COORDINATOR, granted_at=builders.NOW)
        db.add(role)
        db.commit()
        assert alice.open("/people/me").path == "/accounts/sign-in"


def test_a_supervisors_visit_on_a_shared_device_is_a_working_day(app: Flask, who: Cast) -> None:
    for is_own, is_in in ((True, True), (False, False)):
        bob = builders.signed_in(app, "bob@example.org", is_own_device=is_own)
        with clock.stopped(clock.now() + timedelta(hours=13)):
            assert (bob.open("/people/me").path == "/people/me") is is_in


def test_a_device_ended_from_afar_is_out_at_once(app: Flask, who: Cast) -> None:
    lost, kept = (builders.signed_in(app, "alice@example.org") for _ in range(2))
    kept.open("/accounts/devices")
    kept.press("Sign out all others")
    assert lost.open("/entries/").path == "/accounts/sign-in"
    assert kept.open("/entries/").path == "/entries/"


def test_nobody_ends_a_visit_of_somebody_else(app: Flask, who: Cast, engine: Engine) -> None:
    alice = builders.signed_in(app, "alice@example.org")
    charlie = probe.sender(builders.signed_in(app, "charlie@example.org"))
    assert charlie.post(f"/accounts/devices/{row_of(engine, who.alice).id}/end").status_code == 404
    assert alice.open("/entries/").path == "/entries/"


def test_a_visit_moved_to_a_lost_association_falls_back(app: Flask, who: Cast, db: Session) -> None:
    """The row may name an association that the person has left meanwhile."""
    charlie = builders.signed_in(app, "charlie@example.org")
    db.execute(update(WebSession).where(WebSession.person_id == who.charlie).values(association_id="tx-first3years"))
    db.commit()
    page = charlie.open("/")
    assert "First3Years" not in page.source
    assert charlie.open("/entries/").path == "/entries/"
