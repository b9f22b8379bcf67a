"""Nobody comes in unless a rule says so, and who may not come in is told what who is mistaken is told."""

import re

import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from rs_tracker import app as roof
from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor, Hats
from rs_tracker.store.engine import reading
from rs_tracker.store.tables import Membership, MembershipRole, Person
from rs_tracker.web import access
from rs_tracker.web.access import ADMIN, AUDIENCES, MEMBER, PUBLIC, SIGNED_IN, Rule, allow, can
from tests.support import builders
from tests.support.builders import HOME, OTHER, Cast
from tests.support.builders_progress import signed_in
from tests.support.pages import Browser
from tests.support.server import config
from tests.web import probe


@pytest.fixture
def site(app: Flask) -> Flask:
    return probe.built_in(app)


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    db.commit()
    return cast


def hats(association_id: str, *roles: str) -> Hats:
    return Hats(association_id, association_id, "America/Chicago", frozenset(roles), True)


def someone(*memberships: Hats) -> Actor:
    current = memberships[0].association_id if memberships else None
    return Actor("p", "Somebody", "America/Chicago", "en", "s", memberships, current)


NOBODY_YET = someone()
BARE = someone(hats(HOME))
LOGS = someone(hats(HOME, SUPERVISEE))
GIVES_ELSEWHERE = someone(hats(HOME, SUPERVISEE), hats(OTHER, SUPERVISOR))
OFFICE_ELSEWHERE = someone(hats(HOME, SUPERVISEE), hats(OTHER, COORDINATOR, ADMIN))
OFFICE = someone(hats(HOME, COORDINATOR))

MAY = {
    PUBLIC: (None, NOBODY_YET, BARE, LOGS, GIVES_ELSEWHERE, OFFICE_ELSEWHERE, OFFICE),
    SIGNED_IN: (NOBODY_YET, BARE, LOGS, GIVES_ELSEWHERE, OFFICE_ELSEWHERE, OFFICE),
    MEMBER: (BARE, LOGS, GIVES_ELSEWHERE, OFFICE_ELSEWHERE, OFFICE),
    SUPERVISEE: (LOGS, GIVES_ELSEWHERE, OFFICE_ELSEWHERE),
    SUPERVISOR: (GIVES_ELSEWHERE,),
    COORDINATOR: (OFFICE,),
    ADMIN: (),
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_is_who_it_says(audience: str) -> None:
    """A hat worn in another association opens nothing here, but for the queue, which spans them."""
    for actor in MAY[PUBLIC]:
        assert can(actor, Rule(audience)) == (actor in MAY[audience]), (audience, actor)


def test_a_view_without_a_rule_stops_the_factory(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/bare", "page", lambda: "for everybody")
    monkeypatch.setattr(roof, "ROOMS", (*roof.ROOMS, bare))
    with pytest.raises(RuntimeError, match=r"without a rule .*: bare\.page"):
        roof.create_app(config(database_url))


def test_a_rule_for_nobody_we_know_is_refused() -> None:
    with pytest.raises(ValueError, match="no such audience"):
        allow("everybody")


def test_a_view_that_came_in_behind_the_factorys_back_stays_closed(app: Flask) -> None:
    app.add_url_rule("/late", "late", lambda: "for everybody")
    assert app.test_client().get("/late").status_code == 404


def test_every_view_of_the_real_site_has_a_rule(app: Flask) -> None:
    assert set(access.rules(app)) == set(app.view_functions)


def test_a_bookmark_leads_the_signed_out_to_the_sign_in_page_and_back(site: Flask, who: Cast) -> None:
    browser = Browser(site)
    page = browser.open("/probe/supervisee?from=mail")
    assert page.path == "/accounts/sign-in"
    page = browser.press("Sign in", {"email": "alice@example.org", "password": builders.PASSWORD})
    assert page.path == "/probe/supervisee"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y"]
)
def test_nobody_is_led_to_another_site_after_signing_in(site: Flask, who: Cast, target: str) -> None:
    data = {"email": "alice@example.org", "password": builders.PASSWORD, "next": target}
    answer = probe.stranger(site).post("/accounts/sign-in", data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_what_is_no_bookmark_is_not_there_for_the_signed_out(site: Flask, who: Cast) -> None:
    stranger = probe.stranger(site)
    assert stranger.client.get("/probe/supervisor").status_code == 404
    assert stranger.post("/probe/supervisee").status_code == 404


def without_ids(source: str) -> str:
    """A page without what differs between any two visits: tokens and the address asked for."""
    return re.sub(r'(csrf_token[^>]*value=|href="/accounts/sign-in\?next=|/language/\w+\?)[^>]*', "", source)


def test_forbidden_and_missing_are_the_same_answer(site: Flask, who: Cast) -> None:
    for browser in (Browser(site), builders.signed_in(site, "alice@example.org")):
        forbidden, missing = (browser.open(path, status=404) for path in ("/probe/supervisor", "/no/such/page"))
        assert without_ids(forbidden.source) == without_ids(missing.source)
        kept = [
            {name: page.headers[name] for name in page.headers if name not in VARYING} for page in (forbidden, missing)
        ]
        assert kept[0] == kept[1]


VARYING = ("X-Request-Id", "Content-Length", "Set-Cookie")


def test_who_belongs_nowhere_yet_is_led_to_the_associations(site: Flask, db: Session) -> None:
    builders.association(db)
    builders.person(db, "Nora Nguyen", "nora@example.org")
    db.commit()
    nora = builders.signed_in(site, "nora@example.org")
    for path in ("/probe/member", "/probe/supervisee"):
        assert nora.open(path).path == "/accounts/association"
    nora.open("/probe/supervisor", status=404)


def test_a_form_made_for_another_of_my_associations_changes_nothing(
    site: Flask, who: Cast, db: Session, engine: Engine
) -> None:
    builders.member(db, OTHER, who.alice, SUPERVISEE)
    alice = probe.sender(signed_in(db, site, who.alice, HOME))
    before = _people(engine)
    assert alice.post("/probe/supervisee", {"association": OTHER}).status_code == 409
    assert _people(engine) == before
    assert alice.post("/probe/supervisee", {"association": HOME}).status_code == 200
    assert _people(engine) == [*before, f"for {HOME}"]


@pytest.mark.parametrize("foreign", [OTHER, "no-such-association"])
def test_a_form_made_for_somebody_elses_association_finds_nothing(
    site: Flask, who: Cast, db: Session, engine: Engine, foreign: str
) -> None:
    alice = probe.sender(signed_in(db, site, who.alice))
    before = _people(engine)
    assert alice.post("/probe/supervisee", {"association": foreign}).status_code == 404
    assert _people(engine) == before


def test_a_lost_role_is_lost_at_once(app: Flask, who: Cast, db: Session) -> None:
    dana = builders.signed_in(app, "dana@example.org")
    dana.open("/association/")
    db.execute(
        delete(MembershipRole).where(MembershipRole.association_id == HOME, MembershipRole.person_id == who.dana)
    )
    db.commit()
    dana.open("/association/", status=404)


def test_a_lost_membership_is_lost_at_once(app: Flask, who: Cast, db: Session) -> None:
    bob = builders.signed_in(app, "bob@example.org")
    bob.open("/signing/")
    for here in (HOME, OTHER):
        ended = update(Membership).where(Membership.association_id == here, Membership.person_id == who.bob)
        db.execute(ended.values(ended_at=builders.NOW))
    db.commit()
    bob.open("/signing/", status=404)


def _people(engine: Engine) -> list[str]:
    with reading(engine) as db:
        names = sorted(db.scalars(select(Person.name)))
    return [*(name for name in names if name[0].isupper()), *(name for name in names if not name[0].isupper())]
